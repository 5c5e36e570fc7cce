/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be seen of an extended regular expression before it is compiled. Private to pattern.c.
 */
#ifndef BASE_PATTERN_CHECK_H
#define BASE_PATTERN_CHECK_H

#include "base/pattern.h"

struct pattern_shape {
	size_t length; /* with its repetitions written out */
	bool repeats;  /* something as often as it comes */
	bool anchored; /* it is tried at one place */
	bool stray;    /* a ) closes nothing, and so stands for itself */
};

/* -1 with E where TEXT has more than PATTERN_MAX or PATTERN_DEPTH allow, or a back reference. */
int pattern_check(struct slice text, struct pattern_shape *to, struct err *e);

#endif
