/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the formats of shell/export.h have before them: commands with their calls.
 */
#ifndef SHELL_EXPORT_STEPS_H
#define SHELL_EXPORT_STEPS_H

#include "base/mem.h"
#include "shell/export.h"

struct exported_call {
	const struct call *call;
	const struct exported_step *step;
	struct exported_call *next; /* of the same step */
};

struct exported_step {
	const struct taped *step;
	const struct taped *ended; /* of a job that was waited for, what it came to; or NULL */
	size_t ended_before;       /* the step that waited for it */
	struct exported_call *calls, *last;
};

struct export
{
	struct session *session;
	struct arena arena;
	struct exported_step *steps; /* commands: no ends of jobs */
	size_t count;
	struct exported_call **calls; /* all, in the order in which they completed */
	size_t ncalls;
	struct export_told told;
};

/* What step I of X came to: its own result, or that of its job. NULL: not known. */
const struct taped *export_outcome(const struct exported_step *e);

/* Why it cannot be done again, in words, or NULL. */
const char *export_obstacle(const struct exported_step *e);

/* The call that brought the result of E, or NULL where it is not kept. */
const struct call *export_result_call(const struct exported_step *e);

/* The first line of a file, behind its comment sign: the date, and what is missing. */
void export_head(const struct export *x, const char *comment, struct buf *b);

/* TEXT as comments, a line each. */
void export_comment(const char *comment, struct slice text, struct buf *b);

/* Writers, one for each format. */
void export_sosh(struct export *x, struct buf *b);
void export_text(struct export *x, struct buf *b);
void export_md(struct export *x, struct buf *b);
void export_py(struct export *x, struct buf *b);
void export_c(struct export *x, struct buf *b);

#endif
