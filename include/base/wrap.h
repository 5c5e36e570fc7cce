/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text laid out for the width of a terminal, broken between words.
 */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include "base/buf.h"

/* What help is filled to where no terminal says: in a file, in a pipe. */
enum { WRAP_COLUMNS = 78 };

/* The longest beginning of a text that takes at most COLUMNS, whole characters. */
size_t wrap_fit(const char *p, size_t len, size_t columns);

/* A value in a narrow column is broken at blanks and behind `,` and `|`, and what is too long for a
 * line of it is cut anywhere. wrap_first: how much of TEXT, which does not begin with a
 * blank, its first line has; at least a character, but of an empty one. wrap_longest: the columns
 * of the longest piece that is not broken. */
size_t wrap_first(struct slice text, size_t columns);
size_t wrap_longest(struct slice text);

/* Appends TEXT, which begins in column COLUMN, broken between words where it would go
 * past WIDTH; lines after the first begin behind INDENT blanks. A word that is
 * too long has a line of its own; what stands in brackets is one word. No line ends in a blank but
 * the last, if TEXT does. */
void wrap_words(struct buf *b, struct slice text, size_t column, size_t indent, size_t width);

/* Appends the lines of TEXT, those wider than WIDTH broken: what goes on stands below
 * what stands behind two blanks or more (`  NAME   text`), below what stands behind
 * "usage: ", else two columns further in than the line, or where the line is not indented,
 * at its beginning. WIDTH 0: as they are. */
void wrap_text(struct buf *b, struct slice text, size_t width);

#endif
