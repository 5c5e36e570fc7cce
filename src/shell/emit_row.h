/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Row objects (--json) piece by piece, and the cells of a table: what emit.c, layout.c and
 * sheet.c share.
 */
#ifndef SHELL_EMIT_ROW_H
#define SHELL_EMIT_ROW_H

#include "shell/emit.h"

/* `{"v":1,"type":"row","row":COMMAND,"cmd":...`, to which members are added; then the end, and out
 * with it. */
void row_begin(const struct run *r, struct buf *b);
void row_end(struct run *r, struct buf *b);

/* The rows as objects, a comma between two. */
void table_objects(const struct table *t, struct buf *b);

size_t table_columns(const struct table *t);
struct slice table_cell(const struct table *t, size_t i); /* borrowed, counted row by row */
void table_free(struct table *t);

#endif
