/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of a script. One that comes again, letter by letter as before, is neither read
 * nor bound again: it is a program (shell/program.h) from its second time on. So lines
 * that a program writes into a pipe cost what those of a block do.
 */
#ifndef SHELL_LINES_H
#define SHELL_LINES_H

#include "shell/interp.h"

struct lines;

/* interp_line for a line of a script. */
enum interp_flow lines_next(struct session *s, const struct source *src, size_t *pos);

/* Forgets what a session keeps; L may be NULL. No line may be running. */
void lines_free(struct lines *l);

#endif
