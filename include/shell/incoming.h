/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes from a peer during a conversation, on standard output as it comes.
 *
 * To a file or a pipe, and with -q, the bytes go as they are, at once. On a
 * terminal they are lines behind "< ", made safe by base/text unless `raw` is
 * set; a line that is not whole is shown when no more has come for a moment.
 * With --json each piece is a row, member "value".
 */
#ifndef SHELL_INCOMING_H
#define SHELL_INCOMING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "shell/run.h"

struct incoming {
	struct run *run;
	enum { INCOMING_EXACT, INCOMING_LINES, INCOMING_ROWS } form;
	struct buf held; /* of a line that is not whole */
	int64_t due;     /* when to show it */
	struct buf shown;
};

void incoming_open(struct incoming *in, struct run *r);
void incoming_free(struct incoming *in);

/* WHOLE: it is a message or ends one. A newline is added where a message has none. */
void incoming_add(struct incoming *in, struct slice bytes, bool whole);

/* Milliseconds until something held is due, for poll(2); -1: nothing is held. */
int incoming_wait(const struct incoming *in);

/* Shows what is held if it is due, or at the END whatever is held. */
void incoming_show(struct incoming *in, bool end);

#endif
