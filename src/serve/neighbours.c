/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Senders that are not answered, lest two services talk for ever.
 */
#include "neighbours.h"

#include <stdlib.h>

#include "base/mem.h"
#include "loop.h"

/* What all of them share; freed by the last. */
struct neighbours {
	pthread_mutex_t lock; /* over all below */
	struct server *first;
	_Atomic unsigned version; /* changes with who is here; never 0 */
};

/* ---- who is here ---- */

static struct neighbours *shared_with(const struct server_config *c)
{
	for (size_t i = 0; i < c->other_count; i++)
		if (c->others[i]->neighbours)
			return c->others[i]->neighbours;
	return NULL;
}

void neighbours_join(struct server *s)
{
	struct neighbours *n = shared_with(&s->config);

	if (!n) {
		n = mem_zalloc(1, sizeof(*n));
		pthread_mutex_init(&n->lock, NULL);
	}
	pthread_mutex_lock(&n->lock);
	s->next_neighbour = n->first;
	n->first = s;
	atomic_fetch_add(&n->version, 1);
	pthread_mutex_unlock(&n->lock);
	s->neighbours = n;
}

void neighbours_leave(struct server *s)
{
	struct neighbours *n = s->neighbours;
	struct server **place;
	bool last;

	if (!n)
		return;
	pthread_mutex_lock(&n->lock);
	for (place = &n->first; *place != s; place = &(*place)->next_neighbour)
		;
	*place = s->next_neighbour;
	atomic_fetch_add(&n->version, 1);
	last = !n->first;
	pthread_mutex_unlock(&n->lock);
	s->neighbours = NULL;
	if (!last)
		return;
	pthread_mutex_destroy(&n->lock);
	free(n);
}

/* ---- who is not answered ---- */

/* The small services of RFC 862 to 868, which are found below 1024. */
static const char *small_service(int port)
{
	switch (port) {
	case 7: return "echo";
	case 9: return "discard";
	case 13: return "daytime";
	case 17: return "qotd";
	case 19: return "chargen";
	case 37: return "time";
	default: return NULL;
	}
}

static void add_neighbour(struct server *s, const struct addr *peer, struct buf *why)
{
	struct neighbours *n = s->neighbours;

	pthread_mutex_lock(&n->lock);
	for (const struct server *other = n->first; other && !why->len;
		other = other->next_neighbour) {
		if (!loop_reaches(peer, other->config.fd, s->config.fds))
			continue;
		if (other == s)
			buf_adds(why, "that is this server itself");
		else
			buf_addf(why, "the %s server on %d is there", other->config.service->name,
				other->config.fd);
	}
	pthread_mutex_unlock(&n->lock);
}

/* Why PEER is not answered; nothing: it is. */
static void find_why(struct server *s, const struct addr *peer, struct buf *why)
{
	int port = addr_port(peer);
	const char *name = small_service(port);

	if (port == 0)
		buf_adds(why, "port 0 is nobody's");
	else if (name)
		buf_addf(why, "its port is that of %s", name);
	else
		add_neighbour(s, peer, why);
}

static bool same_verdict(const struct verdict *v, const struct addr *peer, unsigned version)
{
	return v->version == version && v->peer.len == peer->len &&
	       !memcmp(&v->peer.storage, &peer->storage, peer->len);
}

/* Threads of one server may each have found the same. */
static bool is_new(struct server *s, const struct verdict *v)
{
	bool said;

	pthread_mutex_lock(&s->neighbours->lock);
	said = same_verdict(&s->refused, &v->peer, v->version);
	s->refused = *v;
	pthread_mutex_unlock(&s->neighbours->lock);
	return !said;
}

static void say(struct server *s, const struct addr *peer, const struct buf *why)
{
	struct buf text = { 0 };

	addr_format(peer, &text);
	buf_addf(&text, " is not answered: %s", buf_cstr(why));
	server_note(s, peer, buf_cstr(&text));
	buf_free(&text);
}

bool neighbours_may_answer(struct server *s, const struct addr *peer, struct verdict *v)
{
	unsigned version = atomic_load_explicit(&s->neighbours->version, memory_order_relaxed);
	struct buf why = { 0 };

	if (same_verdict(v, peer, version))
		return !v->bad;
	find_why(s, peer, &why);
	*v = (struct verdict){ .peer = *peer, .version = version, .bad = why.len > 0 };
	if (v->bad && is_new(s, v))
		say(s, peer, &why);
	buf_free(&why);
	return !v->bad;
}
