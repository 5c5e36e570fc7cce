/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * relay, of datagrams: the thread that hears clients and target, and sends on what is due.
 */
#include "passage.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/intr.h"
#include "base/mem.h"
#include "base/thread.h"

enum {
	LARGEST = 256 * 1024, /* more than UDP allows, and than AF_UNIX does by default */
	BATCH = 64,           /* datagrams of one socket before the next has its turn */
	REST_MS = 100,
};

/* ---- on its way out ---- */

static ssize_t send_in(const struct crossing *x, struct slice data)
{
	int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
	ssize_t n = send(x->c->fd, data.p, data.len, flags);

	/* the refusal of one before it: this one was not sent yet */
	return n < 0 && errno == ECONNREFUSED ? send(x->c->fd, data.p, data.len, flags) : n;
}

static ssize_t send_out(const struct passage *p, const struct crossing *x, struct slice data)
{
	const struct addr *to = &x->c->peer;

	if (to->len <= sizeof(sa_family_t)) { /* a unix socket without a name */
		errno = EDESTADDRREQ;
		return -1;
	}
	return sendto(p->server->config.fd, data.p, data.len, MSG_DONTWAIT | MSG_NOSIGNAL, &to->sa,
		to->len);
}

/* Who has got an answer finds it counted: so that comes before. */
static void count_out(struct passage *p, const struct parcel *parcel, int times)
{
	if (parcel->place.way == WAY_IN)
		return;
	conn_count(&parcel->crossing->c->out, parcel->len * (size_t)times);
	conn_count(&p->out, (size_t)times);
}

static void not_sent(struct passage *p, const struct parcel *parcel, struct slice data)
{
	struct buf what = { 0 };
	const char *why = errno == EAGAIN ? "the receiver's queue is full" : conn_how(errno);

	buf_addf(&what, "dropped, %s:", why);
	parcel_drop(p, parcel->crossing, buf_cstr(&what), &parcel->place, data);
	buf_free(&what);
}

static void forward_once(struct passage *p, const struct parcel *parcel)
{
	struct crossing *x = parcel->crossing;
	struct slice data = { parcel->data, parcel->len };
	bool in = parcel->place.way == WAY_IN;

	if (p->server->config.hex)
		conn_post_data(x->c, in ? how_from_client : how_from_target, data);
	count_out(p, parcel, 1);
	if ((in ? send_in(x, data) : send_out(p, x, data)) >= 0)
		return;
	not_sent(p, parcel, data);
	count_out(p, parcel, -1);
}

static void forward(struct passage *p, const struct parcel *parcel)
{
	for (int i = 0; i < parcel->copies; i++)
		forward_once(p, parcel);
	if (parcel->place.way == WAY_OUT && p->server->config.once)
		p->how = "served once";
}

static void forward_due(struct passage *p)
{
	struct parcel *parcel;

	while (!p->how && (parcel = due_first(&p->due)) && parcel->due <= p->now) {
		forward(p, parcel);
		parcel_discard(p, parcel);
	}
}

/* ---- what comes ---- */

/* POLLERR alone may be the user's error queue (IP_RECVERR), which is not ours to empty: a
 * rest, lest we spin. */
static void rest(const struct passage *p)
{
	struct pollfd wake = { .fd = p->server->wake, .events = POLLIN };

	poll(&wake, 1, REST_MS);
}

/* A socket that was shut down is readable for ever, and what is read has no sender. */
static bool no_client(struct passage *p, ssize_t n, uint32_t events, const struct addr *peer)
{
	bool hung_up = events & (EPOLLRDHUP | EPOLLHUP);

	if (n < 0 && (errno == EBADF || errno == ENOTSOCK))
		p->how = "the socket is gone";
	else if (hung_up && ((n < 0 && errno == EAGAIN) || (n == 0 && !peer->len)))
		p->how = "the socket was shut down";
	else if (n < 0 && errno == EAGAIN && events == EPOLLERR)
		rest(p);
	return p->how || n < 0;
}

static void hear_clients(struct passage *p, uint32_t events)
{
	for (int i = 0; i < BATCH; i++) {
		struct addr peer = { .len = sizeof(peer.storage) };
		ssize_t n = recvfrom(p->server->config.fd, p->buffer, LARGEST, MSG_DONTWAIT,
			&peer.sa, &peer.len);
		struct crossing *x;

		if (no_client(p, n, events, &peer))
			return;
		x = crossing_of(p, &peer);
		if (!x)
			continue;
		conn_count(&p->in, 1);
		conn_count(&x->c->in, (size_t)n);
		parcel_arrive(p, x, WAY_IN, (struct slice){ p->buffer, (size_t)n });
	}
}

static void say_refused(struct passage *p, struct crossing *x)
{
	struct buf text = { 0 };

	buf_adds(&text, "nobody at the target for ");
	if (x->c->peer.len)
		addr_format(&x->c->peer, &text);
	else
		buf_adds(&text, "a client");
	if (!x->refused)
		server_note(p->server, &x->c->peer, buf_cstr(&text));
	x->refused = true;
	buf_free(&text);
}

static void hear_target(struct passage *p, struct crossing *x)
{
	for (int i = 0; i < BATCH; i++) {
		ssize_t n = recv(x->c->fd, p->buffer, LARGEST, MSG_DONTWAIT);

		if (n < 0 && errno == ECONNREFUSED)
			say_refused(p, x);
		if (n < 0)
			return;
		x->refused = false;
		parcel_arrive(p, x, WAY_OUT, (struct slice){ p->buffer, (size_t)n });
	}
}

/* ---- the thread ---- */

static int wait_ms(const struct passage *p)
{
	const struct parcel *first = due_first(&p->due);
	int64_t at = crossings_due(p);

	if (first && first->due < at)
		at = first->due;
	if (at == INT64_MAX)
		return -1;
	at -= intr_now();
	return at <= 0 ? 0 : clock_poll_ms(at);
}

static void turn(struct passage *p)
{
	struct epoll_event events[BATCH];
	int n = epoll_wait(p->epoll, events, BATCH, wait_ms(p));

	p->now = intr_now();
	for (int i = 0; i < n && !p->how; i++) {
		if (events[i].data.ptr == p)
			hear_clients(p, events[i].events);
		else if (events[i].data.ptr)
			hear_target(p, events[i].data.ptr);
		p->now = intr_now();
		forward_due(p);
	}
	forward_due(p);
	crossings_sweep(p);
}

static void *passage_main(void *passage)
{
	struct passage *p = passage;
	struct parcel *parcel;

	pthread_setname_np(pthread_self(), "passage");
	server_await_start(p->server);
	while (!p->how && !atomic_load(&p->server->stopping))
		turn(p);
	if (p->how)
		server_no_more(p->server, p->how);
	while ((parcel = due_first(&p->due)))
		parcel_discard(p, parcel);
	crossings_end(p, p->how ? how_finished : how_stopped);
	return NULL;
}

void passage_sum(const struct server *s, struct server_stats *stats)
{
	const struct passage *p = s->passage;

	if (!p)
		return;
	stats->datagrams_in = atomic_load_explicit(&p->in, memory_order_relaxed);
	stats->datagrams_out = atomic_load_explicit(&p->out, memory_order_relaxed);
	stats->dropped = atomic_load_explicit(&p->dropped, memory_order_relaxed);
	stats->duplicated = atomic_load_explicit(&p->duplicated, memory_order_relaxed);
	stats->reordered = atomic_load_explicit(&p->reordered, memory_order_relaxed);
}

static void destroy(struct passage *p)
{
	if (p->epoll >= 0)
		fdtab_close(p->server->config.fds, p->epoll);
	due_free(&p->due);
	free(p->buffer);
	p->server->passage = NULL;
	free(p);
}

static void stop(struct server *s)
{
	server_signal(s->wake);
	pthread_join(s->passage->thread, NULL);
	destroy(s->passage);
}

static int watch(const struct passage *p, int fd, void *what)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = what };

	return epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &e);
}

static int start(struct server *s, struct err *e)
{
	struct passage *p = s->passage = mem_zalloc(1, sizeof(*p));

	p->server = s;
	p->buffer = mem_alloc(LARGEST);
	p->epoll = fdtab_epoll(s->config.fds, "a relay's epoll set");
	if (p->epoll >= 0 && !watch(p, s->wake, NULL) && !watch(p, s->config.fd, p) &&
		!thread_start(&p->thread, 0, passage_main, p))
		return 0;
	err_system(e, errno, "a thread for datagrams");
	destroy(p);
	return -1;
}

const struct model model_passage = { start, NULL, stop };
