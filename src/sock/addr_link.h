/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The addresses that are one word with a prefix: netlink:PID[:GROUPS],
 * packet:IFACE[:PROTO[:MAC]][/TYPE] and vsock:CID:PORT. What addr.c and endpoint.c ask for of
 * their families.
 */
#ifndef SOCK_ADDR_LINK_H
#define SOCK_ADDR_LINK_H

#include "sock/addr.h"

/* Whether a prefix begins WORD. */
bool link_is(struct slice word);

/* Parses such a word; of EP, kind, host (the first part) and port (what follows it). */
int link_parse(struct slice word, struct endpoint *ep, struct err *e);

/* As addr_from_endpoint: 0 when there is no interface of that name. */
int link_make(const struct endpoint *ep, struct addr *a);

/* Prints A, or its interface or CID alone. False: it is none, or not a whole one. */
bool link_format(const struct addr *a, struct buf *b);
bool link_format_host(const struct addr *a, struct buf *b);

#endif
