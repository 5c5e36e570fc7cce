/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket calls that move data. These are the hot ones: no allocation, no lock,
 * no system call beside the one asked for.
 */
#include <sys/ioctl.h>
#include <unistd.h>

#include "sock/io.h"
#include "sock/names.h"
#include "sock/state.h"
#include "sock/sys.h"
#include "sys_record.h"

static void begin_send(const struct sys *s, struct record *r, const char *name, int fd,
	const void *data, size_t len, int flags)
{
	record_begin_fd(s, r, name, fd);
	r->call.file = s->file;
	if (data)
		record_data(r, data, len);
	record_buffer(r, data, len);
	record_int(r, (int64_t)len);
	record_flags(r, flags, &names_msg);
}

static ssize_t end_send(struct sys *s, struct record *r, int flags, ssize_t n)
{
	record_finish(s, r, n);
	if (n > 0 && flags & MSG_OOB)
		fdtab_mix(s->fds, r->call.fd);
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
		n = io_send(fd, data, len, flags);
	while (record_again(s, n));
	return end_send(s, &r, flags, n);
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
		n = io_sendto(fd, data, len, flags, &addr->sa, addr->len);
	while (record_again(s, n));
	return end_send(s, &r, flags, n);
}

static void begin_receive(const struct sys *s, struct record *r, const char *name, int fd,
	const void *data, size_t max, int flags)
{
	record_begin_fd(s, r, name, fd);
	r->call.received = true;
	r->call.file = s->file;
	record_buffer(r, data, max);
	record_int(r, (int64_t)max);
	record_flags(r, flags, &names_msg);
}

/* What 0 bytes are: of a stream its end; of messages an empty one, or where the peer has
 * ended, one or the other. The kernel does not tell which: recvmsg(2) sets no flag. */
void record_nothing(struct record *r, int fd)
{
	int type = state_type(fd);

	if (type == SOCK_STREAM || !type)
		record_note(r, NOTE_EOF, 0);
	else if (type == SOCK_SEQPACKET && state_ended(fd))
		record_note(r, NOTE_EOF_OR_EMPTY, 0);
}

/* With MSG_TRUNC a TCP socket discards the bytes and fills no buffer, tcp(7). */
bool record_discards(int fd, int flags)
{
	int family = flags & MSG_TRUNC ? state_family(fd) : AF_UNIX;

	return (family == AF_INET || family == AF_INET6) && state_type(fd) == SOCK_STREAM;
}

/* The flags that FLAGS are passed as: of a socket of messages the kernel is to tell a
 * message's length, whatever fits. Not of a stream, which would discard what came. */
int record_with_length(const struct sys *s, int fd, int flags)
{
	int type = fdtab_type(s->fds, fd);

	return type && type != SOCK_STREAM ? flags | MSG_TRUNC : flags;
}

/* N may exceed MAX: by what the message had more, or because the caller asked (MSG_TRUNC,
 * recv(2)). */
static void end_receive(
	struct sys *s, struct record *r, const void *data, size_t max, int flags, ssize_t n)
{
	int fd = r->call.fd;
	ssize_t whole = n;

	if (n > (ssize_t)max && !(flags & MSG_TRUNC))
		n = (ssize_t)max;
	record_finish(s, r, n);
	s->got = 0;
	if (n < 0)
		return;
	bool gone = record_discards(fd, flags);
	if (data && !gone)
		s->got = (size_t)n < max ? (size_t)n : max;
	if (data)
		record_data(r, data, s->got);
	if (gone && n > 0)
		record_note(r, NOTE_DISCARDED, 0);
	if (whole > n)
		record_note(r, NOTE_OF, whole);
	if (n > 0 && !(flags & MSG_PEEK)) /* what stays in the queue has not moved */
		fdtab_count(s->fds, fd, (uint64_t)n, 0);
	else if (n == 0 && max > 0 && !(flags & MSG_ERRQUEUE))
		record_nothing(r, fd);
}

static ssize_t receive(struct sys *s, struct record *r, int fd, void *data, size_t max, int flags)
{
	int passed = record_with_length(s, fd, flags);
	ssize_t n;

	begin_receive(s, r, "recv", fd, data, max, flags);
	record_start(s, r, true);
	do
		n = io_recv(fd, data, max, passed);
	while (record_again(s, n));
	end_receive(s, r, data, max, flags, n);
	return n;
}

ssize_t sys_recv(struct sys *s, int fd, void *data, size_t max, int flags)
{
	struct record r;

	receive(s, &r, fd, data, max, flags);
	return (ssize_t)record_send(s, &r);
}

ssize_t sys_peek(struct sys *s, int fd, void *data, size_t max)
{
	struct record r;
	ssize_t n = receive(s, &r, fd, data, max, MSG_PEEK);

	r.call.aside = n >= 0 && !(n == 0 && r.call.nnotes);
	return (ssize_t)record_send(s, &r);
}

ssize_t sys_recvfrom(struct sys *s, int fd, void *data, size_t max, int flags, struct addr *from)
{
	struct record r;
	struct addr unasked;
	int passed = record_with_length(s, fd, flags);
	ssize_t n;

	if (!from)
		from = &unasked;
	begin_receive(s, &r, "recvfrom", fd, data, max, flags);
	record_start(s, &r, true);
	do {
		from->len = sizeof(from->storage);
		n = io_recvfrom(fd, data, max, passed, &from->sa, &from->len);
	} while (record_again(s, n));
	end_receive(s, &r, data, max, flags, n);
	if (n < 0)
		from->len = 0;
	if (from->len > 0 && (!r.call.nnotes || r.notes[0].kind == NOTE_OF))
		record_note_addr(&r, from);
	return (ssize_t)record_send(s, &r);
}

ssize_t sys_write(struct sys *s, int fd, const void *data, size_t len)
{
	struct record r;
	ssize_t n;

	begin_send(s, &r, "write", fd, data, len, 0);
	record_start(s, &r, true);
	do
		n = write(fd, data, len);
	while (record_again(s, n));
	return end_send(s, &r, 0, n);
}

/* The length of the datagram that is first in FD's queue, or 0. read(2) has no flag that
 * would tell it of what it has taken. */
static ssize_t next_length(const struct sys *s, int fd)
{
	int length = 0;

	if (fdtab_type(s->fds, fd) != SOCK_DGRAM || ioctl(fd, FIONREAD, &length) < 0)
		return 0;
	return length;
}

ssize_t sys_read(struct sys *s, int fd, void *data, size_t max)
{
	struct record r;
	ssize_t n, whole = next_length(s, fd);

	begin_receive(s, &r, "read", fd, data, max, 0);
	record_start(s, &r, true);
	do
		n = read(fd, data, max);
	while (record_again(s, n));
	end_receive(s, &r, data, max, 0, n >= 0 && n < whole ? whole : n);
	return (ssize_t)record_send(s, &r);
}

int sys_sockatmark(struct sys *s, int fd)
{
	struct record r;

	record_begin_fd(s, &r, "sockatmark", fd);
	record_start(s, &r, false);
	record_finish(s, &r, sockatmark(fd));
	return (int)record_send(s, &r);
}
