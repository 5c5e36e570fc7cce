/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All sockets of this machine's network, and who has them open, read once for a question.
 */
#ifndef INSIGHT_MACHINE_H
#define INSIGHT_MACHINE_H

#include "reason.h"
#include "sock/diag.h"
#include "sock/holder.h"

struct machine {
	struct diag_list list;
	struct holders holders;
	bool unsure; /* a socket may be at the name that was looked for, or at another file */
};

/* Reads them, in a thread of its own; false: the kernel does not tell. Bound sockets without a
 * connection, which older kernels leave out, are added where this shell has them. */
bool machine_read(struct machine *m, const struct reason *r);
void machine_free(struct machine *m);

/* Whether the kernel tells of sockets of that kind: "tcp", "udp6", "unix". */
bool machine_tells(const struct machine *m, const char *kind);

/* This shell's descriptor of S, or -1. */
int machine_own(const struct reason *r, const struct diag_socket *s);

/* Whether S is of the same port space as a socket of that type and protocol: of IPv4 or IPv6. */
bool machine_shares(const struct diag_socket *s, int type, int protocol);

/* Whether S keeps WANT from being bound: it has its port on its address, or either is on all of
 * them. ONLY6: the socket that wants it has IPV6_V6ONLY. */
bool machine_keeps(const struct diag_socket *s, const struct addr *want, bool only6);

/* Whether a socket at LOCAL takes what is sent to TO: on its port, at its address or at all of
 * them; of IPv6 those of IPv4 too, unless ONLY6. */
enum reach { REACHES_NOT, REACHES_PERHAPS, REACHES };
enum reach machine_reaches(const struct addr *local, enum diag_only6 only6, const struct addr *to);

/* The socket of AF_UNIX that has this address, or NULL: by its name, or by its file. */
const struct diag_socket *machine_named(struct machine *m, const struct addr *a);

/* Whether it is the loopback's, or an address of all. */
bool machine_is_loopback(const struct addr *a);

/* Appends who has S: "descriptor 3 (l)", "nginx (process 812)", "a program of user 0". */
void machine_add_who(const struct machine *m, const struct reason *r, const struct diag_socket *s);

/* The same, and what it does: "nginx (process 812) listens on 0.0.0.0:80". */
void machine_add_socket(
	const struct machine *m, const struct reason *r, const struct diag_socket *s);

/* Whether S has an address, and neither listens nor has a peer. */
bool machine_is_bound(const struct diag_socket *s);

#endif
