/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The front end of scripts: a file, a pipe, the text of -c.
 */
#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

#include "shell/session.h"

extern const struct front script_front;

/* Reads the whole of PATH into TEXT. -1 with E. It opens an ordinary
 * descriptor and closes it, so it is for the time before fdtab_open, which
 * closes what `sosh <(...)` reads. */
int script_load(const char *path, struct buf *text, struct err *e);

/* Runs the start-up file of the prompt, sosh/soshrc in the XDG configuration
 * directory, if there is one. What fails in it is reported, and no more. */
void script_start_up(struct session *s);

/* Runs what was entered at a prompt: LINE, behind which stands a NUL, or behind a
 * `!` a command of the system's shell. */
void script_line(struct session *s, struct slice line);

/* Runs each line of descriptor FD (a pipe, or a file as standard input) as it
 * arrives. FD is not made non-blocking. */
void script_stream(struct session *s, int fd, const char *name, bool check_only);

#endif
