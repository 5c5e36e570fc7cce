/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programs that run for a command: what they print is the session's output.
 */
#ifndef SHELL_CHILD_H
#define SHELL_CHILD_H

#include <spawn.h>

#include "base/err.h"

struct session;

/* Runs the program at ARGV[0] with ARGV and ENVP, each ended by NULL, until it has ended and nobody
 * writes to its output any more; that goes to S->out as it comes. Its standard input is the
 * session's where that is no text of commands, else empty; it gets no other descriptor. What
 * interrupts S ends it: a signal first, and a second later SIGKILL. 0 with *STATUS as of wait(2),
 * or -1 with E. */
int child_run(struct session *s, const char *const *argv, const char *const *envp, int *status,
	struct err *e);

/* Starts the program at PATH with signals as they come, after FILES, and no descriptor beyond 2.
 * 0 with its *PID, or the error's number; FILES is the caller's. */
int child_spawn(const char *path, const char *const *argv, const char *const *envp,
	posix_spawn_file_actions_t *files, pid_t *pid);

#endif
