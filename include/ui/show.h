/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What both front ends share beside the calls (ui/screen.h): errors, to stderr and
 * with --json to stdout, and what was typed.
 */
#ifndef UI_SHOW_H
#define UI_SHOW_H

#include "shell/session.h"

/* The object of an error on stdout, where another place tells people. */
void show_error_object(struct session *s, const struct err *e);

/* An error of a script: `sosh: FILE:LINE:COL: message` on stderr, and its hint
 * on a line of its own. With --json an object on stdout as well. */
void show_script_error(struct session *s, const struct err *e);

/* An error at the prompt: the message, under the line a caret at the word, the
 * hint. One in a file that the prompt runs: FILE:LINE:COL and the message. */
void show_prompt_error(struct session *s, const struct err *e);

/* With the setting echo, on stderr: a command of S->source before it runs, `+ socket tcp`,
 * and a heading (`## TEXT`) as it is passed. */
void show_command(struct session *s, const struct parsed *p);
void show_comment(struct session *s, struct slice text);

/* What is wrong with a command of a script, if anything is: show_script_error. */
void show_verdict(struct session *s, const struct parsed *p, enum verdict v, const struct err *e);

/* The same at the prompt, by show_prompt_error; but a failed call that a person made
 * has its line on the screen. */
void show_prompt_verdict(
	struct session *s, const struct parsed *p, enum verdict v, const struct err *e);

/* A line that says that the last call's error can be explained; false where it is out of
 * place: not on a terminal, or not a person's own call. */
bool show_explain(struct session *s);

/* The line of SRC at WHERE, and below it `^~~` under WHERE; both indented.
 * Of a line too long for a terminal of COLUMNS (0: none) the part around WHERE. */
void show_caret(const struct source *src, struct span where, size_t columns, struct buf *b);

/* Line and column (from 1, in characters) of an offset into a source. */
void show_position(const struct source *src, size_t offset, size_t *line, size_t *column);

/* To the transcript: a line as it was typed behind PROMPT. */
void show_typed(struct session *s, const char *prompt, const char *line);

/* Prose, broken between words at the terminal's edge. */
void show_wrapped(struct session *s, const char *text);

#endif
