/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that commands write whole.
 */
#ifndef SHELL_SAVE_H
#define SHELL_SAVE_H

#include "shell/run.h"

/* Writes all of B to the file NAME, made where there is none. A file of that name stays as it was
 * until all is written, beside it; a FIFO, a device, or what a link leads to, is written itself.
 * Ctrl-C and the time limit of R end it. -1 with r->err, and nothing of its own left. */
int save_file(struct run *r, const char *name, const struct buf *b);

/* The same for a thread without a run: I, which may be NULL, ends it. */
int save_file_as(struct fdtab *t, const struct intr *i, const char *name, const struct buf *b,
	struct err *e);

#endif
