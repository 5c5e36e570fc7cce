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
#include "sock/peer.h"
#include "sock/sys.h"
#include "sys_record.h"

/* Whether FD can be read at once: 1 or 0, or -1 with errno when that is not known. */
static int is_readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n = poll(&p, 1, 0);

	return n < 0 && errno == EINTR ? 0 : n;
}

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

/* A call of accept: on the user's number, which the record has, through HELD, a
 * number for the same open file that nobody closes. */
struct accept {
	struct sys *sys;
	struct record *record;
	int held, flags;
	struct addr *peer;
};

/* Accepts what is there, and notes it. Lock held; nothing here blocks, for only
 * this process takes connections from its listeners, and does so under the lock.
 * Returns false when accept would have to wait. */
static bool accept_now(const struct accept *a, int *result)
{
	const struct call *c = &a->record->call;
	int ready = is_readable(a->held);

	*result = -1;
	if (ready < 0)
		return true;
	if (!ready && would_wait(a->held))
		return false;
	a->peer->len = sizeof(a->peer->storage);
	*result = accept4(a->held, &a->peer->sa, &a->peer->len, a->flags);
	if (*result >= 0)
		*result = record_new(a->sys, a->record, *result, "accepted", c->serial);
	return true;
}

/* The same, taking the lock. */
static bool try_accept(const struct accept *a, int *result)
{
	fdtab_lock(a->sys->fds);
	bool done = accept_now(a, result);
	fdtab_unlock(a->sys->fds);
	return done;
}

/* When accept on FD that begins NOW ends in EAGAIN, or 0: never. */
int64_t record_deadline(int fd, int64_t now)
{
	struct timeval t = { 0, 0 };
	socklen_t len = sizeof(t);

	if (getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, &len) < 0 || (!t.tv_sec && !t.tv_usec))
		return 0;
	return now + t.tv_sec * SECOND + t.tv_usec * MICROSECOND;
}

/* Waits until FD may have a connection. Returns 0, or -1 with errno. */
int record_wait_readable(const struct sys *s, int fd, int64_t deadline)
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

/* A number of the shell's for the open file behind FD, or FD itself. A blocked
 * accept(2) holds that file, whatever becomes of the number meanwhile; ppoll
 * looks the number up again each time it wakes. */
int record_hold(struct fdtab *t, int fd)
{
	fdtab_lock(t);
	int held = dup(fd);
	if (held >= 0)
		held = fdtab_take(t, held, "a socket being waited on");
	fdtab_unlock(t);
	return held >= 0 ? held : fd;
}

/* Waits and accepts. Another thread may take the connection that ended the wait:
 * then it goes on with what is left of the time. */
static int accept_later(struct accept *a)
{
	struct sys *s = a->sys;
	int64_t deadline = record_deadline(a->held, a->record->call.began);
	int result = -1;

	while (!record_wait_readable(s, a->held, deadline) && !try_accept(a, &result))
		;
	return result;
}

/* FD is held before anybody is told that the call waits, who may close it at once. */
static int accept_one(struct accept *a)
{
	struct fdtab *t = a->sys->fds;
	bool waits = is_readable(a->held) <= 0 && would_wait(a->held);
	int fd = a->held, result;

	if (waits)
		a->held = record_hold(t, fd);
	record_start(a->sys, a->record, waits);
	if (!try_accept(a, &result)) {
		if (a->held == fd)
			a->held = record_hold(t, fd);
		result = accept_later(a);
	}
	int why = errno;
	if (a->held != fd)
		fdtab_close(t, a->held);
	errno = why;
	return result;
}

int sys_accept(struct sys *s, int fd, int flags, struct addr *peer)
{
	struct record r;
	struct addr unasked;
	struct accept a = { s, &r, fd, flags, peer ? peer : &unasked };

	record_begin_fd(s, &r, flags ? "accept4" : "accept", fd);
	record_flags(&r, flags, &names_type_flag);
	record_finish(s, &r, accept_one(&a));
	if (r.call.result >= 0) {
		r.call.other = peer_accepted(s->fds, (int)r.call.result, r.call.serial, a.peer);
		record_note_addr(&r, a.peer);
	}
	return (int)record_send(s, &r);
}
