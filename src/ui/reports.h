/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways in which a test is told of on standard output.
 */
#ifndef UI_REPORTS_H
#define UI_REPORTS_H

#include "checks.h"

/* What they keep. */
struct report {
	struct out *out;
	struct slice name; /* of the script */
	bool nested;       /* within a report of several files, which the lines become a part of */
	bool colour;
	int64_t began;

	struct buf line, title;
	bool in_step, open_line;
	int results;                  /* told of where the file's own are */
	int points, failed;           /* of the file */
	int step_points, step_failed; /* of the step */
	struct buf cases, printed;    /* of JUnit's: what is told at the end */
	size_t lost;                  /* bytes printed that are not kept */
};

extern const struct check_report report_tap, report_junit;

/* Lines of TAP. A description is of any bytes; a # in it would begin a directive. */
void tap_add_version(struct buf *b);
void tap_add_description(struct buf *b, struct slice text);
void tap_add_result(struct buf *b, bool ok, bool colour, int number, struct slice description);
/* How many of COUNT things passed, for a terminal; ONE is the word for one. */
void tap_add_summary(
	struct buf *b, bool colour, int failed, int count, const char *one, int64_t took);

#endif
