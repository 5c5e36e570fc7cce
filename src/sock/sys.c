/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket calls that make, name, join and end sockets.
 */
#include "sock/sys.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sock/names.h"
#include "sock/state.h"
#include "sys_record.h"

void record_finish(const struct sys *s, struct call *c, int64_t result)
{
	int why = errno;
	int64_t began = c->duration;

	c->duration = intr_now() - began;
	c->result = result;
	c->errnum = result < 0 ? why : 0;
	if (result < 0 && why == EINTR && intr_pending(s->intr) == INTR_LIMIT) {
		c->outcome = CALL_GAVE_UP;
		c->errnum = ETIME;
		c->limit = s->intr->limit;
	}
}

int64_t record_send(const struct sys *s, const struct call *c)
{
	s->sink(s->context, c);
	if (c->result < 0)
		errno = c->errnum;
	return c->result;
}

static int finish_and_send(const struct sys *s, struct call *c, int64_t result)
{
	record_finish(s, c, result);
	return (int)record_send(s, c);
}

/* The type's low bits are its number, the others flags (socket(2)). TEXT is
 * used only when there are flags. */
static void record_type(struct call *c, int type, struct buf *text)
{
	enum { TYPE_BITS = 0xf };
	if (type < 0 || !(type & ~TYPE_BITS)) {
		record_name(c, type, &names_type);
		return;
	}
	names_print(&names_type, type & TYPE_BITS, text);
	buf_addc(text, '|');
	names_print(&names_type_flag, type & ~TYPE_BITS, text);
	record_text(c, CALL_TEXT, buf_cstr(text));
}

int sys_socket(struct sys *s, int family, int type, int protocol)
{
	struct call c;
	struct buf text = { 0 };

	record_begin(s, &c, "socket");
	record_name(&c, family, &names_family);
	record_type(&c, type, &text);
	if (protocol && (family == AF_INET || family == AF_INET6))
		record_name(&c, protocol, &names_protocol);
	else
		record_int(&c, protocol);
	record_start(s, &c);
	fdtab_lock(s->fds);
	int fd = socket(family, type, protocol);
	if (fd >= 0)
		fd = record_new(s, fd, "socket", 0);
	fdtab_unlock(s->fds);
	finish_and_send(s, &c, fd);
	buf_free(&text);
	return fd;
}

static int read_addr(int call(int, struct sockaddr *, socklen_t *), int fd, struct addr *addr)
{
	addr->len = sizeof(addr->storage);
	int r = call(fd, &addr->sa, &addr->len);
	if (r < 0)
		addr->len = 0;
	return r;
}

/* Whether the kernel completes ADDR: an ephemeral port, or an abstract name of
 * its own making (autobind, unix(7)). */
static bool kernel_chooses(const struct addr *addr)
{
	if (addr->len >= sizeof(sa_family_t) && addr->sa.sa_family == AF_UNIX)
		return addr->len == sizeof(sa_family_t);
	return addr_port(addr) == 0;
}

int sys_bind(struct sys *s, int fd, const struct addr *addr)
{
	struct call c;
	struct addr bound;

	record_begin_fd(s, &c, "bind", fd);
	record_addr(&c, addr);
	record_start(s, &c);
	record_finish(s, &c, bind(fd, &addr->sa, addr->len));
	if (c.result == 0 && kernel_chooses(addr) && read_addr(getsockname, fd, &bound) == 0)
		record_note_addr(&c, &bound);
	return (int)record_send(s, &c);
}

/* net.core.somaxconn, or -1. */
static long read_somaxconn(struct fdtab *fds)
{
	char text[32];
	int fd = fdtab_open_file(fds, "/proc/sys/net/core/somaxconn", O_RDONLY, 0, "a setting");

	if (fd < 0)
		return -1;
	ssize_t n = read(fd, text, sizeof(text) - 1);
	fdtab_close(fds, fd);
	if (n <= 0)
		return -1;
	text[n] = '\0';
	return strtol(text, NULL, 10);
}

int sys_listen(struct sys *s, int fd, int backlog)
{
	enum { NEVER_CUT = 128 }; /* somaxconn's default before Linux 5.4; few set it lower */
	struct call c;
	char text[64];

	record_begin_fd(s, &c, "listen", fd);
	record_int(&c, backlog);
	record_start(s, &c);
	record_finish(s, &c, listen(fd, backlog));
	/* the kernel compares without sign: a negative backlog is a huge one */
	if (c.result == 0 && (unsigned int)backlog > NEVER_CUT) {
		long most = read_somaxconn(s->fds);

		if (most >= 0 && (unsigned long)most < (unsigned int)backlog) {
			snprintf(text, sizeof(text), "cut to %ld by net.core.somaxconn", most);
			record_note_text(&c, text);
		}
	}
	return (int)record_send(s, &c);
}

/* connect(2) after EINTR goes on in the background (POSIX), and there a second
 * connect is EALREADY. Linux instead resumes the wait, and gives the outcome
 * even if it came in between; and an AF_UNIX connect that a full backlog held up
 * has not begun, so that asking SO_ERROR would report a success. So a call that
 * was disturbed is made again here as everywhere. */
int sys_connect(struct sys *s, int fd, const struct addr *addr)
{
	struct call c;
	struct buf state = { 0 };
	int r;

	record_begin_fd(s, &c, "connect", fd);
	record_addr(&c, addr);
	record_start_blocking(s, &c);
	do
		r = connect(fd, &addr->sa, addr->len);
	while (record_again(s, r));
	record_finish(s, &c, r);
	if (c.outcome == CALL_GAVE_UP) {
		buf_adds(&state, "still ");
		if (state_word(fd, &state) == 0)
			record_note_text(&c, buf_cstr(&state));
	}
	r = (int)record_send(s, &c);
	buf_free(&state);
	return r;
}

int sys_shutdown(struct sys *s, int fd, int how)
{
	struct call c;

	record_begin_fd(s, &c, "shutdown", fd);
	record_name(&c, how, &names_shut);
	record_start(s, &c);
	return finish_and_send(s, &c, shutdown(fd, how));
}

int sys_close(struct sys *s, int fd)
{
	struct call c;

	record_begin_fd(s, &c, "close", fd);
	record_start(s, &c);
	return finish_and_send(s, &c, fdtab_close(s->fds, fd));
}

static int record_address(struct sys *s, const char *name,
	int call(int, struct sockaddr *, socklen_t *), int fd, struct addr *addr)
{
	struct call c;

	record_begin_fd(s, &c, name, fd);
	record_start(s, &c);
	record_finish(s, &c, read_addr(call, fd, addr));
	if (c.result == 0)
		record_note_addr(&c, addr);
	return (int)record_send(s, &c);
}

int sys_getsockname(struct sys *s, int fd, struct addr *addr)
{
	return record_address(s, "getsockname", getsockname, fd, addr);
}

int sys_getpeername(struct sys *s, int fd, struct addr *addr)
{
	return record_address(s, "getpeername", getpeername, fd, addr);
}
