/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Renderings of a call record: the line, the words of its result, JSON.
 */
#ifndef SOCK_RENDER_H
#define SOCK_RENDER_H

#include "base/buf.h"
#include "sock/call.h"

enum { RENDER_INLINE_MAX = 64 }; /* bytes of data that stand in the call's line */

struct render_style {
	bool hex;         /* received data below the line as hexdump -C; sent data with sent_too */
	bool hidden;      /* no received data at all: it is peeked at, and will come again */
	bool raw;         /* received data below the line as it came, not in it */
	bool colour;      /* SGR escapes around the result */
	int64_t times;    /* add <duration> when it took at least this long; -1: never */
	size_t max;       /* bytes of data shown at most; 0: all */
	bool sent_too;    /* cut sent data also follows below the line */
	const char *rest; /* what shows the received data that is not shown, or NULL */
};

/* `name(args) = result`, a newline, and what follows below the line. Data of
 * over RENDER_INLINE_MAX bytes is cut there with "..." and follows below, every
 * line behind "  | ". With hex it is not shown in the line at all but below. Received
 * data that goes to a file stands in the line alone. */
void render_call(const struct call *c, const struct render_style *style, struct buf *b);

/* `name(args)`: what is being waited for. */
void render_pending(const struct call *c, struct buf *b);

/* `name(args) = result`: the plain line, without its end. */
void render_line(const struct call *c, struct buf *b);

/* What stands after the `=`: "3", "-1 ECONNREFUSED (Connection refused)",
 * "0 (127.0.0.1:40123)", "EAI_NONAME (Name or service not known)",
 * "GAVEUP (after 500 ms; still SYN_SENT)". Expectations compare its words. */
void render_result(const struct call *c, struct buf *b);

/* What stands in the parentheses of a call that did what was asked, or nothing. */
void render_note(const struct call *c, struct buf *b);
bool render_has_note(const struct call *c);

/* An address found by a lookup: as addr_format, or the host alone without a port. */
void render_host_port(const struct addr *a, struct buf *b);

/* The name of what went wrong: "ECONNREFUSED", "EAI_NONAME", "GAVEUP", or "";
 * "UNKNOWN" for an errno that has no name. */
const char *render_error_name(const struct call *c);

/* One JSON object, no newline: v type id cmd fd args result errno start duration job data,
 * and call (the record's name) and note. Job 0 prints null. start is seconds since the epoch,
 * duration seconds; missing, instead of data, how many bytes of it there was no memory to
 * write. CLOCK is what to add to CLOCK_MONOTONIC for the date, in nanoseconds. A
 * getaddrinfo record also has addresses and canonical. */
void render_json(const struct call *c, int64_t clock, struct buf *b);

/* An argument other than data: its text as in C, without quotes. False where it has none: a
 * NULL string, and flags that were not given. */
bool render_arg(const struct call_arg *arg, struct buf *b);

#endif
