/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * N threads over epoll that share all connections. A worker has one buffer; a
 * connection keeps only what could not be sent yet, and is not read until that
 * has gone.
 */
#include "conn.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intr.h"
#include "base/mem.h"
#include "base/thread.h"
#include "sock/io.h"

enum { EVENTS = 128 };

struct worker {
	struct server *server;
	pthread_t thread;
	int epoll;
	int id;            /* gettid(2) */
	_Atomic int conns; /* added by the acceptor, when it has filled in the connection */
	int lingering;
	int64_t now, swept; /* with time limits only */
	char *buffer;       /* what is not read into is not resident */
	size_t size;
};

static bool is_record(const struct conn *c, struct slice s)
{
	return c->server->type == SOCK_SEQPACKET && s.p;
}

static const char *keep_rest(struct conn *c, struct slice s)
{
	if (!buf_try_reserve(&c->rest, s.len))
		return conn_how(ENOMEM);
	buf_add(&c->rest, s.p, s.len);
	c->read_size = READ_SMALL;
	return NULL;
}

/* Sends what goes at once and keeps the rest. How the connection ended, or NULL. */
static const char *say(struct conn *c, struct slice s)
{
	ssize_t n;

	if (c->client.short_of)
		return conn_how(ENOMEM);
	if (!s.len && !is_record(c, s))
		return NULL;
	n = io_send(c->fd, s.p, s.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return conn_how(errno);
	if (n > 0)
		conn_count(&c->out, (size_t)n);
	else
		n = 0;
	if ((size_t)n == s.len)
		return NULL;
	return keep_rest(c, (struct slice){ s.p + n, s.len - (size_t)n });
}

static const char *say_rest(struct conn *c)
{
	size_t left = c->rest.len - c->rest_at;
	ssize_t n = io_send(c->fd, c->rest.data + c->rest_at, left, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? NULL : conn_how(errno);
	conn_count(&c->out, (size_t)n);
	c->rest_at += (size_t)n;
	c->moved = c->worker->now;
	if (c->rest_at == c->rest.len) {
		buf_free(&c->rest);
		c->rest_at = 0;
	}
	return NULL;
}

/* A record of no bytes and the end of the stream are both 0. */
static bool has_ended(const struct conn *c, uint32_t events)
{
	return c->server->type != SOCK_SEQPACKET || (events & (EPOLLRDHUP | EPOLLHUP));
}

/* How much to read at a time. A record is read whole, as long as it may be; 0: there is no
 * memory for it. */
static size_t room(struct conn *c)
{
	struct worker *w = c->worker;
	ssize_t n;

	if (c->server->type != SOCK_SEQPACKET)
		return c->read_size;
	n = io_recv(c->fd, NULL, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
	if (n > (ssize_t)w->size) {
		char *buffer = mem_try_realloc(w->buffer, (size_t)n);

		if (!buffer)
			return 0;
		w->size = (size_t)n;
		w->buffer = buffer;
	}
	return w->size;
}

static const char *hear(struct conn *c, uint32_t events)
{
	const struct service *service = c->server->config.service;
	const char *how = NULL;
	size_t size = room(c);
	char *buffer = c->worker->buffer;
	ssize_t n =
		size ? io_recv(c->fd, buffer, size, MSG_DONTWAIT | c->server->receive_flags) : 0;

	if (!size)
		return conn_how(ENOMEM);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? NULL : conn_how(errno);
	if (n == 0 && has_ended(c, events))
		return c->lingering ? how_finished : how_end;
	conn_count(&c->in, (size_t)n);
	conn_show(c, buffer, (size_t)n);
	if (c->lingering)
		return NULL;
	c->moved = c->worker->now;
	if (service->data) {
		buf_clear(&c->client.out);
		how = say(c, service->data(&c->client, (struct slice){ buffer, (size_t)n }));
		if (c->client.out.cap > READ_SMALL)
			buf_free(&c->client.out);
	}
	if ((size_t)n == c->read_size && c->read_size < READ_LARGE && !c->rest.len)
		c->read_size *= 4;
	return how;
}

static const char *open_conn(struct conn *c)
{
	c->opened = true;
	atomic_store_explicit(&c->thread, c->worker->id, memory_order_relaxed);
	return conn_greets(c->server) ? say(c, conn_greeting(c)) : NULL;
}

/* All was sent and the service has no more: the client is to end first, as in
 * a handler's finish. */
static void begin_linger(struct conn *c)
{
	c->lingering = true;
	c->moved = intr_now();
	c->worker->lingering++;
	shutdown(c->fd, SHUT_WR);
}

static uint32_t wanted(const struct conn *c)
{
	if (c->rest.len)
		return EPOLLOUT;
	if (c->server->config.service->fill && !c->lingering)
		return EPOLLIN | EPOLLRDHUP | EPOLLOUT;
	return EPOLLIN | EPOLLRDHUP;
}

static const char *progress(struct conn *c, uint32_t events)
{
	const struct service *service = c->server->config.service;
	const char *how = NULL;

	if (atomic_load_explicit(&c->how, memory_order_relaxed))
		return how_stopped;
	if (!c->opened)
		how = open_conn(c);
	else if (c->rest.len)
		how = say_rest(c);
	if (!how && !c->rest.len && (events & ~(uint32_t)EPOLLOUT))
		how = hear(c, events);
	if (!how && !c->rest.len && !c->lingering) {
		if (c->client.done)
			begin_linger(c);
		else if (service->fill && (events & EPOLLOUT))
			how = say(c, service->fill(&c->client));
	}
	return how;
}

/* Waits for what the connection wants now. */
static const char *watch(struct worker *w, struct conn *c)
{
	struct epoll_event e = { .events = wanted(c), .data.ptr = c };

	if (e.events == c->events)
		return NULL;
	c->events = e.events;
	return epoll_ctl(w->epoll, EPOLL_CTL_MOD, c->fd, &e) ? conn_how(errno) : NULL;
}

static void on_event(struct worker *w, struct conn *c, uint32_t events)
{
	const char *how = progress(c, events);

	if (!how)
		how = watch(w, c);
	if (!how)
		return;
	w->lingering -= c->lingering;
	conn_end(c, how);
	atomic_fetch_sub(&w->conns, 1);
}

/* ---- time limits ---- */

static void sweep(struct worker *w)
{
	int64_t idle = w->server->config.idle, linger = LINGER_SECONDS * SECOND;
	struct conn *c;

	pthread_mutex_lock(&w->server->lock);
	for (c = w->server->live; c; c = c->next) {
		if (c->worker != w)
			continue;
		if (c->lingering && w->now - c->moved >= linger)
			conn_shut(c, how_finished);
		else if (!c->lingering && idle && w->now - c->moved >= idle)
			conn_shut(c, how_idle);
	}
	pthread_mutex_unlock(&w->server->lock);
	w->swept = w->now;
}

/* How often to look for connections whose time is over, nanoseconds; 0: never. */
static int64_t sweep_time(const struct worker *w)
{
	int64_t idle = w->server->config.idle;
	int64_t every = w->lingering ? SECOND / 4 : 0;

	if (idle && (!every || idle / 8 < every))
		every = idle / 8;
	if (every > SECOND / 4)
		every = SECOND / 4;
	return idle && every < MILLISECOND ? MILLISECOND : every;
}

static void keep_time(struct worker *w)
{
	int64_t every = sweep_time(w);

	if (!every)
		return;
	w->now = intr_now();
	if (w->now - w->swept >= every)
		sweep(w);
}

/* ---- threads ---- */

/* Returns false when it was the server's wish to stop: that is said once. */
static bool turn(struct worker *w)
{
	struct epoll_event events[EVENTS];
	int64_t every = sweep_time(w);
	int i, n = epoll_wait(w->epoll, events, EVENTS, every ? (int)(every / MILLISECOND) : -1);
	bool goes_on = true;

	(void)atomic_load(&w->conns); /* so what the acceptor wrote into a connection is seen */
	keep_time(w);
	for (i = 0; i < n; i++) {
		if (events[i].data.ptr)
			on_event(w, events[i].data.ptr, events[i].events);
		else
			goes_on = false;
	}
	return goes_on;
}

static void *worker_main(void *worker)
{
	struct worker *w = worker;

	w->id = gettid();
	pthread_setname_np(pthread_self(), "worker");
	while (turn(w))
		;
	while (atomic_load(&w->conns))
		turn(w);
	return NULL;
}

/* Lock held: once C is in the worker's set it may end at once, but it is not freed
 * without the lock. Another worker's sweep may look at it, too. */
static int give_to(struct worker *w, struct conn *c)
{
	struct epoll_event e = { .events = wanted(c), .data.ptr = c };

	if (conn_greets(c->server))
		e.events |= EPOLLOUT;
	c->events = e.events;
	c->read_size = READ_SMALL;
	c->worker = w;
	atomic_fetch_add(&w->conns, 1);
	if (epoll_ctl(w->epoll, EPOLL_CTL_ADD, c->fd, &e) == 0)
		return 0;
	c->worker = NULL;
	atomic_fetch_sub(&w->conns, 1);
	return -1;
}

static int place(struct server *s)
{
	int failed = 0;

	pthread_mutex_lock(&s->lock);
	while (s->waiting) {
		failed = give_to(&s->workers[s->next_worker], s->waiting);
		if (failed)
			break;
		conn_next_waiting(s);
		s->next_worker = (s->next_worker + 1) % s->worker_count;
	}
	pthread_mutex_unlock(&s->lock);
	return failed;
}

/* What ends it is in the set from the start, so that stopping cannot fail. */
static int start_one(struct server *s, struct worker *w)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLONESHOT };

	w->server = s;
	w->epoll = fdtab_epoll(s->config.fds, "a server's epoll set");
	if (w->epoll < 0)
		return -1;
	w->size = READ_LARGE;
	w->buffer = mem_alloc(w->size);
	if (epoll_ctl(w->epoll, EPOLL_CTL_ADD, s->workers_end, &e) == 0) {
		if (!thread_start(&w->thread, 0, worker_main, w))
			return 0;
	}
	free(w->buffer);
	fdtab_close(s->config.fds, w->epoll);
	return -1;
}

static void end_unplaced(struct server *s)
{
	struct conn *c;

	while (s->waiting) {
		pthread_mutex_lock(&s->lock);
		c = conn_next_waiting(s);
		pthread_mutex_unlock(&s->lock);
		conn_end(c, how_stopped);
	}
}

static void stop(struct server *s)
{
	end_unplaced(s);
	if (s->workers_end >= 0)
		server_signal(s->workers_end);
	for (int i = 0; i < s->worker_count; i++) {
		pthread_join(s->workers[i].thread, NULL);
		fdtab_close(s->config.fds, s->workers[i].epoll);
		free(s->workers[i].buffer);
	}
	free(s->workers);
	if (s->workers_end >= 0)
		fdtab_close(s->config.fds, s->workers_end);
}

static int start(struct server *s, struct err *e)
{
	s->workers = mem_zalloc((size_t)s->config.workers, sizeof(*s->workers));
	s->workers_end = fdtab_eventfd(s->config.fds, "the end of a server's workers");
	while (s->worker_count < s->config.workers) {
		if (s->workers_end < 0 || start_one(s, &s->workers[s->worker_count])) {
			err_system(e, errno, "a worker");
			stop(s);
			return -1;
		}
		s->worker_count++;
	}
	return 0;
}

const struct model model_workers = { start, place, stop };
