/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What commands print beside calls: text and tables. With --json each line or
 * row is an object {"v":1,"type":"row","row":COMMAND,"cmd":...}; so no command knows of JSON.
 */
#ifndef SHELL_EMIT_H
#define SHELL_EMIT_H

#include <stdint.h>

#include "base/buf.h"
#include "shell/run.h"

/* Text of whole lines; with --json one row object a line, member "text". */
void emit_text(struct run *r, struct slice text);

/* The same for prose: lines too long for the terminal are broken between words, and
 * where there is none those too long for WRAP_COLUMNS. */
void emit_prose(struct run *r, struct slice text);

/* Whether stdout takes colour: the setting, NO_COLOR, TERM, a terminal. */
bool emit_colour(const struct run *r);
bool emit_colour_on(const struct out *o, const struct settings *set);

/* Lines that have two forms: with colour for where it is taken, else, and in a transcript, PLAIN.
 */
void emit_coloured(struct run *r, struct slice plain, struct slice coloured);

/* One value (print): the bytes and a newline; with --json member "value". */
void emit_value(struct run *r, struct slice value);

/* For --json: bytes that have just come, as a value with the time. */
void emit_arrived(struct run *r, struct slice bytes);

/* A table: columns, then cells row by row, then emit_table. Zero-initialised
 * but for the columns. Text cells are cleaned of control characters. */
enum column_flags {
	COLUMN_NUMBER = 1 << 0,  /* set right, and a JSON number */
	COLUMN_LINES = 1 << 1,   /* not in objects: for people alone */
	COLUMN_OBJECTS = 1 << 2, /* not in lines: for programs alone */
	COLUMN_WORDS = 1 << 3,   /* words with a blank between two: a JSON array of them */
};

struct column {
	const char *name; /* head of the column, and the member of the object; NULL ends */
	unsigned flags;
	const char *help; /* what the member holds, for the schema; NULL: the property of that
			   * name, or it is no member */
};

/* What the rows of a command consist of, for the schema. Parts whose MEMBER is NULL begin another
 * kind of row; the others are a member of that. Ended by one without columns and MORE. */
struct row_part {
	const char *member;
	const struct column *columns; /* of the row, or of each object in the member's array */
	/* The name of the I-th member that there is beside the columns, and what it holds; NULL
	 * behind the last. A member that has this alone is an object, or null. */
	const char *(*more)(size_t i, const char **help);
};
/* clang-format off */
#define ROWS_OF(columns) (const struct row_part[]){ { NULL, columns, NULL }, { 0 } }
/* clang-format on */

struct table {
	const struct column *columns;
	struct buf text; /* the cells, one after another */
	size_t *ends;    /* where each cell ends in text */
	size_t count, capacity;
};

void table_text(struct table *t, struct slice cell);
void table_number(struct table *t, int64_t n);
void table_empty(struct table *t); /* "-", and null */

/* Prints the rows, with a head if HEAD, and frees T. Where a terminal is too narrow for all,
 * columns that hold nothing are left out, long cells go on below themselves, and at last rows below
 * themselves. */
void emit_table(struct run *r, struct table *t, bool head);

#endif
