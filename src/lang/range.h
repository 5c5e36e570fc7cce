/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranges in expected results: a bare A..B in place of a number, which may be part of a
 * word: (127.0.0.1:1024..65535). Private to results.c.
 */
#ifndef LANG_RANGE_H
#define LANG_RANGE_H

#include "base/buf.h"
#include "base/err.h"

/* -1 with E where TEXT, words with a blank between two, has a range without numbers, or one
 * that ends below where it begins. */
int range_check(struct slice text, struct err *e);

/* Whether the words of ACTUAL begin with those of WANTED, of which some are ranges. A
 * duration may be two words: 400ms..600ms takes 500 ms. */
bool range_words(struct slice actual, struct slice wanted);

#endif
