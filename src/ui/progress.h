/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a file has come that is being sent or received, seen from the calls that
 * move it, and of one that a single call sends over TCP from the socket.
 */
#ifndef UI_PROGRESS_H
#define UI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "sock/call.h"

struct progress {
	const char *file; /* under way, or NULL; compared, not read */
	int fd;
	bool received;
	int64_t began; /* CLOCK_MONOTONIC nanoseconds */
	int64_t moved; /* bytes, by calls that have returned */
	int64_t size;  /* of it, or 0: not known */
	int64_t base;  /* of the call that is being made: where the socket was, or -1 */
	int64_t shown; /* bytes, by the last line */
};

/* C is about to be made, of a file: one that is under way, or another; and has returned. */
void progress_before(struct progress *p, const struct call *c);
void progress_after(struct progress *p, const struct call *c);

/* The line of NOW: bytes, their rate, the time left where the size is known. False where
 * nothing has moved since the last line. */
bool progress_line(struct progress *p, int64_t now, struct buf *b);

#endif
