/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comments of a script as prose.
 */
#ifndef UI_PROSE_H
#define UI_PROSE_H

#include "base/buf.h"

/* Appends TEXT, whole lines of comments, for a terminal of WIDTH columns, a blank line before
 * each piece: paragraphs filled, items of lists (`1. `, `- `) below each other, lines that
 * are indented, or have three blanks in a row, as they are. A heading is `## TEXT`, and a paragraph
 * of one line that ends as no sentence does; with COLOUR it is bold. The line of the licence is
 * left out. */
void prose_add(struct buf *b, struct slice text, size_t width, bool colour);

#endif
