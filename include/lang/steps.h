/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a text is made of, as a list: its comments and its commands, in order.
 */
#ifndef LANG_STEPS_H
#define LANG_STEPS_H

#include "lang/lex.h"
#include "lang/scope.h"

/* A comment, or else a command. Spans are offsets into the text. */
struct step {
	struct span comment;   /* from the # on; of a command both are 0 */
	struct parsed command; /* where it stands (span), its words, what it is expected to give
				* (expect); of a comment nwords is 0 */
};

/* Zero-initialised. */
struct steps {
	struct step *items;
	int count, capacity;
};

/* Adds the steps of TEXT from AT to LEN, whose words live in A and in TEXT; a comment behind
 * commands of its line stands before them. SC knows where an `=` assigns. What lex_line says:
 * anything but LEX_OK ends the list before that line, with E. Freed by steps_free. */
enum lex_status steps_read(struct steps *s, const struct scope *sc, const char *text, size_t at,
	size_t len, struct arena *a, struct err *e);
void steps_free(struct steps *s);

#endif
