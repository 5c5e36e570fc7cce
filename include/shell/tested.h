/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program that a script tests: started by the script, ended with the session. It has a process
 * namespace of its own, so that what it starts itself ends with it, and limits of processor time,
 * memory, processes and files. Linux only.
 */
#ifndef SHELL_TESTED_H
#define SHELL_TESTED_H

#include "base/buf.h"
#include "base/err.h"

struct session;
struct intr;

enum tested_state {
	TESTED_WAITS, /* it was not started */
	TESTED_RUNS,
	TESTED_ENDED,  /* by itself: status */
	TESTED_KILLED, /* it ran until tested_end */
};

struct tested {
	const char *command; /* of sh(1) */
	enum tested_state state;
	int status;          /* of wait(2), where it has ended */
	int orders, answers; /* to its keeper, and from there */
	int output;          /* a file of the memory: what it prints */
	int keeper;          /* the process */
};

/* Makes ready to start COMMAND, which lives as long as S: S->tested. By the only thread, in a
 * network of its own. -1 with E. */
int tested_begin(struct session *s, const char *command, struct err *e);

/* Starts it. -1 with E: it was started already. */
int tested_start(struct tested *t, struct err *e);

/* Waits at most NS nanoseconds until it has ended, or I is interrupted: whether it runs no more. */
bool tested_wait(struct tested *t, int64_t ns, const struct intr *i);

/* Ends S->tested, with all that it has started. */
void tested_end(struct session *s);

/* Adds how it went, "it ended with status 1". */
void tested_add_state(const struct tested *t, struct buf *b);

/* Adds the end of what it has printed, MAX bytes at most. */
void tested_add_output(const struct tested *t, size_t max, struct buf *b);

/* Frees S->tested, if there is one, which has been ended. */
void tested_free(struct session *s);

#endif
