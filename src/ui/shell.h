/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `!COMMAND`: a command of the system's shell.
 */
#ifndef UI_SHELL_H
#define UI_SHELL_H

#include "shell/session.h"

/* Runs TEXT by sh(1) with the terminal as it was found and without this
 * program's descriptors from 3 up, waits, and says how it ended if not with
 * status 0. A Ctrl-C is the command's alone. */
void shell_run(struct session *s, const char *text);

#endif
