/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is checked alike before anything runs and when a command does. Private to
 * interp.c, check.c and check_names.c.
 */
#ifndef SHELL_CHECK_H
#define SHELL_CHECK_H

#include "lang/command.h"
#include "lang/vars.h"
#include "shell/source.h"

struct session;

/* E says that the first word of P is no command: betters its hint by the rest, and locates
 * it; returns -1. */
int check_unknown(const struct parsed *p, struct err *e);

/* Whether P may be a command of ROW here: at the prompt, as a job, with what it
 * expects. -1 with E, located. */
int check_command(
	const struct session *s, const struct command *row, const struct parsed *p, struct err *e);

/* Checks the NAME[,NAME] of `as`, whose TEXT is known, against the row (as many as it
 * returns descriptors) and the rules for names. -1 with E, located. */
int check_as(const struct command *row, const struct word *w, struct slice text, struct err *e);

/* The names that a text which is only checked has given so far. */
struct known {
	struct vars vars;
	bool any; /* and others, that can only be known when it runs */
};

/* Whether what stands behind each $ of P has been given. -1 with E, located. */
int known_check(const struct known *k, const struct parsed *p, struct err *e);

/* Adds those that P gives, a command of ROW with ARGS; both are NULL where they
 * are not known. */
void known_add(struct known *k, const struct command *row, const struct parsed *p,
	const struct args *args);

/* Fills E with what is open at the end of SRC, in the line that begins at START;
 * returns -1. */
int check_unfinished(
	const struct source *src, size_t start, const struct line *line, struct err *e);

#endif
