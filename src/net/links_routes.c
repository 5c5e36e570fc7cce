/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes: each host's to the networks of links that it is not on, by the fewest links.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "links_parts.h"
#include "sock/rtnl_make.h"

enum { METRIC = 2000 }; /* more than those by hand have: these come first */

struct route_list {
	struct rtnl_route *routes;
	size_t count;
};

struct host_routes {
	struct route_list made;
};

/* Where a host is at a link. */
struct place {
	const struct link *link;
	unsigned end;
};

/* All places, those of a host together: of host number H from at[H] up to at[H + 1]. */
struct map {
	const struct net *net;
	struct place *places;
	size_t *at;
};

/* ---- the map ---- */

static void draw(struct map *m, const struct net *n)
{
	size_t hosts = n->nhosts + 2, total = 0;

	*m = (struct map){ .net = n, .at = mem_zalloc(hosts + 1, sizeof(*m->at)) };
	for (size_t i = 0; i < n->links->count; i++)
		for (unsigned k = 0; k < n->links->all[i]->n; k++, total++)
			m->at[n->links->all[i]->ends[k].host + 2]++;
	for (size_t h = 2; h <= hosts; h++)
		m->at[h] += m->at[h - 1];
	m->places = mem_alloc((total + 1) * sizeof(*m->places));
	for (size_t i = 0; i < n->links->count; i++)
		for (unsigned k = 0; k < n->links->all[i]->n; k++) {
			const struct link *l = n->links->all[i];

			m->places[m->at[l->ends[k].host + 1]++] = (struct place){ l, k };
		}
}

static void tear_up(struct map *m)
{
	free(m->places);
	free(m->at);
}

static const struct link_end *end_of(const struct place *p)
{
	return &p->link->ends[p->end];
}

/* Whether the host of END passes on what is for others. */
static bool forwards(const struct map *m, const struct link_end *end)
{
	const struct host *h = links_host(m->net, end);

	return h && h->router;
}

/* ---- what a host needs ---- */

static void add(struct route_list *list, const struct rtnl_route *route)
{
	if ((list->count & (list->count - 1)) == 0)
		list->routes = mem_realloc(
			list->routes, (list->count ? list->count * 2 : 1) * sizeof(*list->routes));
	list->routes[list->count++] = *route;
}

/* A step of the search: a router, and how the one who searches gets there. */
struct step {
	unsigned host;
	const struct link_end *out, *via; /* his own end; the next one's on the same link */
};

static void add_way(struct route_list *list, const struct step *s, int family,
	const struct addr *to, int prefix)
{
	struct rtnl_route route = { .family = s->via->addr[family].sa.sa_family,
		.prefix = prefix,
		.protocol = RTPROT_LINKS,
		.metric = METRIC,
		.index = s->out->interface,
		.via = s->via->addr[family] };

	if (to)
		route.to = ip_network(to, prefix);
	add(list, &route);
}

/* The networks of a link: one, where its ends were not given others. */
static void add_networks(struct route_list *list, const struct step *s, const struct link *l)
{
	for (int f = 0; f < FAMILIES; f++)
		for (unsigned i = 0; s->via->addr[f].len && i < l->n; i++) {
			const struct link_end *end = &l->ends[i];
			bool again = false;

			for (unsigned k = 0; k < i && !again; k++)
				again = l->ends[k].prefix[f] == end->prefix[f] &&
					l->ends[k].addr[f].len &&
					ip_same_network(
						&l->ends[k].addr[f], &end->addr[f], end->prefix[f]);
			if (end->addr[f].len && !again)
				add_way(list, s, f, &end->addr[f], end->prefix[f]);
		}
}

/* Who is on one link, with one router, leaves all to him: that needs no search. */
static bool leave_to_one(const struct map *m, unsigned host, struct route_list *list)
{
	const struct place *p = &m->places[m->at[host]];
	struct step only = { 0 };

	if (m->at[host + 1] - m->at[host] != 1 || forwards(m, end_of(p)))
		return false;
	only.out = end_of(p);
	for (unsigned i = 0; i < p->link->n; i++)
		if (forwards(m, &p->link->ends[i])) {
			if (only.via)
				return false;
			only.via = &p->link->ends[i];
		}
	if (!only.via || m->at[only.via->host + 1] - m->at[only.via->host] < 2)
		return true;
	for (int f = 0; f < FAMILIES; f++)
		if (only.via->addr[f].len)
			add_way(list, &only, f, NULL, 0);
	return true;
}

struct search {
	const struct map *map;
	struct step *queue;
	size_t head, tail;
	bool *hosts, *links; /* seen: by number, by place in the list of links */
};

/* The routers on a link that nobody has come to yet; OUT as in a step, of the first link NULL. */
static void go_on(struct search *s, const struct place *p, const struct step *from)
{
	for (unsigned i = 0; i < p->link->n; i++) {
		const struct link_end *end = &p->link->ends[i];

		if (i == p->end || !forwards(s->map, end) || s->hosts[end->host])
			continue;
		s->hosts[end->host] = true;
		s->queue[s->tail++] = from ? (struct step){ end->host, from->out, from->via }
					   : (struct step){ end->host, end_of(p), end };
	}
}

static void search(struct search *s, unsigned host, struct route_list *list)
{
	const struct map *m = s->map;

	s->hosts[host] = true;
	for (size_t i = m->at[host]; i < m->at[host + 1]; i++)
		s->links[m->places[i].link->number] = true;
	for (size_t i = m->at[host]; i < m->at[host + 1]; i++)
		go_on(s, &m->places[i], NULL);
	while (s->head < s->tail) {
		struct step at = s->queue[s->head++];

		for (size_t i = m->at[at.host]; i < m->at[at.host + 1]; i++) {
			const struct place *p = &m->places[i];

			if (s->links[p->link->number])
				continue;
			s->links[p->link->number] = true;
			add_networks(list, &at, p->link);
			go_on(s, p, &at);
		}
	}
}

static struct route_list wanted(const struct map *m, unsigned host)
{
	struct route_list list = { 0 };
	struct search s = { .map = m };

	if (leave_to_one(m, host, &list))
		return list;
	s.queue = mem_alloc((m->net->nhosts + 1) * sizeof(*s.queue));
	s.hosts = mem_zalloc(m->net->nhosts + 1, sizeof(*s.hosts));
	s.links = mem_zalloc(m->net->links->count + 1, sizeof(*s.links));
	search(&s, host, &list);
	free(s.queue);
	free(s.hosts);
	free(s.links);
	return list;
}

/* ---- telling the kernel ---- */

static bool same(const struct rtnl_route *a, const struct rtnl_route *b)
{
	return a->family == b->family && a->prefix == b->prefix && a->index == b->index &&
	       a->to.len == b->to.len && (!a->to.len || ip_same(&a->to, &b->to)) &&
	       ip_same(&a->via, &b->via);
}

/* Sought from AT on, where the next one of a list in nearly the same order is. */
static bool has(const struct route_list *list, const struct rtnl_route *route, size_t *at)
{
	for (size_t i = 0; i < list->count; i++) {
		size_t k = (*at + i) % list->count;

		if (same(&list->routes[k], route)) {
			*at = k + 1;
			return true;
		}
	}
	return false;
}

/* Those of A that B lacks. */
static struct route_list lacking(const struct route_list *a, const struct route_list *b)
{
	struct route_list found = { 0 };
	size_t at = 0;

	for (size_t i = 0; i < a->count; i++)
		if (!has(b, &a->routes[i], &at))
			add(&found, &a->routes[i]);
	return found;
}

/* Those that are gone meanwhile, by hand or with an interface, are no error. */
static int change(struct journey *j, unsigned host, const struct route_list *off,
	const struct route_list *on, struct err *e)
{
	int status = 0;

	if (!off->count && !on->count)
		return 0;
	if (journey_to(j, &net_host_at(j->net, host)->ns, e) < 0)
		return -1;
	for (size_t i = 0; i < off->count; i++)
		rtnl_remove_route(j->fd, &off->routes[i], NULL);
	for (size_t i = 0; i < on->count && !status; i++)
		status = rtnl_add_route(j->fd, &on->routes[i], e);
	return status;
}

/* What has been made, and is to be: a host's alone. */
static int remake(struct journey *j, const struct map *m, unsigned host, struct err *e)
{
	struct route_list *made = &j->net->links->routes[host - 1].made, new = wanted(m, host);
	struct route_list off = lacking(made, &new), on = lacking(&new, made);
	int status = change(j, host, &off, &on, e);

	free(off.routes);
	free(on.routes);
	free(made->routes);
	*made = new;
	return status;
}

void links_forget_routes(struct net *n, unsigned host)
{
	if (!host || host > n->links->nroutes)
		return;
	struct route_list *made = &n->links->routes[host - 1].made;
	free(made->routes);
	*made = (struct route_list){ 0 };
}

static void make_room(struct net *n)
{
	struct links *l = n->links;

	if (l->nroutes >= n->nhosts)
		return;
	l->routes = mem_realloc(l->routes, n->nhosts * sizeof(*l->routes));
	memset(l->routes + l->nroutes, 0, (n->nhosts - l->nroutes) * sizeof(*l->routes));
	l->nroutes = n->nhosts;
}

static int make_all(struct journey *j, const struct map *m, struct err *e)
{
	for (unsigned h = 1; h <= j->net->nhosts; h++)
		if (net_host_at(j->net, h) && remake(j, m, h, e) < 0)
			return -1;
	return 0;
}

int net_routes(struct net *n, struct err *e)
{
	struct journey j;
	struct map m;

	if (!n->links || !n->nhosts)
		return 0;
	if (journey_begin(&j, n, e) < 0)
		return -1;
	make_room(n);
	draw(&m, n);
	int status = make_all(&j, &m, e);
	tear_up(&m);
	journey_end(&j);
	return status;
}

/* ---- by hand ---- */

static int change_by_hand(struct net *n, unsigned host, const struct rtnl_route *route,
	int (*call)(int fd, const struct rtnl_route *route, struct err *e), struct err *e)
{
	struct journey j;

	if (journey_begin(&j, n, e) < 0)
		return -1;
	int status = journey_to(&j, &net_host_at(n, host)->ns, e) < 0 ? -1 : call(j.fd, route, e);
	int why = errno;
	journey_end(&j);
	errno = why;
	return status;
}

int net_route_add(struct net *n, unsigned host, const struct addr *to, int prefix,
	const struct addr *via, struct err *e)
{
	struct rtnl_route route = { .family = to->sa.sa_family,
		.to = ip_network(to, prefix),
		.prefix = prefix,
		.via = *via,
		.protocol = RTPROT_STATIC };

	return change_by_hand(n, host, &route, rtnl_add_route, e);
}

int net_route_remove(struct net *n, unsigned host, const struct addr *to, int prefix, struct err *e)
{
	struct rtnl_route route = {
		.family = to->sa.sa_family, .to = ip_network(to, prefix), .prefix = prefix
	};

	return change_by_hand(n, host, &route, rtnl_remove_route, e);
}
