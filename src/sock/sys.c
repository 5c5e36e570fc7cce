/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket calls that make, name, join and end sockets.
 */
#include "sock/sys.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "sock/names.h"
#include "sock/peer.h"
#include "sock/state.h"
#include "sys_record.h"

void record_finish(const struct sys *s, struct record *r, int64_t result)
{
	struct call *c = &r->call;

	c->errnum = result < 0 ? errno : 0;
	c->duration = intr_now() - c->began;
	c->result = result;
	if (c->errnum == EINTR && intr_pending(s->intr) == INTR_LIMIT) {
		c->outcome = CALL_GAVE_UP;
		c->errnum = ETIME;
		c->limit = s->intr->limit;
	}
}

int64_t record_send(const struct sys *s, struct record *r)
{
	s->after(s->context, &r->call);
	if (r->call.result < 0)
		errno = r->call.errnum;
	return r->call.result;
}

static int finish_and_send(const struct sys *s, struct record *r, int64_t result)
{
	record_finish(s, r, result);
	return (int)record_send(s, r);
}

int sys_socket(struct sys *s, int family, int type, int protocol)
{
	struct record r;

	record_begin(s, &r, "socket");
	record_name(&r, family, &names_family);
	record_arg(&r, CALL_TYPE, type);
	record_protocol(&r, family, protocol);
	record_start(s, &r, false);
	fdtab_lock(s->fds);
	int fd = socket(family, type, protocol);
	if (fd >= 0)
		fd = record_new(s, &r, fd, "socket", 0);
	fdtab_unlock(s->fds);
	return finish_and_send(s, &r, fd);
}

/* Whether the kernel completes ADDR: an ephemeral port, an abstract name of its own making
 * (autobind, unix(7)), a port of netlink. */
static bool kernel_chooses(const struct addr *addr)
{
	if (addr->len < sizeof(sa_family_t))
		return false;
	switch (addr->sa.sa_family) {
	case AF_UNIX: return addr->len == sizeof(sa_family_t);
	case AF_NETLINK: return !addr->nl.nl_pid;
	case AF_VSOCK: return addr->vm.svm_port == VMADDR_PORT_ANY;
	default: return addr_port(addr) == 0;
	}
}

int sys_bind(struct sys *s, int fd, const struct addr *addr)
{
	struct record r;
	struct addr bound;

	record_begin_fd(s, &r, "bind", fd);
	record_addr(&r, addr);
	record_start(s, &r, false);
	record_finish(s, &r, bind(fd, &addr->sa, addr->len));
	if (r.call.result == 0 && kernel_chooses(addr) && addr_read(getsockname, fd, &bound) == 0)
		record_note_addr(&r, &bound);
	return (int)record_send(s, &r);
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

/* Whether FD has no address yet, which listen(2) then chooses: all interfaces (ip(7)). */
static bool is_unbound(int fd)
{
	struct addr bound;

	return addr_read(getsockname, fd, &bound) == 0 && addr_port(&bound) == 0;
}

int sys_listen(struct sys *s, int fd, int backlog)
{
	enum { NEVER_CUT = 128 }; /* somaxconn's default before Linux 5.4; few set it lower */
	struct record r;
	struct addr bound;
	bool chosen = is_unbound(fd);

	record_begin_fd(s, &r, "listen", fd);
	record_int(&r, backlog);
	record_start(s, &r, false);
	record_finish(s, &r, listen(fd, backlog));
	if (chosen && r.call.result == 0 && addr_read(getsockname, fd, &bound) == 0)
		record_note_addr(&r, &bound);
	/* the kernel compares without sign: a negative backlog is a huge one */
	if (r.call.result == 0 && (unsigned int)backlog > NEVER_CUT) {
		long most = read_somaxconn(s->fds);

		if (most >= 0 && (unsigned long)most < (unsigned int)backlog)
			record_note(&r, NOTE_CUT, most);
	}
	return (int)record_send(s, &r);
}

/* Whether there is a connection, or may be one later. */
static bool goes_on(const struct call *c)
{
	return c->result == 0 || c->outcome == CALL_GAVE_UP || c->errnum == EINPROGRESS ||
	       c->errnum == EINTR;
}

/* connect(2) after EINTR goes on in the background (POSIX), and there a second
 * connect is EALREADY. Linux instead resumes the wait, and gives the outcome
 * even if it came in between; and an AF_UNIX connect that a full backlog held up
 * has not begun, so that asking SO_ERROR would report a success. So a call that
 * was disturbed is made again here as everywhere. */
int sys_connect(struct sys *s, int fd, const struct addr *addr)
{
	struct record r;
	struct buf state = { 0 };
	int n;

	record_begin_fd(s, &r, "connect", fd);
	record_addr(&r, addr);
	record_start(s, &r, true);
	do
		n = connect(fd, &addr->sa, addr->len);
	while (record_again(s, n));
	record_finish(s, &r, n);
	if (n == 0 && fd == s->reserved)
		record_hand_over(s);
	if (goes_on(&r.call))
		peer_connected(s->fds, fd, addr);
	if (r.call.outcome == CALL_GAVE_UP && state_word(fd, &state) == 0)
		record_note(&r, NOTE_STATE, 0)->state = buf_cstr(&state);
	n = (int)record_send(s, &r);
	buf_free(&state);
	return n;
}

int sys_shutdown(struct sys *s, int fd, int how)
{
	struct record r;

	record_begin_fd(s, &r, "shutdown", fd);
	record_name(&r, how, &names_shut);
	record_start(s, &r, false);
	return finish_and_send(s, &r, shutdown(fd, how));
}

int sys_close(struct sys *s, int fd)
{
	struct record r;

	record_begin_fd(s, &r, "close", fd);
	record_start(s, &r, state_lingers(fd));
	int n = fd == s->reserved ? fdtab_vacate(s->fds, fd) : fdtab_close(s->fds, fd);
	return finish_and_send(s, &r, n);
}

static int record_address(struct sys *s, const char *name,
	int call(int, struct sockaddr *, socklen_t *), int fd, struct addr *addr)
{
	struct record r;

	record_begin_fd(s, &r, name, fd);
	record_start(s, &r, false);
	record_finish(s, &r, addr_read(call, fd, addr));
	if (r.call.result == 0)
		record_note_addr(&r, addr);
	return (int)record_send(s, &r);
}

int sys_getsockname(struct sys *s, int fd, struct addr *addr)
{
	return record_address(s, "getsockname", getsockname, fd, addr);
}

int sys_getpeername(struct sys *s, int fd, struct addr *addr)
{
	return record_address(s, "getpeername", getpeername, fd, addr);
}
