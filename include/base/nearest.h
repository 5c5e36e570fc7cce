/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "Did you mean": of the names that are offered, the one that a mistyped word is
 * nearest to. It costs time, so it is done where somebody is told: a look-up
 * that was given no struct err does not begin.
 *
 *	struct nearest near = nearest_to(word);
 *
 *	for (i = 0; i < count; i++)
 *		nearest_offer(&near, rows[i].name);
 *	if (!nearest_hint(&near, e))
 *		err_hint(e, "help lists them");
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct nearest {
	struct slice word;
	const char *name; /* NULL: nothing that was offered is near enough */
	int distance;
};

struct nearest nearest_to(struct slice word);

/* NAME is borrowed. Near enough are a slip in a short word, two in a longer one, in
 * the longest a third of the letters; of several that are equally near, the first. */
void nearest_offer(struct nearest *n, const char *name);

/* The same by another SPELLING of NAME. */
void nearest_offer_as(struct nearest *n, const char *spelling, const char *name);

/* Makes "did you mean NAME?" the hint of E, which then `suggests`; false, and E as it
 * was, if there is none. */
bool nearest_hint(const struct nearest *n, struct err *e);

/* Number of single-character insertions, deletions, changes and swaps of
 * neighbours between A and B, without regard to case; INT_MAX with a word over 40 bytes. */
int nearest_distance(struct slice a, struct slice b);

#endif
