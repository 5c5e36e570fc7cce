/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completion: a pure function of the session, the line and the point in it. No
 * editor is involved; file names are left to the front end.
 */
#ifndef LANG_COMPLETE_H
#define LANG_COMPLETE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

struct scope;

struct candidate {
	const char *text; /* what the word becomes, unquoted */
	const char *help; /* a few words for the list, or NULL */
	char suffix;      /* what follows a single match: ' ' or 0 ("--to=", "name.") */
};

struct candidates {
	struct arena *arena; /* where the texts live */
	struct slice prefix; /* only what begins with it is added */
	struct candidate *items;
	size_t count, capacity;
	bool files; /* file names belong here: the front end adds them */
};

/* Adds TEXT if it begins with the prefix; texts are copied, help is borrowed
 * for the life of the program or copied by the caller into the arena. */
void candidates_add(struct candidates *c, const char *text, const char *help, char suffix);

/* The names of all variables. */
void complete_names(struct scope *sc, struct candidates *out);

struct completion {
	struct span span; /* of the line: what the candidate replaces */
	char quote;       /* the open quote in it, or 0 */
	bool verbatim;    /* insert as it is: a variable, never quoted */
	struct candidates candidates;
};

/* Fills OUT, whose arena the caller gave; TEXT holds LEN bytes before the
 * point. Candidates are sorted and unique. */
void complete_line(struct scope *sc, const char *text, size_t len, struct completion *out);

#endif
