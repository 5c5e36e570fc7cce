/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of net/links.h have between them.
 */
#ifndef NET_LINKS_PARTS_H
#define NET_LINKS_PARTS_H

#include "net/links.h"

enum { IPV4, IPV6, FAMILIES };
enum { IPV6_MTU_LEAST = 1280 }; /* RFC 8200 */

/* Work in other namespaces: the calling thread goes from one to the other, and back at the end.
 * The table of descriptors is locked meanwhile. */
struct journey {
	struct net *net;
	struct netns from;
	int fd; /* netlink, of where it is; -1: none */
};

/* -1 with E, and it has not begun. */
int journey_begin(struct journey *j, struct net *n, struct err *e);
int journey_to(struct journey *j, const struct netns *where, struct err *e);
void journey_end(struct journey *j);

/* Whose it is; NULL: nobody's. */
struct host *links_host(const struct net *n, const struct link_end *end);

/* Whether the kernel has IPv6. */
bool links_have_ipv6(void);

/* An address's bytes, and how many bits they are. */
unsigned char *ip_bytes(struct addr *a);
const unsigned char *ip_bytes_of(const struct addr *a);
int ip_bits(const struct addr *a);
bool ip_same(const struct addr *a, const struct addr *b);

/* Whether the first PREFIX bits are the same, of the same family. */
bool ip_same_network(const struct addr *a, const struct addr *b, int prefix);

/* With all bits behind PREFIX zero. */
struct addr ip_network(const struct addr *a, int prefix);

/* Fills in the addresses of L's ends, and notes them with their hosts. -1 with E. */
int links_choose_addresses(struct net *n, struct link *l, struct err *e);

/* The interfaces of L's ends, up and with their addresses, and a packet socket for each in PORTS,
 * of the shell's numbers. -1 with E: nothing is left of them. */
int links_make_ends(struct net *n, struct link *l, int *ports, struct err *e);
void links_remove_ends(struct net *n, struct link *l);

/* Puts the addresses of E on its interface, by a netlink socket in its host. */
int links_put_addresses(int fd, const struct link_end *end, bool ipv6_only, struct err *e);

/* Forgets what net_routes has made on HOST: it is made again next time. */
void links_forget_routes(struct net *n, unsigned host);

#endif
