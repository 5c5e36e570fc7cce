/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The verdict on a command that has run: its result and its time, against
 * `= RESULT in TIME`.
 */
#ifndef SHELL_JUDGE_H
#define SHELL_JUDGE_H

#include "shell/run.h"

/* 0 if R's result is as its command expects; else -1 with E (ERR_EXPECT), which
 * names both. R->words holds what stands behind the call's `=`. */
int judge_run(struct run *r, struct err *e);

#endif
