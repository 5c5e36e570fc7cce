/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The verdict on a command that has run: its result and its time, against
 * `= RESULT in TIME`.
 */
#ifndef SHELL_JUDGE_H
#define SHELL_JUDGE_H

#include "shell/run.h"

/* Keeps of a call, whose result R has, what a verdict will need: nothing where the result alone
 * shows that it is as expected, the words behind its `=` where it does not, the whole
 * line where a failure is not expected. */
void judge_keep(struct run *r, const struct call *c);

/* 0 if R's result is as its command expects; else -1 with E (ERR_EXPECT), which
 * names both. */
int judge_run(struct run *r, struct err *e);

#endif
