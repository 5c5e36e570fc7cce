/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Datagrams: every one is an exchange of its own. The descriptor is the user's,
 * who may have set it any way: so it is waited for in poll, and the calls do not
 * wait.
 */
#include "neighbours.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread.h"

enum {
	LARGEST = 256 * 1024, /* more than UDP allows, and than AF_UNIX does by default */
	REST_MS = 100,
};

struct answerer {
	struct server *server;
	pthread_t thread;
	struct client client;
	char *buffer;
	struct verdict verdict;
	_Atomic uint64_t in, out, count;
};

/* One who has no name cannot be answered. */
static bool has_name(const struct addr *peer)
{
	return peer->sa.sa_family == AF_UNIX ? peer->len > sizeof(sa_family_t) : peer->len > 0;
}

/* A full queue loses the answer, as datagrams may be lost. */
static void answer(struct answerer *w, const struct addr *peer, struct slice in)
{
	struct server *s = w->server;
	struct slice out;
	ssize_t n;

	if (!has_name(peer))
		return;
	buf_clear(&w->client.out);
	out = s->config.service->answer(&w->client, in);
	if (!out.p || !neighbours_may_answer(s, peer, &w->verdict))
		return;
	n = sendto(s->config.fd, out.p, out.len, MSG_DONTWAIT | MSG_NOSIGNAL, &peer->sa, peer->len);
	if (n > 0)
		conn_count(&w->out, (size_t)n);
}

static void show(struct answerer *w, const struct addr *peer, struct slice in)
{
	struct event e = { .kind = EVENT_DATA, .fd = -1, .peer = peer, .how = how_from_client };

	e.text = in;
	server_post(w->server, &e);
}

/* Waits MS at most (-1: for ever) for a datagram or the end. Returns false when the
 * socket was shut down, which shutdown(2) does even to an unconnected one: it
 * is readable for ever then. POLLERR alone may be the user's error queue (IP_RECVERR),
 * which is not ours to empty: a rest, lest we spin. */
static bool wait_around(const struct server *s, int ms)
{
	struct pollfd p[2] = { { .fd = s->wake, .events = POLLIN },
		{ .fd = s->config.fd, .events = POLLIN | POLLRDHUP } };

	if (poll(p, 2, ms) <= 0 || p[0].revents)
		return true;
	if (p[1].revents == POLLERR)
		poll(p, 1, REST_MS);
	return !(p[1].revents & (POLLRDHUP | POLLHUP));
}

/* Receives one and answers. Why that was the last, or NULL. */
static const char *exchange(struct answerer *w)
{
	static const char shut[] = "the socket was shut down";
	const struct server *s = w->server;
	struct addr peer = { .len = sizeof(peer.storage) };
	ssize_t n = recvfrom(s->config.fd, w->buffer, LARGEST, MSG_DONTWAIT, &peer.sa, &peer.len);

	if (n < 0 && (errno == EBADF || errno == ENOTSOCK))
		return "the socket is gone";
	if (n < 0)
		return errno != EAGAIN || wait_around(s, -1) ? NULL : shut;
	if (n == 0 && !peer.len && !wait_around(s, 0)) /* or one without bytes or sender */
		return shut;
	conn_count(&w->count, 1);
	conn_count(&w->in, (size_t)n);
	if (s->config.hex)
		show(w, &peer, (struct slice){ w->buffer, (size_t)n });
	answer(w, &peer, (struct slice){ w->buffer, (size_t)n });
	return s->config.once ? "served once" : NULL;
}

static void *answerer_main(void *answerer)
{
	struct answerer *w = answerer;
	const char *how = NULL;

	pthread_setname_np(pthread_self(), "datagrams");
	server_await_start(w->server);
	while (!how && !atomic_load(&w->server->stopping))
		how = exchange(w);
	if (how)
		server_no_more(w->server, how);
	return NULL;
}

void datagrams_sum(struct server *s, struct server_stats *stats)
{
	for (int i = 0; i < s->answerer_count; i++) {
		stats->total += atomic_load_explicit(&s->answerers[i].count, memory_order_relaxed);
		stats->in += atomic_load_explicit(&s->answerers[i].in, memory_order_relaxed);
		stats->out += atomic_load_explicit(&s->answerers[i].out, memory_order_relaxed);
	}
}

static void stop(struct server *s)
{
	server_signal(s->wake);
	for (int i = 0; i < s->answerer_count; i++) {
		struct answerer *w = &s->answerers[i];

		pthread_join(w->thread, NULL);
		free(w->buffer);
		buf_free(&w->client.in);
		buf_free(&w->client.out);
	}
	free(s->answerers);
}

/* Some threads were had, and wait for the start. */
static void give_up(struct server *s)
{
	pthread_mutex_lock(&s->lock);
	atomic_store(&s->stopping, true);
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	stop(s);
}

static int start(struct server *s, struct err *e)
{
	int count = s->config.once || s->config.workers < 1 ? 1 : s->config.workers;

	s->answerers = mem_zalloc((size_t)count, sizeof(*s->answerers));
	while (s->answerer_count < count) {
		struct answerer *w = &s->answerers[s->answerer_count];

		w->server = s;
		w->client.options = &s->config.options;
		w->buffer = mem_alloc(LARGEST);
		if (thread_start(&w->thread, 0, answerer_main, w)) {
			err_system(e, errno, "a thread for datagrams");
			free(w->buffer);
			give_up(s);
			return -1;
		}
		s->answerer_count++;
	}
	return 0;
}

const struct model model_datagrams = { start, NULL, stop };
