/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pipe by which what a socket receives goes to a file within the kernel: splice(2)
 * into it and out of it, for one of its two descriptors must be a pipe.
 */
#ifndef COMMANDS_FUNNEL_H
#define COMMANDS_FUNNEL_H

#include "shell/run.h"

enum { FUNNEL_SIZE = 1 << 20 }; /* what an unprivileged user's pipe may hold, pipe(7) */

struct funnel {
	int ends[2]; /* to read from, and to write to; -1: there is none */
	bool copies; /* the file takes no splice: it is written */
};

#define FUNNEL_NONE ((struct funnel){ .ends = { -1, -1 } })

/* 0, or -1 with errno: it can be done without. */
int funnel_open(struct funnel *f, struct fdtab *fds);

/* Moves LEN bytes from the pipe to FILE. 0, or -1 with errno as file_write_all (base/file.h). */
int funnel_drain(struct funnel *f, int file, size_t len, const struct intr *i);

void funnel_close(struct funnel *f, struct fdtab *fds);

#endif
