/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people try first: words of shells, of C and Python and of other tools, and what
 * does the same here. Hints for unknown commands and the texts of help read this one table.
 */
#ifndef LANG_FOREIGN_H
#define LANG_FOREIGN_H

#include "lang/command.h"

struct foreign {
	const char *words;    /* blanks between them, small letters; NULL ends the table */
	const char *commands; /* what does it here, the first before others; "" if none does */
	const char *hint;     /* one line */
	const char *line;     /* begins the line that was meant; NULL: there is none */
	int takes;            /* how many words that line takes over */
};
extern const struct foreign foreign_words[];

/* Spellings of options. */
struct foreign_option {
	const char *words;  /* without their dashes */
	const char *option; /* what does it here; NULL: none does */
	const char *hint;   /* one line; NULL: the option's own help */
};
extern const struct foreign_option foreign_options[];

/* The row of a word, in any case, or NULL. */
const struct foreign *foreign_find(struct slice word);

/* Whether WORD, in any case, is one of those in LIST, which have blanks between them. */
bool foreign_is_listed(struct slice word, const char *list);

/* Makes a hint for what is no command: a word of the table, a call as C and Python write
 * it, an assignment, a property. False, and E as it was, if it is none of these. */
bool foreign_hint(const struct command_table *t, struct slice name, struct err *e);

/* Betters the hint of an unknown command by what else stands in its line. */
void foreign_refine(const struct parsed *p, struct err *e);

/* Makes a hint for NAME, an option that ROW has not, as others spell it: "--timeout". False, and E
 * as it was, if it is none. */
bool foreign_option_hint(const struct command *row, struct slice name, struct err *e);

/* Appends the spellings that ROW's options stand for. */
void foreign_add_options(const struct command *row, struct buf *b);

/* Appends the words that COMMAND stands for. */
void foreign_add(const char *command, struct buf *b);

#endif
