/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Links between hosts: a veth(4) pair for each end, whose other half lies in the hidden hub, where
 * the carrier's packet sockets are; addresses, and routes to everybody else. By the main thread.
 */
#ifndef NET_LINKS_H
#define NET_LINKS_H

#include "net/carrier.h"
#include "net/hosts.h"

enum { LINK_MTU = 1500, LINK_MTU_LEAST = 68, LINK_MTU_MOST = 65535 };

/* One end. */
struct link_end {
	unsigned host;      /* number; 0: nobody, what is written there by hand */
	unsigned interface; /* index in the host's namespace */
	unsigned hub;       /* index of the other half, in the hub */
	char name[16];      /* eth0 */
	uint8_t mac[6];
	struct addr addr[2]; /* IPv4 and IPv6; len 0: none */
	int prefix[2];
};

struct link {
	unsigned number;      /* the carrier's; shown as one more */
	char name[HOST_NAME]; /* of a switch; "" of a wire */
	struct link_end *ends;
	unsigned n;
	int mtu;
};

struct links {
	struct link **all; /* in the order in which they were made */
	size_t count;
	struct host_routes *routes; /* private: what net_routes has made, by host */
	size_t nroutes;
};

/* What a link is to be like: for what goes each way a spec; with two ends [0] is what the first
 * host sends, [1] what the second does; of a switch [0] is for all. */
struct link_wish {
	struct slice name;     /* of a switch */
	const unsigned *hosts; /* numbers; 0: nobody */
	unsigned n;
	struct line_spec lines[2];
	int mtu; /* 0: LINK_MTU */
	uint64_t seed;
};

/* Makes it, all or nothing: -1 with E. It can be used at once. Each end takes the next of the
 * addresses that its host was given, or one of the other ends' network; where no end has any, the
 * network is 10.0.LINK.0/24 and fd00:0:0:LINK::/64. (With an MTU below 1280 there is no IPv6.)
 * Routes of all hosts are made anew (net_routes), and names are those of the new addresses, too
 * (net_names). */
int net_link_add(struct net *n, const struct link_wish *wish, struct err *e);

/* The wire between these two hosts, and a switch by its name; NULL: none. */
struct link *net_link(const struct net *n, unsigned a, unsigned b);
struct link *net_link_named(const struct net *n, struct slice name);

/* The end of LINK that HOST has, or -1. */
int net_link_end(const struct link *l, unsigned host);

/* Changes the MTU of all ends. -1 with E. */
int net_link_mtu(struct net *n, struct link *l, int mtu, struct err *e);

/* Routes of each host to the networks that it has no link to, by the fewest links; replaces those
 * of before, and leaves those that were added by hand. Who forwards nothing and has one router
 * beside him sends all there. -1 with E. */
int net_routes(struct net *n, struct err *e);

/* A route of HOST: to TO/PREFIX by VIA; it comes before those of net_routes. Or takes it away.
 * -1 with E. */
int net_route_add(struct net *n, unsigned host, const struct addr *to, int prefix,
	const struct addr *via, struct err *e);
int net_route_remove(
	struct net *n, unsigned host, const struct addr *to, int prefix, struct err *e);

/* Forgets all; interfaces go with their namespaces. */
void net_links_free(struct net *n);

#endif
