/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scripts run as tests: one in this process, of several each in a process of its own.
 */
#ifndef UI_SUITE_H
#define UI_SUITE_H

#include "ui/options.h"

/* Where INV names several files, or grades some: a process for each, INV->at_once of them at a
 * time, and in this one what they tell, in the order of the files; *STATUS is that of the first one
 * that failed, or 0, and true is returned. In each of those processes, and where there is one file,
 * false is returned, and INV names that file. For the time before there are threads. */
bool suite_fork(struct invocation *inv, const struct settings *set, int *status);

/* What follows in S is a test, and told of as INV says, with a limit for what would wait for
 * ever. report_end tells the end, and frees. */
struct report *report_begin(struct session *s, const struct invocation *inv);
void report_end(struct session *s, struct report *r);

#endif
