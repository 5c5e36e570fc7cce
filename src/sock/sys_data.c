/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket calls that move data. These are the hot ones: no allocation, no lock,
 * no system call beside the one asked for.
 */
#include "sock/names.h"
#include "sock/state.h"
#include "sock/sys.h"
#include "sys_record.h"

static void begin_send(const struct sys *s, struct record *r, const char *name, int fd,
	const void *data, size_t len, int flags)
{
	record_begin_fd(s, r, name, fd);
	r->call.file = s->file;
	record_data(r, data, len);
	record_arg(r, CALL_DATA, 0);
	record_int(r, (int64_t)len);
	record_flags(r, flags, &names_msg);
}

static ssize_t end_send(struct sys *s, struct record *r, ssize_t n)
{
	record_finish(s, r, n);
	if (n > 0)
		fdtab_count(s->fds, r->call.fd, 0, (uint64_t)n);
	return (ssize_t)record_send(s, r);
}

ssize_t sys_send(struct sys *s, int fd, const void *data, size_t len, int flags)
{
	struct record r;
	ssize_t n;

	begin_send(s, &r, "send", fd, data, len, flags);
	record_start(s, &r, true);
	do
		n = send(fd, data, len, flags);
	while (record_again(s, n));
	return end_send(s, &r, n);
}

ssize_t sys_sendto(
	struct sys *s, int fd, const void *data, size_t len, int flags, const struct addr *addr)
{
	struct record r;
	ssize_t n;

	begin_send(s, &r, "sendto", fd, data, len, flags);
	record_addr(&r, addr);
	record_start(s, &r, true);
	do
		n = sendto(fd, data, len, flags, &addr->sa, addr->len);
	while (record_again(s, n));
	return end_send(s, &r, n);
}

static void begin_receive(
	const struct sys *s, struct record *r, const char *name, int fd, size_t max, int flags)
{
	record_begin_fd(s, r, name, fd);
	r->call.received = true;
	r->call.file = s->file;
	record_arg(r, CALL_DATA, 0);
	record_int(r, (int64_t)max);
	record_flags(r, flags, &names_msg);
}

/* What 0 bytes are: of a stream its end; of messages an empty one, or where the peer has
 * ended, one or the other. The kernel does not tell which: recvmsg(2) sets no flag. */
static void note_nothing(struct record *r, int fd)
{
	int type = state_type(fd);

	if (type == SOCK_STREAM)
		record_note(r, NOTE_EOF, 0);
	else if (type == SOCK_SEQPACKET && state_ended(fd))
		record_note(r, NOTE_EOF_OR_EMPTY, 0);
}

/* With MSG_TRUNC a TCP socket discards the bytes and fills no buffer, tcp(7). */
static bool discards(int fd, int flags)
{
	int family = flags & MSG_TRUNC ? state_family(fd) : AF_UNIX;

	return (family == AF_INET || family == AF_INET6) && state_type(fd) == SOCK_STREAM;
}

/* N may exceed MAX with MSG_TRUNC (recv(2)). */
static void end_receive(
	struct sys *s, struct record *r, const void *data, size_t max, int flags, ssize_t n)
{
	int fd = r->call.fd;

	record_finish(s, r, n);
	s->got = 0;
	if (n < 0)
		return;
	if (!discards(fd, flags))
		s->got = (size_t)n < max ? (size_t)n : max;
	else if (n > 0)
		record_note(r, NOTE_DISCARDED, 0);
	record_data(r, data, s->got);
	if (n > 0 && !(flags & MSG_PEEK)) /* what stays in the queue has not moved */
		fdtab_count(s->fds, fd, (uint64_t)n, 0);
	else if (n == 0 && max > 0 && !(flags & MSG_ERRQUEUE))
		note_nothing(r, fd);
}

ssize_t sys_recv(struct sys *s, int fd, void *data, size_t max, int flags)
{
	struct record r;
	ssize_t n;

	begin_receive(s, &r, "recv", fd, max, flags);
	record_start(s, &r, true);
	do
		n = recv(fd, data, max, flags);
	while (record_again(s, n));
	end_receive(s, &r, data, max, flags, n);
	return (ssize_t)record_send(s, &r);
}

ssize_t sys_recvfrom(struct sys *s, int fd, void *data, size_t max, int flags, struct addr *from)
{
	struct record r;
	struct addr unasked;
	ssize_t n;

	if (!from)
		from = &unasked;
	begin_receive(s, &r, "recvfrom", fd, max, flags);
	record_start(s, &r, true);
	do {
		from->len = sizeof(from->storage);
		n = recvfrom(fd, data, max, flags, &from->sa, &from->len);
	} while (record_again(s, n));
	end_receive(s, &r, data, max, flags, n);
	if (n < 0)
		from->len = 0;
	if (from->len > 0 && !r.call.nnotes)
		record_note_addr(&r, from);
	return (ssize_t)record_send(s, &r);
}
