/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hosts: network namespaces with names, in a network of one's own (sock/private.h). Home is where
 * the program is. By the main thread, but for net_host_of.
 */
#ifndef NET_HOSTS_H
#define NET_HOSTS_H

#include <stdbool.h>

#include "sock/addr.h"
#include "sock/netns.h"

struct carrier;
struct links;

enum { HOST_NAME = 32, HOSTS = 1000 };

/* An address of a host, that a link has taken or is to take. */
struct host_address {
	struct addr addr; /* port 0 */
	int prefix;
	int link; /* number of the link that it is on; -1: none yet */
};

struct host {
	unsigned number; /* from 1 on; 0 is home */
	char name[HOST_NAME];
	struct netns ns;
	bool router;
	struct host_address *addresses;
	size_t naddresses;
	unsigned interfaces; /* eth0, eth1, ... that it has so far */
};

struct net {
	struct fdtab *fds;
	struct netns home;
	struct host *hosts[HOSTS]; /* by number - 1 */
	_Atomic size_t nhosts;
	int names;               /* the hosts file, of the shell's numbers */
	struct netns hub;        /* hidden: holds the links' ends; fd -1: none yet */
	struct carrier *carrier; /* net/carrier.h; NULL: none yet */
	struct links *links;     /* net/links.h; NULL: none yet */
};

/* The network of this process, which has gone into one of its own (private_enter). E says what is
 * missing and how to get it. Freed by net_free, which closes all: the kernel keeps nothing that no
 * descriptor uses. */
struct net *net_new(struct fdtab *fds, struct err *e);
void net_free(struct net *n);

/* ADDRESS/LEN, an address that an interface can have. -1 with E. */
int net_address_parse(struct slice text, struct host_address *address, struct err *e);

/* Whether NAME can be a host's: letters, digits, hyphens (RFC 1123), and no address. -1 with E. */
int net_name_check(struct slice name, struct err *e);

/* A host with ADDRESSES, which its links take (none: each link assigns). -1 with E, and nothing is
 * made: a name that is taken or none, an address that is there already. */
int net_host_add(struct net *n, struct slice name, const struct host_address *addresses,
	size_t count, bool router, struct err *e);

/* A further address of H, on LINK. net_names makes it known. */
void net_host_take(struct host *h, const struct addr *addr, int prefix, int link);

/* Writes the hosts file anew: by the addresses of now, names of hosts resolve in this process and
 * in programs that it starts. To be called when addresses have changed. -1 with E. */
int net_names(struct net *n, struct err *e);

/* By name, of any case; NULL: none. */
struct host *net_host(const struct net *n, struct slice name);
struct host *net_host_at(const struct net *n, unsigned number);

/* The host with this address, whatever its port; NULL: none. */
struct host *net_host_with(const struct net *n, const struct addr *a);

/* The number of the host that socket FD was made on, 0: home; -1: not known. By any thread. */
int net_host_of(const struct net *n, int fd);

/* Puts the calling thread on a host, 0: home. -1 with E. */
int net_enter(const struct net *n, unsigned host, struct err *e);

#endif
