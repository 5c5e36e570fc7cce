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
};

/* Reads them, in a thread of its own; false: the kernel does not tell. Bound sockets without a
 * connection, which older kernels leave out, are added where this shell has them. */
bool machine_read(struct machine *m, const struct reason *r);
void machine_free(struct machine *m);

/* This shell's descriptor of S, or -1. */
int machine_own(const struct reason *r, const struct diag_socket *s);

/* Whether S is of the same port space as a socket of that type and protocol: of IPv4 or IPv6. */
bool machine_shares(const struct diag_socket *s, int type, int protocol);

/* Whether something on LOCAL takes what is sent to TO, or keeps TO from being bound: its port on
 * its address or on all of them. */
bool machine_covers(const struct addr *local, const struct addr *to);

/* The socket of AF_UNIX that has this address, or NULL: by its name, or by its file. */
const struct diag_socket *machine_named(const struct machine *m, const struct addr *a);

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
