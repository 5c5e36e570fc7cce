/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The states of TCP that a socket has gone through: from the calls that the session remembers,
 * from what was seen of it, and from its state now. What must have been passed between two of
 * these, and was not seen, is inferred and says so.
 */
#ifndef INSIGHT_TRACK_H
#define INSIGHT_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "sock/call.h"

enum { TRACK_STEPS = 32, TRACK_COPIES = 32 };

enum track_how {
	TRACK_SEEN,     /* the kernel said so: now, in a look, or by what a call returned */
	TRACK_INFERRED, /* it lies between two that were */
};

struct track_step {
	int state; /* TCP_ of <netinet/tcp.h> */
	enum track_how how;
	bool jump;        /* no transition of the diagram leads here: a RST, a time-out */
	bool other;       /* the call was made on the other end */
	uint64_t call;    /* that led here, 0: not known */
	const char *name; /* its name, a constant */
};

/* A socket's descriptors: copies beyond the first ones are not known. */
struct track_end {
	uint64_t serials[TRACK_COPIES];
	size_t count, open;
};

/* Begun by track_begin; calls are told of in their order, and what was seen after each. */
struct track {
	struct track_step steps[TRACK_STEPS];
	size_t count;
	bool cut; /* there were more: these are the first ones */
	struct track_end own, other;
	bool read_shut, fin_came;
	struct track_step fin; /* the call that made the other end send its FIN, where known */
};

/* Of the descriptor of SERIAL; OTHER is that of its other end, or 0. */
void track_begin(struct track *t, uint64_t serial, uint64_t other);

/* Where C made a copy of one of these, or one of these a copy, the other is one too: whether that
 * is news. To be told of all calls, before track_call, until none is. */
bool track_copy(struct track *t, const struct call *c);

/* Whether SERIAL is that of a descriptor of it. */
bool track_is_own(const struct track *t, uint64_t serial);

/* C was made: of another descriptor it is nothing to T. */
void track_call(struct track *t, const struct call *c);

/* The kernel says that it is in STATE; or was, after the last call told of. */
void track_see(struct track *t, int state);

/* Whether the diagram has a transition between two states. */
bool track_follows(int from, int to);

#endif
