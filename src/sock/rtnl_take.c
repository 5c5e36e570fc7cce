/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What messages of rtnetlink(7) tell, and the lists that it is kept in.
 */
#include "sock/rtnl.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sock/netlink.h"

/* ---- lists ---- */

/* Room for one more of SIZE bytes behind COUNT: the capacity is the next power of two. */
static void *grow(void *items, size_t count, size_t size)
{
	return count & (count - 1) ? items : mem_realloc(items, (count ? count * 2 : 1) * size);
}

static void add_link(struct rtnl *r, const struct rtnl_link *l)
{
	r->links = grow(r->links, r->nlinks, sizeof(*l));
	r->links[r->nlinks++] = *l;
}

static void add_address(struct rtnl_address **list, size_t *count, const struct rtnl_address *a)
{
	*list = grow(*list, *count, sizeof(*a));
	(*list)[(*count)++] = *a;
}

static void add_route(struct rtnl *r, const struct rtnl_route *route)
{
	r->routes = grow(r->routes, r->nroutes, sizeof(*route));
	r->routes[r->nroutes++] = *route;
}

void rtnl_free(struct rtnl *r)
{
	free(r->links);
	free(r->addresses);
	free(r->groups);
	free(r->routes);
	free(r->neighbours);
	*r = (struct rtnl){ 0 };
}

const struct rtnl_link *rtnl_link(const struct rtnl *r, unsigned index)
{
	for (size_t i = 0; i < r->nlinks; i++)
		if (r->links[i].index == index)
			return &r->links[i];
	return NULL;
}

/* ---- what a message tells ---- */

/* The bytes of an address of FAMILY, whose zone is INDEX; -1: their length does not fit. */
static int set_ip(struct addr *a, int family, struct slice ip, unsigned index)
{
	memset(a, 0, sizeof(*a));
	a->sa.sa_family = (sa_family_t)family;
	if (family == AF_INET && ip.len == sizeof(a->in.sin_addr)) {
		memcpy(&a->in.sin_addr, ip.p, ip.len);
		a->len = sizeof(a->in);
		return 0;
	}
	if (family != AF_INET6 || ip.len != sizeof(a->in6.sin6_addr))
		return -1;
	memcpy(&a->in6.sin6_addr, ip.p, ip.len);
	if (IN6_IS_ADDR_LINKLOCAL(&a->in6.sin6_addr) || IN6_IS_ADDR_MC_LINKLOCAL(&a->in6.sin6_addr))
		a->in6.sin6_scope_id = index;
	a->len = sizeof(a->in6);
	return 0;
}

static bool is_ip(int family)
{
	return family == AF_INET || family == AF_INET6;
}

static int take_link(struct rtnl *r, const struct nlmsghdr *m)
{
	const struct ifinfomsg *info = NLMSG_DATA(m);
	struct slice found[IFLA_OPERSTATE + 1], *name = &found[IFLA_IFNAME],
						*mac = &found[IFLA_ADDRESS];
	struct rtnl_link l = { .index = (unsigned)info->ifi_index, .flags = info->ifi_flags };

	if (netlink_attributes(m, sizeof(*info), found, IFLA_OPERSTATE + 1) < 0)
		return -1;
	if (!name->p || !name->len || name->len > sizeof(l.name) || mac->len > sizeof(l.mac))
		return -1;
	memcpy(l.name, name->p,
		strnlen(name->p, sizeof(l.name) - 1 < name->len ? sizeof(l.name) - 1 : name->len));
	if (mac->len)
		memcpy(l.mac, mac->p, mac->len);
	l.mac_len = mac->len;
	l.mtu = netlink_u32(found[IFLA_MTU], 0);
	l.running = found[IFLA_OPERSTATE].len && *found[IFLA_OPERSTATE].p == IF_OPER_UP;
	l.lower = netlink_u32(found[IFLA_LINK], l.index);
	add_link(r, &l);
	return 0;
}

/* Of a point-to-point interface IFA_ADDRESS is the other end. */
static int take_address(struct rtnl *r, const struct nlmsghdr *m)
{
	const struct ifaddrmsg *info = NLMSG_DATA(m);
	struct slice found[IFA_MULTICAST + 1], ip;
	struct rtnl_address a = { .index = info->ifa_index, .prefix = info->ifa_prefixlen };
	bool group = m->nlmsg_type == RTM_GETMULTICAST;

	if (!is_ip(info->ifa_family))
		return 0;
	if (netlink_attributes(m, sizeof(*info), found, IFA_MULTICAST + 1) < 0)
		return -1;
	ip = group                ? found[IFA_MULTICAST]
	     : found[IFA_LOCAL].p ? found[IFA_LOCAL]
				  : found[IFA_ADDRESS];
	if (set_ip(&a.addr, info->ifa_family, ip, info->ifa_index) < 0)
		return -1;
	if (group) {
		a.prefix = -1;
		a.addr.in6.sin6_scope_id = 0; /* it stands beside its interface */
		add_address(&r->groups, &r->ngroups, &a);
	} else {
		add_address(&r->addresses, &r->naddresses, &a);
	}
	return 0;
}

/* RTA_VIA: a gateway of another family. */
static int set_via(struct rtnl_route *route, struct slice gateway, struct slice via)
{
	__kernel_sa_family_t family;

	if (gateway.p)
		return set_ip(&route->via, route->family, gateway, route->index);
	if (!via.p)
		return 0;
	if (via.len < sizeof(family))
		return -1;
	memcpy(&family, via.p, sizeof(family));
	return set_ip(&route->via, family,
		(struct slice){ via.p + sizeof(family), via.len - sizeof(family) }, route->index);
}

/* One of several ways: LEN bytes. */
static int take_hop(struct rtnl *r, struct rtnl_route route, const char *p, size_t len)
{
	const size_t start = sizeof(struct rtnexthop); /* aligned already */
	struct slice found[RTA_VIA + 1];
	struct rtnexthop hop;

	memcpy(&hop, p, sizeof(hop));
	route.index = (unsigned)hop.rtnh_ifindex;
	route.via.len = 0;
	if (netlink_attributes_in(p + start, len - start, found, RTA_VIA + 1) < 0 ||
		set_via(&route, found[RTA_GATEWAY], found[RTA_VIA]) < 0)
		return -1;
	add_route(r, &route);
	return 0;
}

/* A route for each. */
static int take_hops(struct rtnl *r, const struct rtnl_route *route, struct slice hops)
{
	while (hops.len) {
		struct rtnexthop hop;

		if (hops.len < sizeof(hop))
			return -1;
		memcpy(&hop, hops.p, sizeof(hop));
		size_t len = hop.rtnh_len;
		if (len < sizeof(hop) || len > hops.len || take_hop(r, *route, hops.p, len) < 0)
			return -1;
		len = RTA_ALIGN(len) < hops.len ? RTA_ALIGN(len) : hops.len;
		hops = (struct slice){ hops.p + len, hops.len - len };
	}
	return 0;
}

static int take_route(struct rtnl *r, const struct nlmsghdr *m)
{
	const struct rtmsg *info = NLMSG_DATA(m);
	struct slice found[RTA_VIA + 1];
	struct rtnl_route route = { .family = info->rtm_family,
		.prefix = info->rtm_dst_len,
		.type = info->rtm_type,
		.protocol = info->rtm_protocol,
		.scope = info->rtm_scope };

	if (!is_ip(info->rtm_family) ||
		(info->rtm_flags & RTM_F_CLONED && m->nlmsg_flags & NLM_F_MULTI))
		return 0;
	if (netlink_attributes(m, sizeof(*info), found, RTA_VIA + 1) < 0)
		return -1;
	route.table = netlink_u32(found[RTA_TABLE], info->rtm_table);
	route.metric = netlink_u32(found[RTA_PRIORITY], 0);
	route.index = netlink_u32(found[RTA_OIF], 0);
	if ((found[RTA_DST].p && set_ip(&route.to, route.family, found[RTA_DST], 0) < 0) ||
		(found[RTA_PREFSRC].p &&
			set_ip(&route.source, route.family, found[RTA_PREFSRC], 0) < 0) ||
		set_via(&route, found[RTA_GATEWAY], found[RTA_VIA]) < 0)
		return -1;
	if (found[RTA_MULTIPATH].p)
		return take_hops(r, &route, found[RTA_MULTIPATH]);
	add_route(r, &route);
	return 0;
}

static int take_neighbour(struct rtnl *r, const struct nlmsghdr *m)
{
	const struct ndmsg *info = NLMSG_DATA(m);
	struct slice found[NDA_DST + 1];
	struct rtnl_neighbour n = { .index = (unsigned)info->ndm_ifindex,
		.state = info->ndm_state };

	if (!is_ip(info->ndm_family))
		return 0;
	if (netlink_attributes(m, sizeof(*info), found, NDA_DST + 1) < 0 ||
		set_ip(&n.addr, info->ndm_family, found[NDA_DST], n.index) < 0)
		return -1;
	r->neighbours = grow(r->neighbours, r->nneighbours, sizeof(n));
	r->neighbours[r->nneighbours++] = n;
	return 0;
}

int rtnl_take(void *r, const struct nlmsghdr *m)
{
	switch (m->nlmsg_type) {
	case RTM_NEWLINK: return take_link(r, m);
	case RTM_NEWADDR:
	case RTM_GETMULTICAST: return take_address(r, m);
	case RTM_NEWROUTE: return take_route(r, m);
	case RTM_NEWNEIGH: return take_neighbour(r, m);
	default: return -1;
	}
}

/* A line for an interface, "1 lo : 1 V3", and one for each of its groups behind a tab, whose
 * first word is the group in the machine's byte order. */
void rtnl_take_igmp(struct rtnl *r, struct slice text)
{
	struct rtnl_address a = { .prefix = -1 };

	for (const char *at = text.p, *end = text.p + text.len; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		unsigned group;

		if (*at >= '0' && *at <= '9')
			sscanf(at, "%u", &a.index);
		else if (a.index && *at == '\t' && sscanf(at, "%8x", &group) == 1) {
			a.addr = (struct addr){ .len = sizeof(a.addr.in),
				.in = { .sin_family = AF_INET, .sin_addr.s_addr = group } };
			add_address(&r->groups, &r->ngroups, &a);
		}
		at = newline ? newline + 1 : end;
	}
}
