/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making interfaces, addresses, routes and neighbours, by rtnetlink(7), as ip(8) does. FD is
 * netlink_socket(NETLINK_ROUTE): all is in the network namespace that it was made in. Needs
 * CAP_NET_ADMIN there. Each returns 0, or -1 with E and errno.
 */
#ifndef SOCK_RTNL_MAKE_H
#define SOCK_RTNL_MAKE_H

#include <stdint.h>

#include "sock/rtnl.h"

enum { RTNL_MAC = 6 };

/* One half of a pair of interfaces, veth(4): what goes into one comes out of the other. */
struct rtnl_half {
	const char *name;
	int ns; /* a descriptor of its network namespace; -1: FD's own. Only of the second */
	uint8_t mac[RTNL_MAC];
	unsigned index; /* filled in: in its namespace */
};

/* Makes both halves, which are down. EOPNOTSUPP: the kernel has no veth. */
int rtnl_make_pair(int fd, struct rtnl_half *near, struct rtnl_half *far, int mtu, struct err *e);

/* With the other half, where it has one. */
int rtnl_remove(int fd, unsigned index, struct err *e);

int rtnl_set_up(int fd, unsigned index, struct err *e);
int rtnl_set_mtu(int fd, unsigned index, int mtu, struct err *e);

/* Waits until the interface carries packets, as it does shortly after both halves are up:
 * ETIMEDOUT after a second. */
int rtnl_wait_running(int fd, unsigned index, struct err *e);

/* What the driver would do for the kernel is done by the kernel: checksums are right and segments
 * have their size in the frames that the interface NAME sends. */
int rtnl_offload_nothing(int fd, const char *name, struct err *e);

/* An address that may be used at once: nobody is asked whether he has it (IFA_F_NODAD). */
int rtnl_add_address(int fd, unsigned index, const struct addr *ip, int prefix, struct err *e);

/* Of ROUTE family, to, prefix, via, index, table, metric and protocol matter; of type and scope
 * unicast and what fits are taken. Adding replaces one to the same place with the same metric. */
int rtnl_add_route(int fd, const struct rtnl_route *route, struct err *e);
int rtnl_remove_route(int fd, const struct rtnl_route *route, struct err *e);

/* IP is at MAC on the link, for ever; nobody is asked. */
int rtnl_add_neighbour(
	int fd, unsigned index, const struct addr *ip, const uint8_t mac[RTNL_MAC], struct err *e);

#endif
