/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who makes a call now, and which descriptors it touches: the one command of the main thread with
 * all its calls so far, and of each job the call that has not returned.
 */
#ifndef INSIGHT_DOING_H
#define INSIGHT_DOING_H

#include "sock/call.h"
#include "sock/fdtab.h"

struct doing {
	struct doing *next;
	int job;         /* 0: the main thread */
	uint64_t number; /* of the call, from 1 on; 0: it has returned */
	bool may_block;
	int64_t began;      /* that call */
	uint64_t first;     /* the first packet that was put down to it (insight/capture.h), or 0 */
	struct buf cmd;     /* text of its command, the beginning of it */
	uint64_t *serials;  /* of the descriptors */
	size_t count, size; /* how many, and for how many there is room */
};

/* Zero-initialised, the main thread does nothing; freed by doings_free. */
struct doings {
	struct doing main; /* the jobs' are behind it */
	int64_t began;     /* the main thread's command */
	uint64_t number;   /* of the last call */
};

enum { DOING_COMMAND = 400 }; /* bytes of a command's text that are kept */

void doings_free(struct doings *d);

/* The main thread's next command begins, at NOW. */
void doing_command(struct doings *d, int64_t now);

/* C, which the main thread or a job is about to make at NOW, touches FD, what it waits for, and
 * what it made: told before and, of the last, after it. */
void doing_call(
	struct doings *d, struct fdtab *t, const struct call *c, bool may_block, int64_t now);
void doing_made(struct doing *one, const struct call *c);

/* The call of JOB has returned: it is not one of those that are made any more. */
void doing_end(struct doings *d, int job);

/* Who is JOB, or NULL. */
struct doing *doing_find(struct doings *d, int job);

#endif
