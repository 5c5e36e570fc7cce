/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a call failed: for each errno that socket calls return, and for the
 * EAI_ codes, what it means, what usually causes it, what to try. And a descriptor in words.
 */
#ifndef INSIGHT_EXPLAIN_H
#define INSIGHT_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "insight/reasons.h"

/* A cause or a remedy: one line, no full stop. */
struct explanation_line {
	const char *calls; /* "bind, connect": those it belongs to; NULL: any call */
	const char *text;  /* NULL ends a list */
};

struct explanation {
	const char *name;  /* "ECONNREFUSED", "EAI_NONAME", "GAVEUP" */
	const char *means; /* one or two sentences */
	const char *man;   /* the pages that define it: "connect(2), tcp(7)" */
	const struct explanation_line *causes;
	const struct explanation_line *remedies; /* commands of sosh among them */
};

extern const struct explanation explanations[];
extern const size_t explanation_count;

/* The row of a name (any case) or an errno number; NULL if none. */
const struct explanation *explain_find(struct slice what);

/* The name of the error whose text S is, in any case: ECONNREFUSED of "connection refused"; with
 * BEGINS, whose first word it is. NULL: none. */
const char *explain_name_of(struct slice s, bool begins);

/* Whether L is one of CALL's own: a name stands for every call that begins with it, send
 * for sendto, accept for accept4. */
bool explain_belongs(const struct explanation_line *l, const char *call);

/* The explanation as text, and the manual pages; with a CALL, the one that failed, its causes come
 * first, and no other call's remedies; HERE are lines of what was found here, or empty. */
void explain_write(const struct explanation *x, const char *call, struct slice here, struct buf *b);

/* Appends what state descriptor FD is in, how it came there by the calls of SCENE, and what each
 * end may do next; of one that is not open, what is. */
void explain_descriptor(const struct reasons_scene *scene, int fd, struct buf *b);

#endif
