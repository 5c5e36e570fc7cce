/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file with blanks, and one in which they are filled in. A blank is an expectation `= ?`, or
 * lines that begin with #> and ask for an answer in words; all else of a submission is as in its
 * template, but for its layout and its other comments.
 */
#ifndef UI_PAPER_H
#define UI_PAPER_H

#include "lang/steps.h"

/* A file that was read. Zero-initialised; freed by paper_free. */
struct paper {
	const char *name;
	struct buf text;
	struct arena arena; /* the words of its steps, and of what they hold */
	struct steps steps;
};

/* A prediction. */
struct blank {
	size_t line, column;  /* of its command in the submission */
	struct slice said;    /* what stands in it, of the submission's text; empty: nothing */
	const char *void_why; /* why it is none; or NULL */
	bool met, failed;     /* in the runs so far */
};

struct answer {
	size_t line; /* of the submission: where it is, or would be */
	struct buf asked, said;
};

/* What a submission has in the blanks of its template. Freed by filled_free. */
struct filled {
	struct blank *blanks;
	struct answer *answers;
	int nblanks, nanswers;
};

/* Reads the file NAME, of MAX bytes at most, and what it is made of. -1 with E, unlocated: it
 * cannot be read, is no text, or no commands; *P is to be freed all the same. */
int paper_read(
	struct paper *p, const struct scope *sc, const char *name, size_t max, struct err *e);
void paper_free(struct paper *p);

/* Finds what ONE has in the blanks of TEMPLATE. -1 with E: it differs elsewhere; *F has what stands
 * before that. Both papers outlive F. */
int paper_compare(const struct paper *template, struct paper *one, const struct scope *sc,
	struct filled *f, struct err *e);
void filled_free(struct filled *f);

#endif
