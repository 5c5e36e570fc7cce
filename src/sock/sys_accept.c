/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * accept(2), without a thread ever holding a descriptor number while it waits:
 * a blocked accept4 has reserved the lowest free number before it blocks.
 */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "sock/names.h"
#include "sock/sys.h"
#include "sys_record.h"

/* Whether accept on FD, which has no connection, would wait. */
static bool would_wait(int fd)
{
	int listening = 0;
	socklen_t len = sizeof(listening);

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) < 0 || !listening)
		return false;
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && !(flags & O_NONBLOCK);
}

/* Accepts what is there, and notes it. Lock held; nothing here blocks, for only
 * this process takes connections from its listeners, and does so under the lock.
 * Returns false when accept would have to wait. */
static bool accept_now(struct sys *s, int fd, int held, int flags, struct addr *peer, int *result)
{
	struct pollfd p = { .fd = held, .events = POLLIN };

	if (poll(&p, 1, 0) == 0 && would_wait(held))
		return false;
	peer->len = sizeof(peer->storage);
	*result = accept4(held, &peer->sa, &peer->len, flags);
	if (*result >= 0)
		*result = record_new(s, *result, "accepted", fdtab_serial(s->fds, fd));
	return true;
}

/* When accept on FD that begins NOW ends in EAGAIN, or 0: never. */
static int64_t receive_deadline(int fd, int64_t now)
{
	struct timeval t = { 0, 0 };
	socklen_t len = sizeof(t);

	if (getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, &len) < 0 || (!t.tv_sec && !t.tv_usec))
		return 0;
	return now + t.tv_sec * SECOND + t.tv_usec * MICROSECOND;
}

/* Waits until FD may have a connection. Returns 0, or -1 with errno. */
static int wait_readable(const struct sys *s, int fd, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int r;

	do {
		int64_t left = deadline ? deadline - intr_now() : 0;

		if (left < 0)
			left = 0;
		struct timespec t = clock_timespec(left);
		r = ppoll(&p, 1, deadline ? &t : NULL, NULL);
	} while (record_again(s, r));
	if (r == 0)
		errno = EAGAIN;
	return r > 0 ? 0 : -1;
}

/* accept_now under the lock. */
static bool try_accept(struct sys *s, int fd, int held, int flags, struct addr *peer, int *result)
{
	fdtab_lock(s->fds);
	bool done = accept_now(s, fd, held, flags, peer, result);
	fdtab_unlock(s->fds);
	return done;
}

/* A number of the shell's for the open file behind FD, or FD itself. A blocked
 * accept(2) holds that file, whatever becomes of the number meanwhile; ppoll
 * looks the number up again each time it wakes. */
static int hold(struct fdtab *t, int fd)
{
	fdtab_lock(t);
	int held = dup(fd);
	if (held >= 0)
		held = fdtab_take(t, held, "a listener being waited on");
	fdtab_unlock(t);
	return held >= 0 ? held : fd;
}

/* Another thread may take the connection that ended the wait: then it goes on
 * with what is left of the time. */
static int accept_waiting(struct sys *s, const struct call *c, int flags, struct addr *peer)
{
	int result = -1, fd = c->fd;

	if (try_accept(s, fd, fd, flags, peer, &result))
		return result;
	int held = hold(s->fds, fd);
	int64_t deadline = receive_deadline(held, c->duration);
	if (s->pending) /* only now: whoever is told may close FD at once */
		s->pending(s->context, c);
	do
		result = wait_readable(s, held, deadline);
	while (!result && !try_accept(s, fd, held, flags, peer, &result));
	int why = errno;
	if (held != fd)
		fdtab_close(s->fds, held);
	errno = why;
	return result;
}

int sys_accept(struct sys *s, int fd, int flags, struct addr *peer)
{
	struct call c;
	struct addr unasked;

	if (!peer)
		peer = &unasked;
	record_begin_fd(s, &c, flags ? "accept4" : "accept", fd);
	record_flags(&c, flags, &names_type_flag);
	record_start(s, &c);
	record_finish(s, &c, accept_waiting(s, &c, flags, peer));
	if (c.result >= 0)
		record_note_addr(&c, peer);
	return (int)record_send(s, &c);
}
