/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread for each connection. One that has finished stays a moment for the next
 * connection, so that short ones cost no thread each.
 *
 * An idle handler has touched two pages of its stack: it allocates nothing, for
 * a thread's first malloc would bring a page of its own, and its first buffer is
 * small. That grows while reads fill it, and is given back after a pause.
 */
#include "conn.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intr.h"
#include "base/mem.h"
#include "base/thread.h"
#include "sock/io.h"

enum {
	STACK = 64 * 1024,
	FIRST_BUFFER = 1536,
	PARKED_MAX = 256,
	PARK_SECONDS = 1,
	SMALL_READS = 64, /* in a row, after which a large buffer is given back */
};

struct reader {
	struct conn *c;
	char *data;
	size_t size;
	char *first;
	int small; /* reads in a row that the first buffer had sufficed for */
};

/* ---- sending and receiving ---- */

static void set_timeout(int fd, int option, int64_t ns)
{
	struct timeval t = clock_timeval(ns);

	setsockopt(fd, SOL_SOCKET, option, &t, sizeof(t));
}

/* EAGAIN without a time limit of ours comes from what the user set on the listener,
 * which connections inherit. */
static bool try_again(const struct conn *c, int errnum)
{
	return errnum == EINTR || (errnum == EAGAIN && !c->server->config.idle);
}

static const char *send_all(struct conn *c, struct slice s)
{
	size_t sent = 0;

	if (!s.p || (!s.len && c->server->type != SOCK_SEQPACKET))
		return NULL;
	do {
		ssize_t n = io_send(c->fd, s.p + sent, s.len - sent, MSG_NOSIGNAL);

		if (n < 0 && !try_again(c, errno))
			return errno == EAGAIN ? how_idle : conn_how(errno);
		if (n > 0) {
			sent += (size_t)n;
			conn_count(&c->out, (size_t)n);
		}
	} while (sent < s.len);
	return NULL;
}

/* Where records are kept, the next one's length decides (recv(2), MSG_TRUNC). */
static int fit_record(struct reader *r, int flags)
{
	ssize_t n = io_recv(r->c->fd, NULL, 0, MSG_PEEK | MSG_TRUNC | flags);
	char *data;

	if (n <= (ssize_t)r->size)
		return 0;
	data = mem_try_realloc(r->data == r->first ? NULL : r->data, (size_t)n);
	if (!data)
		return -1;
	r->data = data;
	r->size = (size_t)n;
	return 0;
}

/* A record of no bytes and the end of the stream are both 0: recv(2). */
static bool has_ended(const struct conn *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLRDHUP };

	return c->server->type != SOCK_SEQPACKET || poll(&p, 1, 0) > 0;
}

/* While the buffer is large, receiving waits no longer than a moment. */
static int64_t patience(const struct reader *r)
{
	int64_t idle = r->c->server->config.idle;

	return r->data == r->first || (idle && idle < SECOND) ? idle : SECOND;
}

static void give_back(struct reader *r)
{
	if (r->data == r->first)
		return;
	free(r->data);
	buf_free(&r->c->client.out);
	r->data = r->first;
	r->size = FIRST_BUFFER;
	r->small = 0;
	set_timeout(r->c->fd, SO_RCVTIMEO, patience(r));
}

/* Without memory the buffer stays as it is. */
static void enlarge(struct reader *r)
{
	size_t size = r->size < READ_SMALL ? READ_SMALL : r->size * 4;
	bool first = r->data == r->first;
	char *data = mem_try_realloc(NULL, size);

	if (!data)
		return;
	free(first ? NULL : r->data);
	r->data = data;
	r->size = size;
	r->small = 0;
	if (first)
		set_timeout(r->c->fd, SO_RCVTIMEO, patience(r));
}

/* What was read fits a larger buffer, or a smaller one. */
static void adapt(struct reader *r, size_t n)
{
	if (n == r->size && r->size < READ_LARGE) {
		enlarge(r);
	} else if (n > FIRST_BUFFER) {
		r->small = 0;
	} else if (r->data != r->first && ++r->small >= SMALL_READS) {
		give_back(r);
	}
}

/* Nothing came while the buffer is large: waits out what is left of the time
 * limit without it. */
static const char *pause_small(struct reader *r)
{
	int64_t idle = r->c->server->config.idle;
	struct pollfd p = { .fd = r->c->fd, .events = POLLIN };

	if (r->data == r->first || (idle && idle <= SECOND))
		return how_idle;
	give_back(r);
	if (idle && poll(&p, 1, clock_poll_ms(idle - SECOND)) == 0)
		return how_idle;
	return NULL;
}

/* Receives once and answers. Returns how the connection ended, or NULL. */
static const char *serve_read(struct reader *r, int flags)
{
	struct conn *c = r->c;
	struct slice in;
	ssize_t n;

	if (c->server->type == SOCK_SEQPACKET && fit_record(r, flags))
		return conn_how(ENOMEM);
	n = io_recv(c->fd, r->data, r->size, flags | c->server->receive_flags);
	if (n < 0 && (flags & MSG_DONTWAIT) && errno == EAGAIN)
		return NULL;
	if (n < 0 && errno == EAGAIN)
		return try_again(c, EAGAIN) && r->data == r->first ? NULL : pause_small(r);
	if (n < 0)
		return errno == EINTR ? NULL : conn_how(errno);
	if (n == 0 && has_ended(c))
		return how_end;
	conn_count(&c->in, (size_t)n);
	conn_show(c, r->data, (size_t)n);
	in = (struct slice){ r->data, (size_t)n };
	if (c->server->config.service->data) {
		const char *how;

		buf_clear(&c->client.out);
		how = send_all(c, c->server->config.service->data(&c->client, in));
		if (how || c->client.short_of)
			return how ? how : conn_how(ENOMEM);
	}
	adapt(r, (size_t)n);
	return NULL;
}

/* close(2) with bytes unread would make a reset of it, which can destroy what was
 * sent last (RFC 1122, 4.2.2.13): so the client ends first, if it does soon. */
static const char *finish(struct reader *r)
{
	int64_t until = intr_now() + LINGER_SECONDS * SECOND, left;
	ssize_t n = 1;

	shutdown(r->c->fd, SHUT_WR);
	while (n > 0 && (left = until - intr_now()) > 0) {
		set_timeout(r->c->fd, SO_RCVTIMEO, left);
		n = io_recv(r->c->fd, r->data, r->size, 0);
		if (n > 0) {
			conn_count(&r->c->in, (size_t)n);
			conn_show(r->c, r->data, (size_t)n);
		}
	}
	return how_finished;
}

static const char *converse(struct conn *c)
{
	const struct service *service = c->server->config.service;
	char first[FIRST_BUFFER];
	struct reader r = { .c = c, .data = first, .size = sizeof(first), .first = first };
	int64_t idle = c->server->config.idle;
	const char *how = NULL;

	if (idle) {
		set_timeout(c->fd, SO_RCVTIMEO, idle);
		set_timeout(c->fd, SO_SNDTIMEO, idle);
	}
	if (conn_greets(c->server))
		how = send_all(c, conn_greeting(c));
	if (!how && c->client.short_of)
		how = conn_how(ENOMEM);
	while (!how && !c->client.done) {
		if (service->fill)
			how = send_all(c, service->fill(&c->client));
		if (!how)
			how = serve_read(&r, service->fill ? MSG_DONTWAIT : 0);
	}
	if (!how)
		how = finish(&r);
	if (r.data != first)
		free(r.data);
	return how;
}

/* ---- threads ---- */

/* Lock held. */
static void park(struct server *s)
{
	int64_t until = intr_now() + PARK_SECONDS * SECOND;

	s->parked++;
	while (!s->waiting && !s->closing && thread_wait(&s->work, &s->lock, until) == 0)
		;
	s->parked--;
}

/* The next connection, or NULL: the thread is to leave, and place does not count
 * on it any more. */
static struct conn *next_conn(struct server *s, bool begins)
{
	struct conn *c;

	pthread_mutex_lock(&s->lock);
	s->starting -= begins;
	if (!s->waiting && !s->closing && s->parked < PARKED_MAX)
		park(s);
	c = conn_next_waiting(s);
	pthread_mutex_unlock(&s->lock);
	return c;
}

/* Every thread that leaves joins the one that left before it; stop joins the last. */
static void leave(struct server *s)
{
	pthread_t before;
	bool any;

	pthread_mutex_lock(&s->lock);
	any = s->any_left;
	before = s->left;
	s->left = pthread_self();
	s->any_left = true;
	if (--s->threads == 0)
		pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	if (any)
		pthread_join(before, NULL);
}

static void *handler_main(void *server)
{
	struct server *s = server;
	const struct service *service = s->config.service;
	int id = gettid();
	struct conn *c;

	pthread_setname_np(pthread_self(), "handler");
	for (bool begins = true; (c = next_conn(s, begins)); begins = false) {
		atomic_store_explicit(&c->thread, id, memory_order_relaxed);
		conn_end(c, service->run ? service->run(c) : converse(c));
	}
	leave(s);
	return NULL;
}

/* Lock held; returns whether one more thread is to be begun. */
static bool needs_thread(struct server *s)
{
	if (s->waiting_count <= s->parked + s->starting)
		return false;
	s->starting++;
	s->threads++;
	return true;
}

static int begin_thread(struct server *s)
{
	pthread_t thread;

	if (!thread_start(&thread, s->stack, handler_main, s))
		return 0;
	pthread_mutex_lock(&s->lock);
	s->starting--;
	s->threads--;
	pthread_mutex_unlock(&s->lock);
	return -1;
}

static int place(struct server *s)
{
	bool more;

	do {
		pthread_mutex_lock(&s->lock);
		more = needs_thread(s);
		if (!more && s->waiting && s->parked)
			pthread_cond_signal(&s->work);
		pthread_mutex_unlock(&s->lock);
		if (more && begin_thread(s))
			return -1;
	} while (more);
	return 0;
}

static int start(struct server *s, struct err *e)
{
	long least = sysconf(_SC_THREAD_STACK_MIN);

	(void)e;
	s->stack = least > STACK / 2 ? (size_t)least + STACK / 2 : STACK;
	return 0;
}

/* A connection that never got a thread ends here. */
static void stop(struct server *s)
{
	struct conn *c;

	pthread_mutex_lock(&s->lock);
	s->closing = true;
	pthread_cond_broadcast(&s->work);
	while ((c = conn_next_waiting(s))) {
		pthread_mutex_unlock(&s->lock);
		conn_end(c, how_stopped);
		pthread_mutex_lock(&s->lock);
	}
	while (s->threads)
		pthread_cond_wait(&s->changed, &s->lock);
	pthread_mutex_unlock(&s->lock);
	if (s->any_left)
		pthread_join(s->left, NULL);
}

const struct model model_handlers = { start, place, stop };
