/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What ui/suite.c tells of files that run in processes of their own, and in which manner.
 */
#ifndef UI_MANNER_H
#define UI_MANNER_H

#include "reports.h"
#include "ui/options.h"

struct child {
	const char *file;
	pid_t pid;
	int pipe, end; /* what it prints, and a pidfd; -1 once they are over */
	int status;    /* of wait(2) */
	struct buf text;
	bool told;      /* it has printed something */
	bool open_line; /* of what was passed on */
};

struct suite;

/* What the ways of telling differ in. INDENT stands before each line of a file's own. */
struct manner {
	const char *indent;
	void (*begin)(const struct suite *s, struct buf *b);
	void (*begin_turn)(const struct suite *s, struct buf *b);
	void (*end_turn)(const struct suite *s, const struct child *c, bool ok, struct buf *b);
	void (*end)(const struct suite *s, int64_t took, struct buf *b);
	const char *bail; /* in place of the end, where a file cannot be begun */
};

struct suite {
	struct out *out;
	const struct manner *manner;
	const struct invocation *inv;
	bool json;
	struct child *children;
	int count, started, turn, failed, status;
	bool colour;
};

/* Adds how C died. */
void manner_add_death(const struct child *c, struct buf *b);

extern const struct manner manner_tap, manner_junit, manner_grade;

#endif
