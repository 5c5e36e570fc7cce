/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket calls that move data. These are the hot ones: no allocation, no lock,
 * no system call beside the one asked for.
 */
#include "sock/names.h"
#include "sock/state.h"
#include "sock/sys.h"
#include "sys_record.h"

static void begin_send(const struct sys *s, struct call *c, const char *name, int fd,
	const void *data, size_t len, int flags)
{
	record_begin_fd(s, c, name, fd);
	c->data = data;
	c->len = len;
	record_arg(c, CALL_DATA, 0);
	record_int(c, (int64_t)len);
	record_flags(c, flags, &names_msg);
}

static ssize_t end_send(struct sys *s, struct call *c, ssize_t n)
{
	record_finish(s, c, n);
	if (n > 0)
		fdtab_count(s->fds, c->fd, 0, (uint64_t)n);
	return (ssize_t)record_send(s, c);
}

ssize_t sys_send(struct sys *s, int fd, const void *data, size_t len, int flags)
{
	struct call c;
	ssize_t n;

	begin_send(s, &c, "send", fd, data, len, flags);
	record_start_blocking(s, &c);
	do
		n = send(fd, data, len, flags);
	while (record_again(s, n));
	return end_send(s, &c, n);
}

ssize_t sys_sendto(
	struct sys *s, int fd, const void *data, size_t len, int flags, const struct addr *addr)
{
	struct call c;
	ssize_t n;

	begin_send(s, &c, "sendto", fd, data, len, flags);
	record_addr(&c, addr);
	record_start_blocking(s, &c);
	do
		n = sendto(fd, data, len, flags, &addr->sa, addr->len);
	while (record_again(s, n));
	return end_send(s, &c, n);
}

static void begin_receive(
	const struct sys *s, struct call *c, const char *name, int fd, size_t max, int flags)
{
	record_begin_fd(s, c, name, fd);
	c->received = true;
	record_arg(c, CALL_DATA, 0);
	record_int(c, (int64_t)max);
	record_flags(c, flags, &names_msg);
}

/* 0 bytes are the end of a stream, but an empty datagram. */
static bool is_end_of_stream(int fd)
{
	int type = state_type(fd);

	return type == SOCK_STREAM || type == SOCK_SEQPACKET;
}

/* With MSG_TRUNC a TCP socket discards the bytes and fills no buffer, tcp(7). */
static bool discards(int fd, int flags)
{
	int family = flags & MSG_TRUNC ? state_family(fd) : AF_UNIX;

	return (family == AF_INET || family == AF_INET6) && state_type(fd) == SOCK_STREAM;
}

/* N may exceed MAX with MSG_TRUNC (recv(2)). */
static void end_receive(
	struct sys *s, struct call *c, const void *data, size_t max, int flags, ssize_t n)
{
	record_finish(s, c, n);
	s->got = 0;
	if (n < 0)
		return;
	c->data = data;
	if (!discards(c->fd, flags))
		s->got = (size_t)n < max ? (size_t)n : max;
	else if (n > 0)
		record_note_text(c, "discarded");
	c->len = s->got;
	if (n > 0)
		fdtab_count(s->fds, c->fd, (uint64_t)n, 0);
	else if (max > 0 && is_end_of_stream(c->fd))
		c->note = NOTE_EOF;
}

ssize_t sys_recv(struct sys *s, int fd, void *data, size_t max, int flags)
{
	struct call c;
	ssize_t n;

	begin_receive(s, &c, "recv", fd, max, flags);
	record_start_blocking(s, &c);
	do
		n = recv(fd, data, max, flags);
	while (record_again(s, n));
	end_receive(s, &c, data, max, flags, n);
	return (ssize_t)record_send(s, &c);
}

ssize_t sys_recvfrom(struct sys *s, int fd, void *data, size_t max, int flags, struct addr *from)
{
	struct call c;
	struct addr unasked;
	ssize_t n;

	if (!from)
		from = &unasked;
	begin_receive(s, &c, "recvfrom", fd, max, flags);
	record_start_blocking(s, &c);
	do {
		from->len = sizeof(from->storage);
		n = recvfrom(fd, data, max, flags, &from->sa, &from->len);
	} while (record_again(s, n));
	end_receive(s, &c, data, max, flags, n);
	if (n < 0)
		from->len = 0;
	if (from->len > 0 && c.note == NOTE_NONE)
		record_note_addr(&c, from);
	return (ssize_t)record_send(s, &c);
}
