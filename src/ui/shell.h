/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Other programs at the terminal: `!COMMAND`, a command of the system's shell; a lesson.
 */
#ifndef UI_SHELL_H
#define UI_SHELL_H

#include "shell/session.h"

/* What stands behind the `!` of such a command at LINE's beginning, and the HOST that it is to run
 * on: `on HOST !COMMAND`; else its p is NULL. NULL: it is none. */
const char *shell_command(const char *line, struct slice *host);

/* Runs the program PATH with the terminal as it was found and without this
 * program's descriptors from 3 up, waits, and says how it ended if not with
 * status 0. A Ctrl-C is its alone. */
void shell_start(struct session *s, const char *path, char *const argv[]);

/* The same for TEXT, run by sh(1); and for the lesson PATH, by this program itself. */
void shell_lesson(struct session *s, const char *path);
void shell_run(struct session *s, const char *text);

/* On the host NAME (p NULL: where the main thread is). */
void shell_run_on(struct session *s, struct slice name, const char *text);

#endif
