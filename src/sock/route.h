/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which interface the kernel would choose, and which address it has. Each opens a
 * descriptor for a moment: between fdtab_lock and fdtab_unlock.
 */
#ifndef SOCK_ROUTE_H
#define SOCK_ROUTE_H

#include <netinet/in.h>
#include <stdbool.h>

/* The interface of the route to IP (struct in_addr or in6_addr of FAMILY), or 0. */
unsigned route_interface(int family, const void *ip);

/* The first IPv4 address of an interface; false if it has none. */
bool route_address(unsigned index, struct in_addr *address);

#endif
