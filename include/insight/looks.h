/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks at the descriptors that a call may change: its own, the other end of its
 * connection where that is of this shell, and who takes what is sent to an address of
 * this shell, a listener or a socket of datagrams. One look before the call and one
 * after it tell what it did (insight/effects.h). Looking never disturbs.
 */
#ifndef INSIGHT_LOOKS_H
#define INSIGHT_LOOKS_H

#include <stdbool.h>

#include "sock/call.h"
#include "sock/snapshot.h"

enum look_at {
	LOOK_OPERAND, /* the call's descriptor */
	LOOK_OTHER,   /* its other end */
	LOOK_TARGET,  /* who is bound to the address that it is sent to */
	LOOK_MADE,    /* the descriptor that it returned */
	LOOK_COUNT,
};

/* A TCP connection whose descriptor was closed: the kernel goes on with it alone. */
struct left {
	int fd; /* that it had, or -1: there is no such connection */
	uint64_t serial;
	struct addr local, peer;
	bool told; /* sock_diag(7) knew of it before: that it does not now says that it is over */
	int state; /* -1: it has none any more, or the kernel does not tell */
	int64_t remain; /* ns that the kernel will keep it in this state, or 0: no such limit */
};

/* What one look found. There was none where a row of AT has no fd (-1). */
struct looks {
	struct snapshot at[LOOK_COUNT];
	struct left left;
	uint64_t in;                  /* bytes that the operand has received */
	struct sends sends;           /* after: of those that came by the call, if calls is not 0 */
	bool told;                    /* of the operand, which is to be closed: as in struct left */
	const struct sockopt *option; /* that the call names, where reading it does not disturb */
	bool has_value;               /* the kernel told it: */
	struct sockopt_value value;
};

/* No look at all. */
void looks_clear(struct looks *l);

/* Before C is made; of a call that changes nothing by its nature none is taken. */
void looks_before(struct looks *l, struct fdtab *t, const struct call *c);

/* Another look at the descriptors that BEFORE looked at, those that have been closed since
 * left out; C, where it is not NULL, has returned: what it made is looked at too. */
void looks_again(
	const struct looks *before, struct looks *l, struct fdtab *t, const struct call *c);

/* A connection that goes on as if nobody had closed it: another descriptor has it. */
bool left_is_open(const struct left *l);

/* The address among the arguments of C, or NULL. */
const struct addr *looks_named(const struct call *c);

static inline bool looks_at(const struct looks *l, enum look_at which)
{
	return l->at[which].fd >= 0;
}

#endif
