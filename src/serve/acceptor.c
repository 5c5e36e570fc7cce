/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread that accepts. The listener is the user's and may be blocking, and
 * numbers are to come out the same every time: so it waits in poll, and accepts
 * under the table's lock after a poll that does not wait.
 *
 * No connection is accepted without a number for it: one is kept in reserve. When
 * there is none, or no thread for a connection, accepting pauses and clients wait
 * in the listener's queue.
 */
#include "conn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/text.h"
#include "sock/peer.h"

enum { PAUSE_MS = 100, TURNED_AWAY = -2 };

struct acceptor {
	struct server *s;
	int reserve;      /* a number of the shell's for the next one, or -1 */
	bool short_of;    /* of numbers, threads or memory: said, and not yet over */
	bool any;         /* one was accepted */
	int why;          /* errno, */
	const char *what; /* and what it stands in the way of */
};

enum outcome {
	TAKEN,
	NOBODY, /* or one that has gone again */
	SHORT,
	GONE, /* the listener */
};

static int make_reserve(struct acceptor *a)
{
	struct server *s = a->s;

	if (a->reserve < 0)
		a->reserve = fcntl(s->wake, F_DUPFD_CLOEXEC, fdtab_base(s->config.fds));
	if (a->reserve < 0 && errno == EINVAL) /* the limit was lowered */
		errno = EMFILE;
	return a->reserve < 0 ? -1 : 0;
}

/* accept4(2), when that is sure not to wait; else -1 with errno. Table's lock held. */
static int accept_ready(struct acceptor *a, struct addr *peer)
{
	struct pollfd p = { .fd = a->s->config.fd, .events = POLLIN };
	int ready;

	peer->len = sizeof(peer->storage);
	ready = poll(&p, 1, 0);
	if (ready == 0)
		errno = EAGAIN;
	if (ready <= 0)
		return -1;
	return accept4(p.fd, &peer->sa, &peer->len, SOCK_CLOEXEC);
}

/* Giving up the reserve just before makes sure that there is a number (unless
 * the limit was lowered meanwhile). */
static int take_number(struct acceptor *a, int fd)
{
	close(a->reserve);
	a->reserve = -1;
	return fdtab_take(a->s->config.fds, fd, "a server's connection");
}

static bool is_full(struct server *s)
{
	bool full;

	if (!s->config.max)
		return false;
	pthread_mutex_lock(&s->lock);
	full = s->now >= s->config.max;
	s->turned_away += full;
	pthread_mutex_unlock(&s->lock);
	return full;
}

static void turn_away(struct server *s, const struct addr *peer)
{
	bool loops = s->config.service->run && s->config.max == RELAY_MAX;
	struct buf text = { 0 };

	buf_adds(&text, "turned away: ");
	text_add_count(&text, (uint64_t)s->config.max, "connection");
	buf_addf(&text, " at most%s",
		loops ? " (unless the target leads back here, --max takes more)" : "");
	server_note(s, peer, buf_cstr(&text));
	buf_free(&text);
}

/* close(2) would wait for the client as long as the listener's SO_LINGER says
 * (socket(7)); stopping must not. */
static void do_not_linger(int fd)
{
	struct linger off = { 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &off, sizeof(off));
}

static enum outcome outcome_of(int errnum)
{
	switch (errnum) {
	case EAGAIN:
	case EINTR:
	case ECONNABORTED:
	case EPERM: /* a firewall's word */
	case EPROTO:
	case ENOPROTOOPT:
	case ENETDOWN:
	case ENETUNREACH:
	case EHOSTDOWN:
	case EHOSTUNREACH:
	case ENONET: return NOBODY;
	case EBADF:
	case EINVAL:
	case ENOTSOCK:
	case EOPNOTSUPP: return GONE;
	default: return SHORT;
	}
}

/* Accepts with the table's lock held: the connection's descriptor in *FD, TURNED_AWAY
 * if it was closed for being one too many. */
static enum outcome accept_locked(struct acceptor *a, struct addr *peer, int *fd)
{
	if (make_reserve(a))
		return SHORT;
	*fd = accept_ready(a, peer);
	if (*fd < 0)
		return outcome_of(errno);
	if (is_full(a->s)) {
		close(*fd);
		*fd = TURNED_AWAY;
		return TAKEN;
	}
	*fd = take_number(a, *fd);
	return *fd < 0 ? SHORT : TAKEN;
}

static enum outcome accept_one(struct acceptor *a, struct addr *peer, int *fd)
{
	struct fdtab *fds = a->s->config.fds;
	enum outcome o;

	a->what = "accept";
	fdtab_lock(fds);
	o = accept_locked(a, peer, fd);
	a->why = errno;
	fdtab_unlock(fds);
	return o;
}

static enum outcome place(struct acceptor *a)
{
	if (a->s->model->place(a->s) == 0)
		return TAKEN;
	a->why = errno;
	a->what = "a thread for a connection";
	return SHORT;
}

/* One client from the listener to a thread. Those accepted before come first. */
static enum outcome serve_one(struct acceptor *a)
{
	struct fdtab *fds = a->s->config.fds;
	struct addr peer;
	enum outcome o;
	int fd;

	if (a->short_of && place(a) != TAKEN)
		return SHORT;
	o = accept_one(a, &peer, &fd);
	if (o != TAKEN)
		return o;
	if (fd == TURNED_AWAY) {
		turn_away(a->s, &peer);
		return TAKEN;
	}
	if (a->s->lingers)
		do_not_linger(fd);
	peer_accepted(fds, fd, fdtab_serial(fds, a->s->config.fd), &peer);
	conn_begin(a->s, fd, &peer);
	a->any = true;
	return place(a);
}

static void say_short(struct acceptor *a)
{
	char text[160];

	if (a->short_of)
		return;
	a->short_of = true;
	snprintf(text, sizeof(text), "accepting pauses: %s: %s", a->what, conn_how(a->why));
	server_note(a->s, NULL, text);
}

static void say_resumed(struct acceptor *a)
{
	if (!a->short_of)
		return;
	a->short_of = false;
	server_note(a->s, NULL, "accepting goes on");
}

/* Until a client is there, the server stops, or (paused) something may be free. */
static void wait_around(struct acceptor *a, bool paused)
{
	struct pollfd p[2] = { { .fd = a->s->wake, .events = POLLIN },
		{ .fd = a->s->config.fd, .events = POLLIN } };
	uint64_t count;

	atomic_store(&a->s->paused, paused);
	if (poll(p, paused ? 1 : 2, paused ? PAUSE_MS : -1) > 0 && p[0].revents)
		(void)!read(a->s->wake, &count, sizeof(count));
}

static void accept_all(struct acceptor *a)
{
	while (!atomic_load(&a->s->stopping)) {
		enum outcome o = serve_one(a);

		if (a->any && a->s->config.once)
			return server_no_more(a->s, "served once");
		switch (o) {
		case TAKEN: break;
		case NOBODY:
			say_resumed(a);
			wait_around(a, false);
			break;
		case SHORT:
			say_short(a);
			wait_around(a, true);
			break;
		case GONE: return server_no_more(a->s, "the listener is gone");
		}
	}
}

/* --once: the one connection may still wait for a thread. */
static void place_all(struct acceptor *a)
{
	while (!atomic_load(&a->s->stopping) && a->s->model->place(a->s))
		wait_around(a, true);
}

void *acceptor_main(void *server)
{
	struct acceptor a = { .s = server, .reserve = -1 };

	pthread_setname_np(pthread_self(), "acceptor");
	server_await_start(a.s);
	accept_all(&a);
	place_all(&a);
	if (a.reserve >= 0)
		close(a.reserve);
	return NULL;
}
