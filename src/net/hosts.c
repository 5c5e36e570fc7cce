/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hosts of a network: made, found, entered.
 */
#include "net/hosts.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "names.h"
#include "net/carrier.h"
#include "net/links.h"
#include "sock/sysctl.h"

/* ---- life ---- */

struct net *net_new(struct fdtab *fds, struct err *e)
{
	struct net *n = mem_zalloc(1, sizeof(*n));

	n->fds = fds;
	n->hub.fd = n->names = -1;
	if (netns_here(fds, &n->home, e) || names_begin(n, e) || net_names(n, e)) {
		net_free(n);
		return NULL;
	}
	return n;
}

static void free_host(struct net *n, struct host *h)
{
	netns_close(n->fds, &h->ns);
	free(h->addresses);
	free(h);
}

void net_free(struct net *n)
{
	if (!n)
		return;
	carrier_free(n->carrier);
	net_links_free(n);
	for (size_t i = 0; i < n->nhosts; i++)
		free_host(n, n->hosts[i]);
	netns_close(n->fds, &n->hub);
	netns_close(n->fds, &n->home);
	names_end(n);
	free(n);
}

/* ---- found ---- */

struct host *net_host(const struct net *n, struct slice name)
{
	for (size_t i = 0; i < n->nhosts; i++) {
		struct host *h = n->hosts[i];

		if (strlen(h->name) == name.len && !strncasecmp(h->name, name.p, name.len))
			return h;
	}
	return NULL;
}

struct host *net_host_at(const struct net *n, unsigned number)
{
	return number && number <= n->nhosts ? n->hosts[number - 1] : NULL;
}

static bool is_same(const struct addr *a, const struct addr *b)
{
	if (a->sa.sa_family != b->sa.sa_family)
		return false;
	return a->sa.sa_family == AF_INET ? a->in.sin_addr.s_addr == b->in.sin_addr.s_addr
					  : a->sa.sa_family == AF_INET6 &&
						    !memcmp(&a->in6.sin6_addr, &b->in6.sin6_addr,
							    sizeof(struct in6_addr));
}

static bool has(const struct host_address *addresses, size_t count, const struct addr *a)
{
	for (size_t i = 0; i < count; i++)
		if (is_same(&addresses[i].addr, a))
			return true;
	return false;
}

struct host *net_host_with(const struct net *n, const struct addr *a)
{
	for (size_t i = 0; i < n->nhosts; i++)
		if (has(n->hosts[i]->addresses, n->hosts[i]->naddresses, a))
			return n->hosts[i];
	return NULL;
}

int net_host_of(const struct net *n, int fd)
{
	uint64_t cookie = netns_cookie(fd);
	size_t count = n->nhosts;

	if (cookie == n->home.cookie)
		return 0;
	for (size_t i = 0; cookie && i < count; i++)
		if (n->hosts[i]->ns.cookie == cookie)
			return (int)i + 1;
	return -1;
}

int net_enter(const struct net *n, unsigned host, struct err *e)
{
	return netns_enter(host ? &n->hosts[host - 1]->ns : &n->home, e);
}

/* ---- made ---- */

static int check_addresses(
	const struct net *n, const struct host_address *addresses, size_t count, struct err *e)
{
	for (size_t i = 0; i < count; i++) {
		const struct addr *a = &addresses[i].addr;
		const struct host *other = net_host_with(n, a);
		struct buf text = { 0 };

		if (!other && !has(addresses, i, a))
			continue;
		addr_format_host(a, &text);
		if (other)
			err_set(e, ERR_NAME, "%s is an address of %s", buf_cstr(&text),
				other->name);
		else
			err_set(e, ERR_NAME, "%s stands here twice", buf_cstr(&text));
		buf_free(&text);
		return -1;
	}
	return 0;
}

static int check_room(const struct net *n, struct slice name, struct err *e)
{
	if (net_name_check(name, e))
		return -1;
	if (net_host(n, name))
		return err_set(e, ERR_NAME, "there is a host %.*s already", (int)name.len, name.p);
	return n->nhosts < HOSTS
		       ? 0
		       : err_set(e, ERR_USAGE, "there are %d hosts, as many as can be", HOSTS);
}

void net_host_take(struct host *h, const struct addr *addr, int prefix, int link)
{
	h->addresses = mem_realloc(h->addresses, (h->naddresses + 1) * sizeof(*h->addresses));
	h->addresses[h->naddresses++] = (struct host_address){ *addr, prefix, link };
}

/* By the thread that is on it. */
static int forward(const struct net *n, struct err *e)
{
	struct err why = { 0 };

	if (sysctl_write(n->fds, slice_of("net.ipv4.ip_forward"), slice_of("1"), e))
		return -1;
	if (!sysctl_write(n->fds, slice_of("net.ipv6.conf.all.forwarding"), slice_of("1"), &why) ||
		why.errnum == ENOENT) /* a kernel without IPv6 */
		return 0;
	if (e)
		*e = why;
	return -1;
}

static int make_router(const struct net *n, const struct netns *ns, struct err *e)
{
	struct netns here;

	if (netns_here(n->fds, &here, e))
		return -1;
	int status = netns_enter(ns, e) || forward(n, e) ? -1 : 0;
	if (netns_enter(&here, status ? NULL : e))
		status = -1;
	netns_close(n->fds, &here);
	return status;
}

int net_host_add(struct net *n, struct slice name, const struct host_address *addresses,
	size_t count, bool router, struct err *e)
{
	struct netns ns;

	if (check_room(n, name, e) || check_addresses(n, addresses, count, e) ||
		netns_make(n->fds, &ns, e))
		return -1;
	if (router && make_router(n, &ns, e)) {
		netns_close(n->fds, &ns);
		return -1;
	}
	struct host *h = mem_zalloc(1, sizeof(*h));
	h->number = (unsigned)n->nhosts + 1;
	memcpy(h->name, name.p, name.len);
	h->ns = ns;
	h->router = router;
	for (size_t i = 0; i < count; i++)
		net_host_take(h, &addresses[i].addr, addresses[i].prefix, addresses[i].link);
	n->hosts[n->nhosts++] = h;
	if (!net_names(n, e))
		return 0;
	n->hosts[--n->nhosts] = NULL;
	free_host(n, h);
	return -1;
}
