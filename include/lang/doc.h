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

/* Help on a topic that is no command: the name of a type (FD, ENDPOINT) or of
 * a page (language, variables, properties, options, settings). 0, or -1 if there is none. */
int doc_topic(struct slice name, struct buf *b);

/* Names of the topics, ended by NULL, with a summary each. */
struct doc_page {
	const char *name, *summary;
	void (*write)(struct buf *b);
};
extern const struct doc_page doc_pages[];

/* Commands and pages in whose texts all of the words stand, any case: `name - summary`. */
void doc_apropos(const struct command_table *t, struct slice words, struct buf *b);

#endif
