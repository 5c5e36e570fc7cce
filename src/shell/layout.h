/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables as lines: how wide their columns are, where a row is broken.
 */
#ifndef SHELL_LAYOUT_H
#define SHELL_LAYOUT_H

#include "shell/emit.h"

/* Fills WIDTHS, one of each column of T; 0: lines do not show it. Without ROOM each column is as
 * wide as its widest cell, and so it is where all of them fit in ROOM columns. Where they do not,
 * columns that hold nothing are left out, then those give way whose widest cell is far
 * above their average: one long value costs its own row lines, and not all the rows. */
void layout_widths(const struct table *t, bool head, size_t room, size_t *widths);

/* Appends a row, CELLS of which are consumed. A cell wider than its column goes on in
 * it, below; columns past ROOM go on below the row, further in. */
void layout_row(const struct table *t, struct slice *cells, const size_t *widths, size_t room,
	struct buf *b);

#endif
