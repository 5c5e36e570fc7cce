/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The record of one socket call: what everything that is printed, expected,
 * or logged is a rendering of. sock/sys.h fills it and lends it to a sink;
 * everything it points to is borrowed until the sink returns.
 */
#ifndef SOCK_CALL_H
#define SOCK_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "sock/addr.h"
#include "sock/names.h"

enum call_arg_kind {
	CALL_INT,   /* num */
	CALL_NAME,  /* num, printed by names */
	CALL_FLAGS, /* num, printed by names; left out when 0 */
	CALL_ADDR,  /* addr */
	CALL_TEXT,  /* text, verbatim: a constant's or option value's spelling */
	CALL_QUOTE, /* text, as a quoted C string; NULL text prints NULL */
	CALL_DATA,  /* the call's data, quoted and cut */
};

struct call_arg {
	enum call_arg_kind kind;
	int64_t num;
	union {
		const struct names *names;
		const struct addr *addr;
		const char *text;
	};
};

enum call_outcome {
	CALL_RETURNED, /* result is the call's; errnum its errno when -1 */
	CALL_GAVE_UP,  /* the time limit ended the wait; the kernel's work goes on */
	CALL_EAI,      /* getaddrinfo or getnameinfo failed: result is the EAI_ code */
};

enum call_note {
	NOTE_NONE,
	NOTE_ADDR, /* note_addr */
	NOTE_TEXT, /* note_text */
	NOTE_EOF,  /* end of stream */
};

enum { CALL_ARGS_MAX = 5 };

struct call {
	const char *name; /* "connect" */
	bool has_fd;      /* fd is the first argument */
	int fd;
	int nargs;
	struct call_arg args[CALL_ARGS_MAX];

	const char *data; /* bytes sent, or received by a call that returned; or NULL */
	size_t len;
	bool received; /* data came from the peer */
	bool hex;      /* shown as a hex dump */
	bool hidden;   /* data went to a file: shown in the call's line alone */

	enum call_outcome outcome;
	int64_t result;
	int errnum;
	int64_t limit; /* CALL_GAVE_UP: the limit in nanoseconds */

	enum call_note note; /* what came along with the result */
	const struct addr *note_addr;
	const char *note_text;

	/* what a result of several addresses lists below its line */
	const struct addr *list;
	size_t list_count;
	const char *canonical; /* canonical name, or NULL */

	int64_t start;    /* CLOCK_REALTIME, nanoseconds; 0: not noted (sys.dated) */
	int64_t duration; /* nanoseconds */
};

/* Whether the call did what was asked of it. */
static inline bool call_ok(const struct call *c)
{
	return c->outcome == CALL_RETURNED && c->result >= 0;
}

#endif
