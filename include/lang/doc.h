/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts made from the rows: help at the prompt, and the sections of the man
 * page and the shells' completions that src/gen.c writes.
 */
#ifndef LANG_DOC_H
#define LANG_DOC_H

#include "lang/command.h"

/* The list of all commands with their summaries, by group. */
void doc_overview(const struct command_table *t, struct buf *b);

/* One command: usage, summary, parameters, options, details, examples. */
void doc_command(const struct command *row, struct buf *b);

/* Help on a topic that is no command: the name of a type (FD, ENDPOINT), of a
 * page (language, variables, ...), or a socket option. 0, or -1 if there is none. */
int doc_topic(const struct command_table *t, struct slice name, struct buf *b);

/* Help on a name that is no topic, in C's spelling or the short one: of a constant, an error, a
 * state, a property, a variable. 0, or -1 if it is none. */
int doc_name(struct slice name, struct buf *b);

/* Offers the names of constants, errors and options, in C's spelling. */
void doc_complete_names(struct candidates *out);

/* A page of help. The table has them all; those below are of the language. */
struct doc_page {
	const char *name, *summary;
	void (*write)(const struct command_table *t, struct buf *b);
};
extern const struct doc_page doc_language, doc_variables, doc_properties, doc_options;

/* `  NAME  text`: the text in a column of its own, behind WIDTH characters. */
void doc_item(struct buf *b, const char *name, int width, const char *text);

/* Commands, pages and explained errors in whose texts all of the words stand, any case: `name -
 * summary`. */
void doc_apropos(const struct command_table *t, struct slice words, struct buf *b);

#endif
