/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interfaces, their addresses and multicast groups, and routes, as rtnetlink(7) tells them. Needs
 * no privilege. Those that ask make a descriptor for a moment: between fdtab_lock and
 * fdtab_unlock, or in fdtab_aside.
 */
#ifndef SOCK_RTNL_H
#define SOCK_RTNL_H

#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>

#include "sock/addr.h"
#include "sock/names.h"

struct rtnl_link {
	unsigned index, flags, mtu; /* flags of names_iff */
	unsigned lower; /* the index of what it is bound to: of a pair's half, the other */
	char name[IF_NAMESIZE];
	unsigned char mac[32];
	size_t mac_len; /* 0: it has none */
	bool running;   /* what is sent now goes out: more than IFF_RUNNING says of a new one */
};

/* An address of an interface, or a group that somebody has joined there. */
struct rtnl_address {
	unsigned index;
	struct addr addr; /* port 0 */
	int prefix;       /* bits; of a group -1 */
};

struct rtnl_route {
	int family, prefix, type, protocol, scope; /* names_rtn, names_rtprot, names_rt_scope */
	uint32_t table, metric;                    /* names_rt_table */
	unsigned index;                            /* of the interface, or 0 */
	struct addr to, via, source;               /* len 0: none */
};

/* Whom an address is on a link: an entry of ARP's table, or of neighbour discovery's. */
struct rtnl_neighbour {
	unsigned index, state; /* NUD_ */
	struct addr addr;      /* port 0 */
};

enum { RTPROT_LINKS = 200 }; /* who made a route: the links between hosts */

enum rtnl_what {
	RTNL_LINKS = 1 << 0,
	RTNL_ADDRESSES = 1 << 1,
	RTNL_GROUPS = 1 << 2,
	RTNL_ROUTES = 1 << 3,
	RTNL_NEIGHBOURS = 1 << 4,
};

/* In the kernel's order. Zero-initialised is empty. */
struct rtnl {
	struct rtnl_link *links;
	struct rtnl_address *addresses, *groups;
	struct rtnl_route *routes;
	struct rtnl_neighbour *neighbours;
	size_t nlinks, naddresses, ngroups, nroutes, nneighbours;
};

/* Adds the lists of WHAT (bits of enum rtnl_what) to R. 0, or -1 with E and errno. */
int rtnl_read(struct rtnl *r, unsigned what, struct err *e);

/* Adds the route that the kernel would take to IP, to an empty R; likewise. */
int rtnl_read_route(struct rtnl *r, const struct addr *ip, struct err *e);

void rtnl_free(struct rtnl *r);

/* What a message tells, added to R: a struct netlink_answer's each, R its context. */
int rtnl_take(void *r, const struct nlmsghdr *m);

/* The same of IPv4's groups in the text of /proc/net/igmp, for kernels before 6.15. */
void rtnl_take_igmp(struct rtnl *r, struct slice text);

/* The link of an index, or NULL. */
const struct rtnl_link *rtnl_link(const struct rtnl *r, unsigned index);

/* The interface of the route to IP (struct in_addr or in6_addr of FAMILY), or 0. */
unsigned rtnl_interface(int family, const void *ip);

/* The first IPv4 address of an interface; false if it has none. */
bool rtnl_interface_address(unsigned index, struct in_addr *address);

extern const struct names names_iff;      /* IFF_, flags; printed without prefix, as all these */
extern const struct names names_rtn;      /* RTN_: types of routes */
extern const struct names names_rtprot;   /* RTPROT_: who made a route */
extern const struct names names_rt_scope; /* RT_SCOPE_ */
extern const struct names names_rt_table; /* RT_TABLE_ */

#endif
