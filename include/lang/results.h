/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results: what `= RESULT` says, against the words of what came back.
 */
#ifndef LANG_RESULTS_H
#define LANG_RESULTS_H

#include "lang/scope.h"

/* Finds what can be wrong with an expectation before anything runs: a name in capitals that
 * is no errno, no EAI_ code and not GAVEUP. -1 with E. */
int results_check(const struct expectation *x, struct err *e);

/* What came back. */
struct came {
	struct slice words; /* what stands behind the call's `=` */
	bool ok;            /* the call did what was asked of it */
};

/* 1 if CAME is as X says, 0 if not, -1 with E when a word of X has no value. */
int results_match(
	const struct expectation *x, struct scope *sc, const struct came *came, struct err *e);

/* Appends the words of X, expanded; A is for what that needs. */
void results_text(const struct expectation *x, struct scope *sc, struct arena *a, struct buf *b);

#endif
