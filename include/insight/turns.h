/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The states that TCP sockets went through, as far as somebody looked (insight/looks.h): of the
 * last ones when, and by which call. Nothing is asked of the kernel for it.
 */
#ifndef INSIGHT_TURNS_H
#define INSIGHT_TURNS_H

#include <stdint.h>

#include "insight/looks.h"

enum { TURNS = 4096 };

struct turn {
	uint64_t serial; /* of the descriptor, */
	int fd;          /* and the number that it had */
	uint64_t call;   /* the id of the call that it came with; 0: it was seen after a call */
	int64_t moment;  /* CLOCK_MONOTONIC, ns: by then */
	int state;       /* of state_row (sock/state.h), or -1: the connection is over */
	bool closed;     /* the descriptor was closed before */
};

/* Zero-initialised is empty; freed by turns_free. */
struct turns {
	struct turn *list; /* a ring */
	uint64_t count;    /* ever */
};

void turns_free(struct turns *t);

/* Notes what differs between two looks: C is the call between them, or NULL: by MOMENT. */
void turns_note(struct turns *t, const struct looks *before, const struct looks *after,
	const struct call *c, int64_t moment);

void turns_add(struct turns *t, const struct turn *one);

/* The number of the first one that is kept. */
static inline uint64_t turns_first(const struct turns *t)
{
	return t->count > TURNS ? t->count - TURNS : 0;
}

/* The turn NUMBER, counted from 0 up to t->count, or NULL where it is not kept any more. */
const struct turn *turns_at(const struct turns *t, uint64_t number);

#endif
