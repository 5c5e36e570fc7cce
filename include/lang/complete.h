/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completion: a pure function of the scope, the line and the point in it. No
 * editor is involved; file names are left to the front end.
 */
#ifndef LANG_COMPLETE_H
#define LANG_COMPLETE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

struct scope;

/* How a candidate is written into the line. */
enum writing {
	WRITE_WORD, /* a word of the language: as it is; a quote that is open is closed behind it */
	WRITE_BARE, /* likewise, but in quotes it would be text: an option, a keyword */
	WRITE_NAME, /* any bytes: quoted where they need it */
};

struct candidate {
	const char *text; /* what the word becomes, unquoted */
	const char *help; /* a few words for the list, or NULL */
	char suffix;      /* what follows a single match: ' ' or 0 ("--to=", "name.") */
	enum writing writing;
};

struct candidates {
	struct arena *arena; /* where the texts live */
	struct slice prefix; /* only what begins with it is added */
	struct candidate *items;
	size_t count, capacity;
	bool files;      /* file names belong here: the front end adds them */
	size_t files_at; /* bytes of the prefix before the path: of "unix:" */
	bool in_quote;   /* the word begins with a quote: nothing bare belongs here */
	bool ordered;    /* those added first are shown first; else by their texts */
};

/* Adds TEXT if it begins with the prefix; texts are copied, help is borrowed
 * for the life of the program or copied by the caller into the arena. The first
 * adds a word of the language. */
void candidates_add(struct candidates *c, const char *text, const char *help, char suffix);
void candidates_add_bare(struct candidates *c, const char *text, const char *help, char suffix);
void candidates_add_name(struct candidates *c, const char *text, const char *help, char suffix);

/* Sorts them unless they are ordered; of those with one text the first stays. */
void candidates_sort(struct candidates *c);

/* The names of all variables. */
void complete_names(struct scope *sc, struct candidates *out);

/* What the command's call may come to, for `= RESULT`; of any command's where ROW is NULL. */
struct command;
void complete_results(const struct command *row, struct candidates *out);

/* What the packets may be that it sends and brings; FIRST: or that there are none. */
void complete_packets(bool first, struct candidates *out);

struct completion {
	struct span span; /* of the line: what the candidate replaces */
	char quote;       /* the open quote in it, or 0 */
	bool verbatim;    /* insert as it is: a variable, never quoted */
	bool operands;    /* behind `--`: a dash begins no option */
	struct candidates candidates;
};

/* Fills OUT, whose arena the caller gave; TEXT holds LEN bytes before the
 * point, earlier lines of an open quote or block among them. */
void complete_line(struct scope *sc, const char *text, size_t len, struct completion *out);

/* Appends TEXT, a candidate or what several begin with, as it is to stand in the line;
 * WHOLE: the word ends there, so a quote is closed. */
void completion_write(const struct completion *c, struct slice text, enum writing writing,
	bool whole, struct buf *b);

#endif
