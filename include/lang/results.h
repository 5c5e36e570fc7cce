/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results: what `= RESULT` says, against the words of what came back.
 */
#ifndef LANG_RESULTS_H
#define LANG_RESULTS_H

#include "lang/scope.h"

/* The alternatives of X, its words joined, cut where a bare `|` stands; in A or in the
 * words. With a scope of NULL all words are constant; else -1 with E when one has no value,
 * and OUT holds the alternatives before that. */
int results_parse(const struct expectation *x, struct scope *sc, struct arena *a,
	struct alternatives *out, struct err *e);

/* Finds what can be wrong with an expectation before anything runs: an empty alternative, a
 * name in capitals that is no errno, no EAI_ code and not GAVEUP, or a range that is none. -1
 * with E. */
int results_check(const struct expectation *x, struct err *e);

/* The same for a RESULT that is one word, TEXT. */
int results_check_word(struct slice text, struct err *e);

/* What came back. */
struct came {
	bool ok;       /* the call did what was asked of it */
	bool returned; /* it returned RESULT, which is what stands behind its `=` first */
	int64_t result;
	const char *error;  /* the name of its error, or "" */
	struct slice words; /* all that stands behind the `=` */
	bool received;      /* bytes came along: */
	struct slice data;
};

/* Whether CAME, whose words need not be filled, is surely as the constant X says. Where it is
 * not, only the words tell. */
bool results_hold(const struct expectation *x, const struct came *came);

/* 1 if CAME is as X says, 0 if not, -1 with E when a word of X has no value and nothing
 * before it holds. A is for what that needs. */
int results_match(const struct expectation *x, struct scope *sc, struct arena *a,
	const struct came *came, struct err *e);

/* The alternative of X, which did not hold, that says which bytes are to come along, in *DATA: the
 * only one that says so; false where there is none. In A. */
bool results_data(
	const struct expectation *x, struct scope *sc, struct arena *a, struct slice *data);

/* Appends the words of X, expanded; A is for what that needs. */
void results_text(const struct expectation *x, struct scope *sc, struct arena *a, struct buf *b);

#endif
