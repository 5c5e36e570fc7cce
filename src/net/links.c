/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Links: made, found and changed.
 */
#include "net/links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "links_parts.h"
#include "sock/rtnl_make.h"

/* ---- finding ---- */

struct host *links_host(const struct net *n, const struct link_end *end)
{
	return end->host ? net_host_at(n, end->host) : NULL;
}

int net_link_end(const struct link *l, unsigned host)
{
	for (unsigned i = 0; i < l->n; i++)
		if (l->ends[i].host == host)
			return (int)i;
	return -1;
}

struct link *net_link(const struct net *n, unsigned a, unsigned b)
{
	for (size_t i = 0; n->links && i < n->links->count; i++) {
		struct link *l = n->links->all[i];

		if (!*l->name && net_link_end(l, a) >= 0 && net_link_end(l, b) >= 0)
			return l;
	}
	return NULL;
}

struct link *net_link_named(const struct net *n, struct slice name)
{
	for (size_t i = 0; n->links && name.len && i < n->links->count; i++)
		if (slice_is(name, n->links->all[i]->name))
			return n->links->all[i];
	return NULL;
}

/* ---- making ---- */

static int check(const struct net *n, const struct link_wish *w, struct err *e)
{
	if (w->n < 2)
		return err_set(e, ERR_USAGE, "a link has two ends at least");
	if (w->n > CARRIER_PORTS)
		return err_set(e, ERR_USAGE, "a link joins %d hosts at most", CARRIER_PORTS);
	if (w->name.len >= HOST_NAME)
		return err_set(
			e, ERR_NAME, "a link's name has %d characters at most", HOST_NAME - 1);
	for (unsigned i = 0; i < w->n; i++)
		for (unsigned j = 0; j < i; j++)
			if (w->hosts[i] && w->hosts[i] == w->hosts[j])
				return err_set(e, ERR_USAGE, "a link from %s to itself",
					net_host_at(n, w->hosts[i])->name);
	return 0;
}

static struct link *new_link(const struct net *n, const struct link_wish *w)
{
	struct link *l = mem_alloc(sizeof(*l));

	*l = (struct link){ .number = (unsigned)n->links->count,
		.ends = mem_alloc(w->n * sizeof(*l->ends)),
		.n = w->n,
		.mtu = w->mtu ? w->mtu : LINK_MTU };
	if (w->name.len)
		memcpy(l->name, w->name.p, w->name.len);
	for (unsigned i = 0; i < w->n; i++)
		l->ends[i] = (struct link_end){ .host = w->hosts[i] };
	return l;
}

static void free_link(struct link *l)
{
	free(l->ends);
	free(l);
}

/* How many addresses each host of L had, to go back to. */
static void count_addresses(const struct net *n, const struct link *l, size_t *counts)
{
	for (unsigned i = 0; i < l->n; i++) {
		const struct host *h = links_host(n, &l->ends[i]);

		counts[i] = h ? h->naddresses : 0;
	}
}

static void give_addresses_back(struct net *n, const struct link *l, const size_t *counts)
{
	for (unsigned i = 0; i < l->n; i++) {
		struct host *h = links_host(n, &l->ends[i]);

		if (!h)
			continue;
		h->naddresses = counts[i];
		for (size_t k = 0; k < h->naddresses; k++)
			if (h->addresses[k].link == (int)l->number)
				h->addresses[k].link = -1;
	}
}

/* Hands the ports to the carrier, which closes them if it does not take them. */
static int carry(
	struct net *n, struct link *l, const int *ports, const struct link_wish *w, struct err *e)
{
	struct line_spec *specs = mem_alloc(l->n * sizeof(*specs));

	for (unsigned i = 0; i < l->n; i++)
		specs[i] = w->lines[*l->name ? 0 : i & 1];
	int number = carrier_add(n->carrier, ports, l->n, specs, w->seed, e);
	free(specs);
	if (number < 0)
		return -1;
	l->number = (unsigned)number;
	return 0;
}

static void put_in(struct links *all, struct link *l)
{
	all->all = mem_realloc(all->all, (all->count + 1) * sizeof(*all->all));
	all->all[all->count++] = l;
}

static int make(struct net *n, struct link *l, const struct link_wish *w, struct err *e)
{
	int ports[CARRIER_PORTS];

	if (links_make_ends(n, l, ports, e) < 0)
		return -1;
	if (carry(n, l, ports, w, e) < 0) {
		links_remove_ends(n, l);
		return -1;
	}
	put_in(n->links, l);
	if (net_routes(n, e) == 0 && net_names(n, e) == 0)
		return 0;
	n->links->count--;
	carrier_remove(n->carrier, l->number);
	links_remove_ends(n, l);
	net_routes(n, NULL);
	return -1;
}

int net_link_add(struct net *n, const struct link_wish *wish, struct err *e)
{
	size_t counts[CARRIER_PORTS] = { 0 };

	if (check(n, wish, e) < 0)
		return -1;
	if (!n->links)
		n->links = mem_zalloc(1, sizeof(*n->links));
	if (!n->carrier)
		n->carrier = carrier_new(n->fds, e);
	if (!n->carrier)
		return -1;
	struct link *l = new_link(n, wish);
	count_addresses(n, l, counts);
	if (links_choose_addresses(n, l, e) == 0 && make(n, l, wish, e) == 0)
		return 0;
	give_addresses_back(n, l, counts);
	free_link(l);
	net_names(n, NULL);
	return -1;
}

void net_links_free(struct net *n)
{
	if (!n->links)
		return;
	for (size_t i = 0; i < n->links->count; i++)
		free_link(n->links->all[i]);
	for (size_t i = 0; i < n->links->nroutes; i++)
		links_forget_routes(n, (unsigned)i + 1);
	free(n->links->routes);
	free(n->links->all);
	free(n->links);
	n->links = NULL;
}

/* ---- changing ---- */

/* Below its least the kernel has no IPv6 on an interface, and above again none of its addresses. */
static int set_end_mtu(
	struct journey *j, const struct link *l, const struct link_end *end, int mtu, struct err *e)
{
	struct net *n = j->net;
	const struct host *h = links_host(n, end);

	if (!h)
		return 0;
	if (journey_to(j, &n->hub, e) < 0 || rtnl_set_mtu(j->fd, end->hub, mtu, e) < 0 ||
		journey_to(j, &h->ns, e) < 0 || rtnl_set_mtu(j->fd, end->interface, mtu, e) < 0)
		return -1;
	if (l->mtu >= IPV6_MTU_LEAST || mtu < IPV6_MTU_LEAST)
		return 0;
	links_forget_routes(n, end->host);
	return links_put_addresses(j->fd, end, true, e);
}

int net_link_mtu(struct net *n, struct link *l, int mtu, struct err *e)
{
	struct journey j;
	int status = 0;

	if (journey_begin(&j, n, e) < 0)
		return -1;
	for (unsigned i = 0; i < l->n && !status; i++)
		status = set_end_mtu(&j, l, &l->ends[i], mtu, e);
	journey_end(&j);
	if (status)
		return -1;
	l->mtu = mtu;
	return net_routes(n, e);
}
