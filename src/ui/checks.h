/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A script as a test: its headings are steps, its checked commands points of them. A point
 * is a command of the file itself that has an expectation, or is an assertion, or holds some
 * in its block; and any command that fails.
 */
#ifndef UI_CHECKS_H
#define UI_CHECKS_H

#include "shell/session.h"

/* What became of a command; all is borrowed, until the function that gets it returns. */
struct check_point {
	bool ok;
	struct slice name;  /* the command, on one line; or what could not become one */
	struct slice title; /* of its step; empty before the first one */
	int64_t took;       /* ns */
	/* Of one that is not ok: what is wrong, where, and the two sides where there are some. */
	const char *message, *hint;
	const char *kind; /* "expect", "call", "usage" */
	struct slice file, expected, actual;
	size_t line, column; /* 0: not known */
};

/* How a test is told of. */
struct check_report {
	void (*begin)(void *context);
	void (*step)(void *context, struct slice title);
	void (*point)(void *context, const struct check_point *p);
	/* Text that commands print, whole lines or parts; from any thread, one at a time. */
	void (*output)(void *context, const char *p, size_t len);
	/* WHY: it was ended from outside before its end; or NULL. */
	void (*end)(void *context, const char *why);
};

/* Whether what becomes of P, for itself, is a point. */
bool checks_count(struct session *s, const struct parsed *p);

/* A front end for the session from here on, that tells REPORT; STREAM: of lines that come, and
 * are no text as a whole. checks_end tells the end, and that
 * the script failed where no point says so; where one failed the
 * status is not 0; and frees. */
void checks_begin(struct session *s, const struct check_report *report, void *context, bool stream);
void checks_end(struct session *s);

#endif
