/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The clients of a relay of datagrams, and a socket for each.
 */
#include "passage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/mem.h"

#define IDLE (60 * SECOND) /* where no time is given */

static size_t hash_of(const struct addr *a)
{
	const unsigned char *bytes = (const unsigned char *)&a->storage;
	uint32_t hash = 2166136261U; /* FNV-1a */

	for (socklen_t i = 0; i < a->len; i++)
		hash = (hash ^ bytes[i]) * 16777619U;
	return (hash ^ hash >> 16) % CROSSING_CHAINS;
}

static bool is_same(const struct addr *a, const struct addr *b)
{
	return a->len == b->len && !memcmp(&a->storage, &b->storage, a->len);
}

/* ---- by age ---- */

static void link_newest(struct passage *p, struct crossing *x)
{
	x->older = p->newest;
	x->newer = NULL;
	*(p->newest ? &p->newest->newer : &p->oldest) = x;
	p->newest = x;
}

static void unlink_age(struct passage *p, struct crossing *x)
{
	*(x->older ? &x->older->newer : &p->oldest) = x->newer;
	*(x->newer ? &x->newer->older : &p->newest) = x->older;
}

void crossing_touch(struct passage *p, struct crossing *x)
{
	x->c->moved = p->now;
	if (p->newest == x)
		return;
	unlink_age(p, x);
	link_newest(p, x);
}

static int64_t idle_time(const struct passage *p)
{
	return p->server->config.idle ? p->server->config.idle : IDLE;
}

int64_t crossings_due(const struct passage *p)
{
	int64_t at;

	if (!p->oldest || __builtin_add_overflow(p->oldest->c->moved, idle_time(p), &at))
		return INT64_MAX;
	return at;
}

/* ---- the socket ---- */

/* An answer needs an address to come to: of AF_UNIX the kernel makes an abstract one. */
static int bind_unix(int fd, const struct addr *target)
{
	struct sockaddr any = { .sa_family = AF_UNIX };

	return target->sa.sa_family == AF_UNIX ? bind(fd, &any, sizeof(any.sa_family)) : 0;
}

static int set_up(struct passage *p, int fd, struct crossing *x)
{
	const struct addr *target = &p->server->config.options.targets[0];
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = x };

	if (bind_unix(fd, target) || connect(fd, &target->sa, target->len))
		return -1;
	return epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &e);
}

/* Connected to the target, watched, of the shell's numbers; -1: that was said, once for all
 * until one was had. */
static int make_socket(struct passage *p, struct crossing *x)
{
	struct server *s = p->server;
	char text[160];
	int fd = conn_socket(s, &s->config.options.targets[0]);

	if (fd >= 0 && set_up(p, fd, x) == 0) {
		p->without_fd = false;
		return fd;
	}
	snprintf(text, sizeof(text), "no socket towards the target: %s", conn_how(errno));
	if (fd >= 0)
		fdtab_close(s->config.fds, fd);
	if (!p->without_fd)
		server_note(s, NULL, text);
	p->without_fd = true;
	return -1;
}

/* ---- begin and end ---- */

/* --max of them are there: those beyond are turned away, which is said of the first. */
static bool is_full(struct passage *p)
{
	struct server *s = p->server;
	char text[80];
	bool full;

	pthread_mutex_lock(&s->lock);
	full = s->now >= s->config.max;
	s->turned_away += full;
	pthread_mutex_unlock(&s->lock);
	if (full && !p->full) {
		snprintf(text, sizeof(text), "turned away: %d clients at most", s->config.max);
		server_note(s, NULL, text);
	}
	p->full = full;
	return full;
}

static struct conn *begin_conn(struct server *s, int fd, const struct addr *peer)
{
	struct conn *c;

	conn_begin(s, fd, peer);
	pthread_mutex_lock(&s->lock);
	c = conn_next_waiting(s);
	pthread_mutex_unlock(&s->lock);
	atomic_store_explicit(&c->thread, gettid(), memory_order_relaxed);
	return c;
}

static struct crossing *make(struct passage *p, const struct addr *peer)
{
	struct crossing *x = mem_zalloc(1, sizeof(*x));
	struct crossing **chain = &p->chains[hash_of(peer)];
	int fd = make_socket(p, x);

	if (fd < 0) {
		free(x);
		return NULL;
	}
	x->c = begin_conn(p->server, fd, peer);
	x->chain = *chain;
	*chain = x;
	link_newest(p, x);
	return x;
}

struct crossing *crossing_of(struct passage *p, const struct addr *peer)
{
	struct crossing *x = p->chains[hash_of(peer)];

	while (x && !is_same(&x->c->peer, peer))
		x = x->chain;
	if (x)
		return x;
	if (!neighbours_may_answer(p->server, peer, &p->verdict) || is_full(p))
		return NULL;
	return make(p, peer);
}

/* Its parcels are gone. */
static void end(struct passage *p, struct crossing *x, const char *how)
{
	struct crossing **chain = &p->chains[hash_of(&x->c->peer)];

	while (*chain != x)
		chain = &(*chain)->chain;
	*chain = x->chain;
	unlink_age(p, x);
	conn_end(x->c, how);
	free(x);
}

void crossings_sweep(struct passage *p)
{
	while (crossings_due(p) <= p->now) {
		if (p->oldest->pending)
			crossing_touch(p, p->oldest);
		else
			end(p, p->oldest, how_idle);
	}
}

void crossings_end(struct passage *p, const char *how)
{
	struct crossing *newer;

	for (struct crossing *x = p->oldest; x; x = newer) {
		newer = x->newer;
		end(p, x, how);
	}
}
