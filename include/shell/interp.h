/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs text: lines to commands, commands to calls, results to a status.
 */
#ifndef SHELL_INTERP_H
#define SHELL_INTERP_H

#include "shell/run.h"
#include "shell/source.h"

/* Exit statuses. */
enum {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_GAVE_UP = 3,
	STATUS_INTERRUPTED = 130,
};

enum interp_flow {
	FLOW_GO,   /* go on with the next line */
	FLOW_STOP, /* a failure, quit or an interruption ends the script */
	FLOW_MORE, /* the text ends inside a quote or a block: nothing was run */
};

/* Runs the line of SRC->text at *POS and moves *POS behind it. Failures are
 * reported to the front end and kept in s->status. */
enum interp_flow interp_line(struct session *s, const struct source *src, size_t *pos);

/* ---- one command: for jobs and blocks ---- */

/* lex_line with what this session knows of `=`; nothing is run. */
enum lex_status interp_parse(const struct session *s, const struct source *src, size_t *pos,
	struct arena *a, struct line *line, struct err *e);

/* Expands the words of P, which stands in R's source, finds its row and binds its
 * arguments, in R's arena. -1 with E: everything that can be refused before the
 * command runs. */
int interp_prepare(struct run *r, const struct parsed *p, struct err *e);

/* The time limit of a prepared command: its own, or the setting; 0: none. */
int64_t interp_limit(const struct run *r);

/* What follows a command's run: names, $?, the expectation, the status. */
enum interp_flow interp_finish(struct run *r, enum command_status status);

/* Tells the front end of a comment of the source that S runs, if AT is one. */
void interp_comment(struct session *s, struct span at);

/* Runs P. Where REACHED is not NULL, whether the result is as P expects goes there, and is
 * no failure. */
enum interp_flow interp_try(struct session *s, const struct parsed *p, bool *reached);

/* Starts P, & or not, as the job of NUMBER: see job_start. */
enum interp_flow interp_start(struct session *s, const struct parsed *p, int number);

/* The same as interp_try of a P without variables and &, which is run again and again: R, fresh
 * from run_init, is bound to it in KEEP the first time. */
enum interp_flow interp_again(struct run *r, const struct parsed *p, struct arena *keep);

/* Checks the whole of SRC before anything runs: syntax, commands, options,
 * numbers of words, constant values. Reports every error; -1 if there was one. */
int interp_check(struct session *s, const struct source *src);

/* The same of a text that is to run alone: names that it uses and has not given are errors, too. */
int interp_check_names(struct session *s, const struct source *src);

/* Runs all lines of SRC (no check). */
enum interp_flow interp_all(struct session *s, const struct source *src);

/* Checks TEXT (a byte-order mark is skipped), called NAME in messages, and
 * unless CHECK_ONLY runs it: in an arena of its own, command names spelled out. */
enum interp_flow interp_text(
	struct session *s, const char *name, const struct buf *text, bool check_only);

/* The same for the text of a file, which the command at offset AT of the text that is being run
 * sources; the error is filled if it cannot be read. */
int interp_file(
	struct session *s, const char *path, size_t at, enum interp_flow *flow, struct err *e);

#endif
