/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A timeline that is being made.
 */
#ifndef INSIGHT_TIMELINE_MAKING_H
#define INSIGHT_TIMELINE_MAKING_H

#include "timeline_ends.h"

/* Of rows of one moment. */
enum { ORDER_CALL, ORDER_ASSUMED, ORDER_PACKET, ORDER_STATE, ORDERS };

/* What is made of what. */
struct making {
	struct timeline *t;
	const struct timeline_sources *from;
	struct ends ends;
	struct buf room;
	size_t count;  /* of rows so far */
	int64_t since; /* what came before is not shown */
};

/* A copy that lives as long as the timeline. */
const char *making_keep(struct making *m, const struct buf *b);

struct timeline_row *making_add(
	struct making *m, struct ladder *l, enum timeline_kind kind, int order, int64_t moment);

/* The end at PLACE, or NULL. */
const struct end *making_end(const struct making *m, size_t place);

/* The pairs that have rows become the timeline's ladders. */
void making_ladders(struct making *m);

#endif
