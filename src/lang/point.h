/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where in a line the point is, for completion.
 */
#ifndef LANG_POINT_H
#define LANG_POINT_H

#include "lang/args.h"
#include "lang/scope.h"

/* The command that the point is in, split into the words before it and the one at it. */
struct point {
	struct text_word *words;
	int n;
	const struct word *at; /* NULL: a new word begins */
	bool in_words;         /* not behind `as` or `=` */
	bool in_result;        /* right behind `=`, or `= -1` */
	bool in_packets;       /* in the patterns of packets behind that */
	bool first_packet;     /* in the first of them */
};

/* LINE is what lex_line read of the text up to the point; words are expanded into A, to
 * nothing where a variable has no value. */
void point_find(struct scope *sc, const struct line *line, struct arena *a, struct point *point);

#endif
