/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expectations: what `= RESULT in TIME` says, against what came back.
 */
#ifndef LANG_EXPECT_H
#define LANG_EXPECT_H

#include "lang/session.h"

/* Finds what can be wrong with an expectation before anything runs: a name in capitals that
 * is no errno, no EAI_ code and not GAVEUP. */
int expect_check(const struct expectation *x, struct err *e);

/* 0 if R's result is as its command expects; else -1 with E (ERR_EXPECT), which
 * names both. R->words holds what stands behind the call's `=`. */
int expect_judge(struct run *r, struct err *e);

#endif
