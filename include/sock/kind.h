/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kinds of sockets: a word for the three arguments of socket(2), in one table that
 * commands parse and states print.
 */
#ifndef SOCK_KIND_H
#define SOCK_KIND_H

#include "base/buf.h"
#include "sock/addr.h"
#include "sock/names.h"

struct socket_kind {
	const char *name;
	int family, type;
	int protocol;                  /* where no word behind it says another */
	bool needs;                    /* that word must be there */
	const struct names *protocols; /* of that word; NULL: there is none */
	const char *help;
};
extern const struct socket_kind socket_kinds[]; /* the first is the default */
extern const size_t socket_kind_count;

/* The kind of exactly this name, or NULL. */
const struct socket_kind *kind_find(struct slice name);

/* The kind of a socket that was made by these arguments, or NULL: none has a name. */
const struct socket_kind *kind_of(int family, int type, int protocol);

/* The IPv6 kind beside one of IPv4 (tcp6 beside tcp), or NULL. */
const struct socket_kind *kind_six(const struct socket_kind *kind);

/* The kind that an endpoint means where none is named: tcp, unix, vsock ... */
const struct socket_kind *kind_for(const struct endpoint *ep);

/* Whether EP is an address of KIND's family, by its syntax; else what KIND needs in its place,
 * for "%s needs %s". */
bool kind_takes(const struct socket_kind *kind, const struct endpoint *ep, const char **needs);

/* The names of FAMILY's protocol numbers, or NULL. Those of AF_PACKET are what htons(3)
 * takes. */
const struct names *kind_protocols(int family);

#endif
