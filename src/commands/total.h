/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a command of several calls comes to when its time limit ends it: the same,
 * whether the limit struck inside of a call or between two.
 */
#ifndef COMMANDS_TOTAL_H
#define COMMANDS_TOTAL_H

#include "shell/run.h"

/* The result is TOTAL, the bytes transferred; where the last call failed (ENDED false)
 * that failure is, unless it is the limit's, or Ctrl-C's, and something was transferred before
 * it. A limit, or a total, that no call's line tells of is told of. */
void total_result(struct run *r, int64_t total, bool ended);

/* The limit came before what was waited for: GAVEUP, whatever was transferred. */
void total_gave_up(struct run *r);

#endif
