/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What changed between two looks (insight/looks.h): facts, and their text. Nothing is said of what
 * the kernel does not tell: counters that it has cleared are unknown, not 0, and the SYN-ACK of a
 * listener is counted on no socket.
 */
#ifndef INSIGHT_EFFECTS_H
#define INSIGHT_EFFECTS_H

#include <stdint.h>

#include "base/buf.h"
#include "insight/looks.h"

/* By whom an address was chosen. */
enum effect_choice { CHOSEN_BY_CALL, CHOSEN_BY_KERNEL, PORT_BY_KERNEL };

enum effect_kind {
	EFFECT_CHANGE,   /* what: before -> after */
	EFFECT_CLOSED,   /* the descriptor is gone */
	EFFECT_LEFT,     /* the kernel has the connection in the state after, for so long */
	EFFECT_SEGMENTS, /* TCP segments: out and in, or unknown */
	EFFECT_SENDS,    /* what was received is of several sends, or a part of one */
};

struct effect {
	enum effect_kind kind;
	int fd;
	const char *what;          /* a property or a socket option, by its name */
	size_t before, after;      /* where their text is in struct effects; 0: none */
	bool number;               /* both are decimal numbers */
	enum effect_choice choice; /* of an address */
	bool elsewhere;            /* CLOSED: another descriptor has the connection */
	bool unknown;              /* what the kernel does not tell: segments, a state left */
	int64_t out, in;           /* segments */
	struct sends sends;
	int64_t remain; /* ns; 0: no such limit */
	int64_t of;     /* an accept queue's backlog */
};

enum { EFFECTS_MAX = 48 };

/* Zero-initialised is empty; freed by effects_free. */
struct effects {
	struct buf text;
	size_t count;
	struct effect list[EFFECTS_MAX + 1]; /* the last is for what there is no room for */
};

void effects_free(struct effects *e);

/* Fills E with what differs in AFTER. C is the call between the two, or NULL: nobody's
 * call, time alone has passed. */
void effects_find(struct effects *e, const struct looks *before, const struct looks *after,
	const struct call *c);

/* Appends lines behind PREFIX, `3: CLOSE -> ESTABLISHED; segments 2 out, 1 in`: facts of one
 * descriptor side by side as far as they fit in WIDTH columns. */
void effects_print(const struct effects *e, const char *prefix, size_t width, struct buf *b);

/* Appends an object for each descriptor, a line each: of the call C, or with NULL of none: seen at
 * the time AT, since the epoch. */
void effects_json(const struct effects *e, const struct call *c, int64_t at, struct buf *b);

#endif
