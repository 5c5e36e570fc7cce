/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What fill and drain have in common: calls until nothing moves, and what both ends of a
 * connection hold then.
 */
#ifndef COMMANDS_QUEUES_H
#define COMMANDS_QUEUES_H

#include "shell/emit.h"

extern const struct column queues_columns[];

/* What came of the calls. */
struct moved {
	int64_t bytes, calls;
	bool failed; /* the last one did, and not because there was nothing to be moved */
};

/* One call: what sys_send returns, or sys_recv. */
typedef ssize_t queues_move(struct run *r, int fd, char *room);

enum { QUEUES_PIECE = 1 << 20 }; /* bytes of room */

/* Calls MOVE as long as it moves something, waiting a fifth of a second for each; ROOM has
 * QUEUES_PIECE bytes, alphabets at first. The run's result is the bytes in all, or the failure. */
struct moved queues_move_all(struct run *r, int fd, queues_move *move);

/* Prints a row: FD, the bytes and calls, and what FD and its other end, where that is
 * here, hold by now. */
void queues_emit(struct run *r, int fd, const struct moved *m);

#endif
