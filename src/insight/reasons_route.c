/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What addresses this machine has, where its routes lead, and which family an address is of.
 */
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "base/text.h"
#include "machine.h"
#include "sock/iface.h"
#include "sock/rtnl.h"
#include "sock/sysctl.h"

static bool is_ip(const struct addr *a)
{
	return a && (a->sa.sa_family == AF_INET || a->sa.sa_family == AF_INET6);
}

/* The lists of WHAT; freed by rtnl_free. */
static bool read_lists(const struct reason *r, struct rtnl *lists, unsigned what)
{
	fdtab_lock(r->scene->fds);
	int status = rtnl_read(lists, what, NULL);
	fdtab_unlock(r->scene->fds);
	return !status;
}

/* The type of the route to A (RTN_LOCAL), or the errno that says why there is none, negative. */
static int route_type(const struct reason *r, const struct addr *a)
{
	struct rtnl found = { 0 };

	fdtab_lock(r->scene->fds);
	int type = rtnl_read_route(&found, a, NULL) ? -errno : -ENETUNREACH;
	fdtab_unlock(r->scene->fds);
	if (found.nroutes)
		type = found.routes[0].type;
	rtnl_free(&found);
	return type;
}

bool reason_is_here(const struct reason *r, const struct addr *a)
{
	return is_ip(a) && (machine_is_loopback(a) || route_type(r, a) == RTN_LOCAL);
}

void reason_add_forbidden(struct reason *r)
{
	int type = is_ip(r->named) ? route_type(r, r->named) : 0;

	if (type == -EACCES) {
		buf_adds(r->text, "the routing table has a route of type prohibit to ");
		reason_add_host(r, r->named);
	} else if (type == RTN_BROADCAST && reason_option_is(r, "SO_BROADCAST", "0")) {
		reason_add_host(r, r->named);
		buf_adds(r->text, " is a broadcast address, and SO_BROADCAST is off on ");
		reason_add_fd(r, r->now.fd);
	}
}

/* ---- EADDRNOTAVAIL ---- */

static void add_addresses(struct reason *r, const struct rtnl *lists, int family)
{
	enum { SHOWN = 4 };
	int count = 0;

	for (size_t i = 0; i < lists->naddresses; i++) {
		const struct rtnl_address *a = &lists->addresses[i];

		if (a->addr.sa.sa_family != family || count++ >= SHOWN)
			continue;
		buf_adds(r->text, count == 1 ? "; this machine has " : ", ");
		reason_add_host(r, &a->addr);
	}
	if (count > SHOWN)
		buf_addf(r->text, " and %d more", count - SHOWN);
}

static void add_not_here(struct reason *r)
{
	struct rtnl lists = { 0 };

	if (!read_lists(r, &lists, RTNL_ADDRESSES))
		return;
	reason_add_host(r, r->named);
	buf_adds(r->text, " is the address of no interface");
	add_addresses(r, &lists, r->named->sa.sa_family);
	rtnl_free(&lists);
}

/* Another socket that has the same two addresses. */
static void add_twin(struct reason *r)
{
	struct machine m;
	bool found = false;

	if (!reason_has(r, PART_TYPE) || !reason_has(r, PART_PROTOCOL))
		return;
	if (machine_read(&m, r))
		for (size_t i = 0; i < m.list.count && !found; i++) {
			const struct diag_socket *s = &m.list.sockets[i];

			if (!machine_shares(s, r->now.type, r->now.protocol) || !s->peer.len ||
				!machine_keeps(s, &r->now.local, false) ||
				machine_reaches(&s->peer, ONLY6_UNTOLD, r->named) == REACHES_NOT)
				continue;
			found = true;
			machine_add_socket(&m, r, s);
		}
	machine_free(&m);
}

/* Whether there is no address to send to A from: IPv6 may be off. */
static bool add_no_source(struct reason *r, const struct addr *a)
{
	struct rtnl lists = { 0 };
	bool found = a->sa.sa_family != AF_INET6 || IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr) ||
		     !read_lists(r, &lists, RTNL_ADDRESSES);

	for (size_t i = 0; i < lists.naddresses && !found; i++)
		found = lists.addresses[i].addr.sa.sa_family == AF_INET6;
	rtnl_free(&lists);
	if (!found)
		buf_adds(r->text, "no interface has an IPv6 address");
	return !found;
}

void reason_add_ports(struct reason *r)
{
	struct buf range = { 0 }, own = { 0 };
	const char *limit = reason_option(r, "IP_LOCAL_PORT_RANGE", &own);

	if (*limit && strcmp(limit, "0") != 0 && strcmp(limit, "0-0") != 0)
		buf_addf(r->text, "no port is free in IP_LOCAL_PORT_RANGE, %s", limit);
	else if (!sysctl_read(
			 r->scene->fds, slice_of("net.ipv4.ip_local_port_range"), &range, NULL)) {
		for (size_t i = 0; i < range.len; i++)
			range.data[i] = range.data[i] == '\t' ? ' ' : range.data[i];
		buf_addf(r->text, "no port is free in net.ipv4.ip_local_port_range, %s",
			buf_cstr(&range));
	}
	buf_free(&range);
	buf_free(&own);
}

/* What the kernel lacked for the two addresses of a connection. */
static void add_no_pair(struct reason *r)
{
	if (!reason_has(r, PART_LOCAL) || add_no_source(r, r->named))
		return;
	if (addr_port(&r->now.local) > 0)
		add_twin(r);
	else
		reason_add_ports(r);
}

void reason_eaddrnotavail(struct reason *r)
{
	if (!is_ip(r->named) || r->now.fd < 0)
		return;
	if (reason_is(r, "bind") && !reason_is_here(r, r->named))
		add_not_here(r);
	else if (reason_is(r, "connect sendto sendmsg") && reason_has(r, PART_FAMILY) &&
		 r->now.family == r->named->sa.sa_family)
		add_no_pair(r);
}

/* ---- ENETUNREACH, EHOSTUNREACH ---- */

static bool is_default(const struct rtnl_route *route, int family)
{
	return route->family == family && !route->prefix && route->type == RTN_UNICAST;
}

/* A name may have any character but blanks and slashes. */
static void add_link(struct reason *r, const char *before, const struct rtnl_link *link)
{
	buf_adds(r->text, before);
	text_add_clean(r->text, link->name, strnlen(link->name, sizeof(link->name)));
}

/* The interfaces that are up. */
static void add_up(struct reason *r, const struct rtnl *lists)
{
	int count = 0;

	for (size_t i = 0; i < lists->nlinks; i++)
		if (lists->links[i].flags & IFF_UP)
			add_link(r, count++ ? ", " : "; up: ", &lists->links[i]);
	if (!count)
		buf_adds(r->text, "; no interface is up");
}

static void add_no_route(struct reason *r, const struct addr *to)
{
	struct rtnl lists = { 0 };
	bool found = false;

	if (!read_lists(r, &lists, RTNL_ROUTES | RTNL_LINKS))
		return;
	for (size_t i = 0; i < lists.nroutes; i++)
		found |= is_default(&lists.routes[i], to->sa.sa_family);
	if (!found) {
		buf_adds(r->text, "no route leads to ");
		reason_add_host(r, to);
		buf_addf(r->text, ", and %s has no default one",
			to->sa.sa_family == AF_INET ? "IPv4" : "IPv6");
		add_up(r, &lists);
	}
	rtnl_free(&lists);
}

static bool same_host(const struct addr *a, const struct addr *b)
{
	if (a->sa.sa_family != b->sa.sa_family)
		return false;
	return a->sa.sa_family == AF_INET
		       ? a->in.sin_addr.s_addr == b->in.sin_addr.s_addr
		       : IN6_ARE_ADDR_EQUAL(&a->in6.sin6_addr, &b->in6.sin6_addr);
}

/* That nobody on the link has the address of the next hop: TO, or the router of ROUTE. */
static void add_no_neighbour(
	struct reason *r, const struct rtnl_route *route, const struct addr *to)
{
	const struct addr *hop = route->via.len ? &route->via : to;
	struct rtnl lists = { 0 };
	const struct rtnl_neighbour *n = NULL;
	const struct rtnl_link *link;

	if (read_lists(r, &lists, RTNL_NEIGHBOURS | RTNL_LINKS))
		for (n = lists.neighbours; n && n < lists.neighbours + lists.nneighbours; n++)
			if (n->index == route->index && same_host(&n->addr, hop) &&
				n->state & (NUD_FAILED | NUD_INCOMPLETE))
				break;
	if (n && n < lists.neighbours + lists.nneighbours) {
		buf_adds(r->text, route->via.len ? "the router " : "");
		reason_add_host(r, hop);
		buf_adds(r->text, " does not answer ");
		buf_adds(r->text, hop->sa.sa_family == AF_INET ? "ARP" : "neighbour discovery");
		link = rtnl_link(&lists, route->index);
		if (link)
			add_link(r, " on ", link);
	}
	rtnl_free(&lists);
}

static void add_unreached(struct reason *r, const struct addr *to)
{
	struct rtnl found = { 0 };

	fdtab_lock(r->scene->fds);
	if (rtnl_read_route(&found, to, NULL))
		found.nroutes = 0;
	fdtab_unlock(r->scene->fds);
	if (found.nroutes && found.routes[0].type == RTN_UNICAST)
		add_no_neighbour(r, &found.routes[0], to);
	rtnl_free(&found);
}

void reason_enetunreach(struct reason *r)
{
	struct addr to;
	int type;

	if (r->named)
		to = *r->named;
	else if (!reason_peer(r, &to))
		return;
	type = is_ip(&to) ? route_type(r, &to) : 0;
	if (type == -ENETUNREACH) {
		add_no_route(r, &to);
	} else if (type == -EHOSTUNREACH) {
		buf_adds(r->text, "the routing table has a route of type unreachable to ");
		reason_add_host(r, &to);
	} else if (type == RTN_UNICAST && r->call->errnum == EHOSTUNREACH) {
		add_unreached(r, &to);
	}
}

/* ---- families and interfaces ---- */

/* Of a family without sockets: the module net-pf-N would bring them. */
static void add_no_family(struct reason *r)
{
	long family = (long)r->call->args[0].num;

	if (family < 0 || family >= AF_MAX) {
		buf_addf(r->text, "there is no address family %ld", family);
		return;
	}
	buf_adds(r->text, "this kernel has no ");
	names_print(&names_family, family, r->text);
	buf_addf(r->text, ", and found no module for it (net-pf-%ld)", family);
}

void reason_eafnosupport(struct reason *r)
{
	if (reason_is(r, "socket socketpair") && r->call->nargs) {
		add_no_family(r);
		return;
	}
	if (!r->named || !reason_has(r, PART_FAMILY) || r->now.family == r->named->sa.sa_family)
		return;
	reason_add_fd(r, r->now.fd);
	buf_adds(r->text, " is ");
	names_print(&names_family, r->now.family, r->text);
	buf_adds(r->text, ", ");
	reason_add_addr(r, r->named);
	buf_adds(r->text, " an address of ");
	names_print(&names_family, r->named->sa.sa_family, r->text);
}

void reason_enodev(struct reason *r)
{
	struct rtnl lists = { 0 };

	if (!read_lists(r, &lists, RTNL_LINKS))
		return;
	for (size_t i = 0; i < lists.nlinks; i++)
		add_link(r, i ? ", " : "interfaces here: ", &lists.links[i]);
	rtnl_free(&lists);
}

/* A packet socket sends by an interface, packet(7). */
void reason_enxio(struct reason *r)
{
	if (!reason_is(r, "send sendto sendmsg write") || !reason_has(r, PART_FAMILY) ||
		r->now.family != AF_PACKET || r->named)
		return;
	reason_add_fd(r, r->now.fd);
	buf_addf(r->text, " is bound to no interface, and %s names none", r->call->name);
}
