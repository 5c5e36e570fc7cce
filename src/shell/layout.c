/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables as lines: how wide their columns are, where a row is broken.
 */
#include "layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/wrap.h"
#include "emit_row.h"

enum {
	GAP = 2,        /* blanks between columns */
	TEXT_MIN = 16,  /* the least width in which words are wrapped, */
	USUAL_MIN = 24, /* what no cell is too long for: an address */
	ROW_INDENT = 6, /* of what goes on of a row */
};

/* How wide the cells of a column are. */
struct extent {
	size_t head, widest, sum;
	size_t count;   /* of cells that hold something */
	size_t longest; /* of what is not broken, if there is room for it */
	size_t usual;   /* the width that leaves no room for what is far longer than most */
	size_t least;   /* the width that it keeps */
};

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* ---- widths ---- */

static int compare_sizes(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

/* Twice the median is usual: words are wrapped there, and where a longer cell has none, the column
 * is as wide as those that are usual. */
static size_t usual_width(const struct extent *e, size_t *all)
{
	size_t limit = USUAL_MIN, n = e->count;

	if (n) {
		qsort(all, n, sizeof(*all), compare_sizes);
		limit = larger(limit, all[(n - 1) / 2] * 2);
	}
	if (e->longest <= limit)
		return larger(e->head, smaller(e->widest, limit));
	while (n && all[n - 1] > limit)
		n--;
	return larger(e->head, n ? all[n - 1] : 0);
}

static void measure(
	const struct table *t, size_t columns, size_t column, bool head, struct extent *e)
{
	e->widest = e->head = head ? strlen(t->columns[column].name) : 1;
	for (size_t i = column; i < t->count; i += columns) {
		struct slice cell = table_cell(t, i);
		size_t width = text_width(cell.p, cell.len);

		e->widest = larger(e->widest, width);
		e->sum += width;
		e->count += width != 0;
	}
}

/* What only matters where there is not room for all: a pipe has that for any table. */
static void measure_more(const struct table *t, size_t columns, size_t column, struct extent *e)
{
	size_t *all = mem_zalloc(e->count + 1, sizeof(*all)), count = 0;

	for (size_t i = column; i < t->count; i += columns) {
		struct slice cell = table_cell(t, i);
		size_t width = text_width(cell.p, cell.len);

		e->longest = larger(e->longest, wrap_longest(cell));
		if (width)
			all[count++] = width;
	}
	e->usual = usual_width(e, all);
	free(all);
}

static size_t total(const size_t *widths, size_t columns)
{
	size_t sum = 0;

	for (size_t c = 0; c < columns; c++)
		sum += widths[c] ? widths[c] + GAP : 0;
	return sum ? sum - GAP : 0;
}

/* The column whose width is the most above its cells' average, of those that may give way;
 * COLUMNS: none may. */
static size_t next_to_give(const struct extent *e, const size_t *widths, size_t columns)
{
	size_t best = columns;

	for (size_t c = 0; c < columns; c++) {
		if (widths[c] <= e[c].least)
			continue;
		if (best == columns || widths[c] * e[c].count * (e[best].sum + 1) >
					       widths[best] * e[best].count * (e[c].sum + 1))
			best = c;
	}
	return best;
}

static bool give_way(const struct extent *e, size_t *widths, size_t columns, size_t room)
{
	while (total(widths, columns) > room) {
		size_t c = next_to_give(e, widths, columns);

		if (c == columns)
			return false;
		widths[c]--;
	}
	return true;
}

/* What holds nothing takes no room that others lack; the others begin as wide as they are. */
static void begin_widths(const struct extent *e, size_t columns, size_t *widths)
{
	for (size_t c = 0; c < columns; c++)
		widths[c] = e[c].sum ? e[c].widest : 0;
}

/* First words are wrapped; then what is far longer than most in its column is cut; then rows
 * go on below. */
static void make_room(
	const struct table *t, struct extent *e, size_t columns, size_t room, size_t *widths)
{
	for (size_t c = 0; c < columns; c++) {
		if (!(t->columns[c].flags & COLUMN_OBJECTS))
			measure_more(t, columns, c, &e[c]);
		e[c].least =
			larger(e[c].head, larger(e[c].longest, smaller(e[c].widest, TEXT_MIN)));
	}
	begin_widths(e, columns, widths);
	if (give_way(e, widths, columns, room))
		return;
	for (size_t c = 0; c < columns; c++)
		e[c].least = smaller(e[c].least, e[c].usual);
	begin_widths(e, columns, widths);
	if (give_way(e, widths, columns, room))
		return;
	room = larger(room, ROW_INDENT + USUAL_MIN) - ROW_INDENT;
	for (size_t c = 0; c < columns; c++)
		widths[c] = e[c].sum ? smaller(e[c].usual, room) : 0;
}

void layout_widths(const struct table *t, bool head, size_t room, size_t *widths)
{
	size_t columns = table_columns(t);
	struct extent *extents = mem_zalloc(columns, sizeof(*extents));

	for (size_t c = 0; c < columns; c++) {
		if (t->columns[c].flags & COLUMN_OBJECTS)
			continue;
		measure(t, columns, c, head, &extents[c]);
		widths[c] = extents[c].widest;
	}
	if (room && total(widths, columns) > room)
		make_room(t, extents, columns, room, widths);
	free(extents);
}

/* ---- rows ---- */

static void add_blanks(struct buf *b, size_t count)
{
	memset(buf_reserve(b, count), ' ', count);
	b->len += count;
	b->data[b->len] = '\0';
}

/* Whether CELL fits in WIDTH columns for certain: no byte takes more than one. */
static bool surely_fits(struct slice cell, size_t width)
{
	return cell.len <= width;
}

/* Takes off CELL what fits in a line of it. */
static struct slice take_line(struct slice *cell, size_t width)
{
	struct slice line = { cell->p,
		surely_fits(*cell, width) ? cell->len : wrap_first(*cell, width) };

	cell->p += line.len;
	cell->len -= line.len;
	while (cell->len && cell->p[0] == ' ') {
		cell->p++;
		cell->len--;
	}
	return line;
}

static void add_cell(struct buf *b, struct slice shown, size_t width, bool right)
{
	size_t used = text_width(shown.p, shown.len), pad = width > used ? width - used : 0;

	if (right)
		add_blanks(b, pad);
	buf_add(b, shown.p, shown.len);
	add_blanks(b, right ? GAP : pad + GAP);
}

static bool is_left(const struct slice *cells, size_t first, size_t end)
{
	for (size_t c = first; c < end; c++)
		if (cells[c].len)
			return true;
	return false;
}

/* A line of the columns FIRST to END. What is too long for its column, and is not to be
 * broken, has all of the line's rest; what stands behind it comes below. Of cells that hold
 * nothing a dash is shown, if there is a line for them. */
static void add_line(const struct table *t, struct slice *cells, const size_t *widths, size_t first,
	size_t end, size_t room, struct buf *b)
{
	size_t used = first ? ROW_INDENT : 0;

	add_blanks(b, used);
	for (size_t c = first; c < end; c++) {
		bool over;

		if (!widths[c])
			continue;
		over = !surely_fits(cells[c], widths[c]) && wrap_longest(cells[c]) > widths[c];
		if (!cells[c].p)
			cells[c] = slice_of("-");
		add_cell(b, take_line(&cells[c], over ? room - used : widths[c]), widths[c],
			t->columns[c].flags & COLUMN_NUMBER);
		used += widths[c] + GAP;
		if (over)
			break;
	}
	while (b->len && b->data[b->len - 1] == ' ')
		b->data[--b->len] = '\0';
	buf_addc(b, '\n');
}

/* The column behind the last that a line has room for, which begins with column FIRST. */
static size_t end_of_line(const size_t *widths, size_t first, size_t columns, size_t room)
{
	size_t used = first ? ROW_INDENT : 0, c;

	for (c = first; c < columns; c++) {
		if (c > first && widths[c] && used + widths[c] > room)
			break;
		used += widths[c] ? widths[c] + GAP : 0;
	}
	return c;
}

void layout_row(const struct table *t, struct slice *cells, const size_t *widths, size_t room,
	struct buf *b)
{
	size_t columns = table_columns(t);

	for (size_t first = 0, end; first < columns; first = end) {
		end = room ? end_of_line(widths, first, columns, room) : columns;
		if (first && !is_left(cells, first, end))
			continue;
		for (size_t c = first; c < end; c++)
			if (!widths[c] || !cells[c].len)
				cells[c] = (struct slice){ 0 };
		do
			add_line(t, cells, widths, first, end, room, b);
		while (is_left(cells, first, end));
	}
}
