/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that there is to say of one thing, in parts: of fields, which have a line each, and of
 * rows. With --json all of it is one row object.
 */
#ifndef SHELL_SHEET_H
#define SHELL_SHEET_H

#include "shell/emit.h"

struct sheet {
	struct run *run;
	struct buf object;   /* with --json, else the lines have been printed */
	struct table fields; /* of the part that is being written */
	const char *member;  /* that it is in the object; NULL: its fields are members */
	size_t parts;        /* printed */
};

void sheet_begin(struct sheet *s, struct run *r);

/* Begins a part of fields. COLUMNS are their names, values and meanings, three. */
void sheet_part(struct sheet *s, const struct column *columns, const char *member);

/* A field of that part. An empty value is null in the object, and not shown to people. NUMBER is
 * what SHOWN is in digits alone. */
void sheet_text(struct sheet *s, const char *name, struct slice value, const char *meaning);
void sheet_number(struct sheet *s, const char *name, struct slice shown, struct slice number,
	const char *meaning);

/* For programs alone, what people are told by sheet_say: yes, or null. A member of the object
 * itself: it belongs into no part. */
void sheet_mark(struct sheet *s, const char *name, bool is);

/* A part of rows, frees T: in the object an array of objects. */
void sheet_table(struct sheet *s, struct table *t, const char *member);

/* A part that there is not. */
void sheet_none(struct sheet *s, const char *member);

/* Text between parts, for people alone. */
void sheet_say(struct sheet *s, struct slice line);

void sheet_end(struct sheet *s);

#endif
