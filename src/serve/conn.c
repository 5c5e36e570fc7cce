/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections of a server: their beginning and end, whatever serves them.
 */
#include "conn.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/intr.h"
#include "base/mem.h"
#include "sock/names.h"

const char how_stopped[] = "stopped", how_idle[] = "idle", how_end[] = "end of stream",
	   how_finished[] = "finished", how_from_client[] = "from client",
	   how_from_target[] = "from target";

static void link_live(struct server *s, struct conn *c)
{
	c->next = s->live;
	if (c->next)
		c->next->prev = c;
	s->live = c;
	c->number = ++s->total;
	if (++s->now > s->peak)
		s->peak = s->now;
}

static void unlink_live(struct server *s, struct conn *c)
{
	if (c->next)
		c->next->prev = c->prev;
	if (c->prev)
		c->prev->next = c->next;
	else
		s->live = c->next;
	s->now--;
	s->in += atomic_load_explicit(&c->in, memory_order_relaxed);
	s->out += atomic_load_explicit(&c->out, memory_order_relaxed);
}

static void post_open(struct server *s, const struct conn *c)
{
	struct event e = { .kind = EVENT_OPEN, .fd = c->fd, .peer = &c->peer, .at = c->began };

	e.how = s->type == SOCK_DGRAM ? "is new" : NULL;
	if (!s->config.quiet)
		server_post(s, &e);
}

static void post_close(struct server *s, const struct conn *c, const char *how)
{
	struct event e = { .kind = EVENT_CLOSE, .fd = c->fd, .peer = &c->peer, .how = how };

	if (s->config.quiet)
		return;
	e.in = atomic_load_explicit(&c->in, memory_order_relaxed);
	e.out = atomic_load_explicit(&c->out, memory_order_relaxed);
	e.at = intr_now();
	e.duration = e.at - c->began;
	server_post(s, &e);
}

void conn_post_data(const struct conn *c, const char *how, struct slice data)
{
	struct event e = { .kind = EVENT_DATA, .fd = c->fd, .peer = &c->peer, .how = how };

	e.text = data;
	server_post(c->server, &e);
}

void conn_begin(struct server *s, int fd, const struct addr *peer)
{
	struct conn *c = mem_zalloc(1, sizeof(*c));

	c->server = s;
	c->fd = fd;
	c->peer = *peer;
	c->began = c->moved = intr_now();
	c->client.options = &s->config.options;
	post_open(s, c);
	pthread_mutex_lock(&s->lock);
	link_live(s, c);
	*s->waiting_end = c;
	s->waiting_end = &c->next_waiting;
	s->waiting_count++;
	pthread_mutex_unlock(&s->lock);
}

struct conn *conn_next_waiting(struct server *s)
{
	struct conn *c = s->waiting;

	if (!c)
		return NULL;
	s->waiting = c->next_waiting;
	if (!s->waiting)
		s->waiting_end = &s->waiting;
	s->waiting_count--;
	c->next_waiting = NULL;
	return c;
}

static void conn_free(struct conn *c)
{
	buf_free(&c->client.in);
	buf_free(&c->client.out);
	buf_free(&c->rest);
	free(c);
}

/* The event comes before the close: a client that sees its connection closed
 * finds what is said about it said. */
void conn_end(struct conn *c, const char *how)
{
	struct server *s = c->server;
	const char *forced = atomic_load(&c->how);
	bool last;

	post_close(s, c, forced ? forced : how);
	pthread_mutex_lock(&s->lock);
	unlink_live(s, c);
	last = !s->accepting && !s->now;
	if (!s->now)
		pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	if (s->type == SOCK_STREAM)
		fdtab_ending(s->config.fds, c->fd, forced ? forced : how);
	fdtab_close(s->config.fds, c->fd);
	conn_free(c);
	if (atomic_load(&s->paused))
		server_signal(s->wake);
	if (last)
		server_no_more(s, NULL);
}

void conn_shut(struct conn *c, const char *how)
{
	const char *none = NULL;

	if (atomic_compare_exchange_strong(&c->how, &none, how))
		shutdown(c->fd, SHUT_RDWR);
}

const char *conn_how(int errnum)
{
	const char *text;

	if (errnum == ECONNRESET || errnum == EPIPE)
		return "reset";
	text = names_errno_text(errnum);
	return text ? text : "error";
}

bool conn_greets(const struct server *s)
{
	return s->config.options.banner.len || s->config.service->open;
}

struct slice conn_greeting(struct conn *c)
{
	const struct server *s = c->server;
	struct buf *out = &c->client.out;

	if (!s->config.service->open)
		return s->config.options.banner;
	c->client.short_of = !buf_try_reserve(out, s->config.options.banner.len);
	if (c->client.short_of)
		return (struct slice){ 0 };
	buf_add(out, s->config.options.banner.p, s->config.options.banner.len);
	s->config.service->open(&c->client);
	return out->len ? buf_slice(out) : (struct slice){ 0 };
}
