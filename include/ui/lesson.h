/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A script as a lesson: its comments are prose, and each command is shown before it runs. At a
 * terminal it runs when the reader says so, who may type commands of his own in between, and goes
 * back by beginning again: in a new process, in which what stands before runs unseen.
 */
#ifndef UI_LESSON_H
#define UI_LESSON_H

#include "ui/options.h"

/* Where a lesson at a terminal is to begin; shared by its processes. */
struct lesson_place {
	size_t at;  /* offset into its text */
	bool again; /* in another process */
};

/* Where INV is a lesson, and a terminal waits: 1 in this process when it is over, with its status
 * (of wait(2)) in *STATUS. In the process that gives it, and where nobody waits, 0; INV->place
 * tells which. -1 with E. For the time before there are threads. */
int lesson_fork(struct invocation *inv, int *status, struct err *e);

/* Gives the lesson TEXT, called NAME in messages; with a PLACE to whoever sits at the terminal. */
void lesson_run(
	struct session *s, const char *name, const struct buf *text, struct lesson_place *place);

#endif
