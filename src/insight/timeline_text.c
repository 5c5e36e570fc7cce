/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ladders as text: the time, the calls of one end, what passed, the calls of the other.
 */
#include "insight/timeline.h"

#include "base/text.h"
#include "base/wrap.h"

enum {
	LEAST = 8,   /* columns of a cell, if the terminal is as narrow as that */
	RUNG = 14,   /* of what is between the ends */
	ARROW = 7,   /* of an arrow beside its label */
	AROUND = 6,  /* of the lines, and blanks beside them and behind the time */
	SPARE = 10,  /* columns more for that, where there is room */
	WIDEST = 44, /* a cell, however wide the terminal */
};

enum { LEFT, MIDDLE, RIGHT, CELLS };

/* How lines are drawn. */
struct strokes {
	const char *bar, *line, *dotted;
};

static const struct strokes ascii = { "|", "-", "." }, boxes = { "│", "─", "╌" };

struct page {
	const struct timeline *t;
	const struct strokes *with;
	size_t time, widths[CELLS];
	bool alone;
	struct buf *b;
};

/* A line to come: its cells are cleaned. */
struct line {
	struct buf time, cells[CELLS];
	const struct timeline_row *arrow;
};

/* ---- widths ---- */

static size_t width_of(const char *text)
{
	return text_width(text, strlen(text));
}

static size_t width_of_row(const struct timeline_row *row)
{
	size_t width = width_of(row->text) + (row->job ? 4 : 0);

	return width + (row->kind == TIMELINE_STATE ? 2 : row->kind == TIMELINE_ARROW ? ARROW : 0);
}

static void widen(size_t *to, size_t width)
{
	*to = *to < width ? width : *to;
}

static int cell_of(const struct timeline_row *row)
{
	return row->kind == TIMELINE_ARROW ? MIDDLE : row->side ? RIGHT : LEFT;
}

/* Cells that are small keep what they need; the others share the rest. */
static void fit(size_t widths[CELLS], size_t room)
{
	bool settled[CELLS] = { false };
	size_t left = CELLS;

	for (int round = 0; round < CELLS; round++)
		for (int i = 0; i < CELLS; i++)
			if (!settled[i] && left && widths[i] <= room / left) {
				settled[i] = true;
				room -= widths[i];
				left--;
			}
	for (int i = 0; i < CELLS; i++)
		if (!settled[i])
			widths[i] = room / left > LEAST ? room / left : LEAST;
}

static void measure(struct page *p, const struct ladder *l, size_t columns)
{
	struct buf time = { 0 };
	size_t room;

	p->widths[MIDDLE] = l->alone ? 0 : RUNG;
	for (int i = 0; i < 2; i++) {
		widen(&p->widths[i ? RIGHT : LEFT], width_of(l->ends[i].name));
		widen(&p->widths[i ? RIGHT : LEFT], width_of(l->ends[i].addr));
	}
	for (size_t i = 0; i < l->count; i++) {
		buf_clear(&time);
		timeline_time(p->t, &l->rows[i], &time);
		widen(&p->time, time.len);
		widen(&p->widths[cell_of(&l->rows[i])], width_of_row(&l->rows[i]));
	}
	for (int i = 0; i < CELLS; i++)
		if (p->widths[i] > WIDEST)
			p->widths[i] = WIDEST;
	room = columns > p->time + AROUND ? columns - p->time - AROUND : 0;
	fit(p->widths, room);
	room -= p->widths[LEFT] + p->widths[RIGHT] + p->widths[MIDDLE] < room
			? p->widths[LEFT] + p->widths[RIGHT] + p->widths[MIDDLE]
			: room;
	if (!l->alone)
		p->widths[MIDDLE] += room < SPARE ? room : SPARE;
	buf_free(&time);
}

/* ---- a line ---- */

static void add_times(struct buf *b, const char *what, size_t count)
{
	while (count--)
		buf_adds(b, what);
}

/* The next piece of CELL, which is consumed; ends in no blank. */
static struct slice take_piece(struct slice *cell, size_t columns)
{
	struct slice piece = { cell->p, cell->len ? wrap_first(*cell, columns) : 0 };

	cell->p += piece.len;
	cell->len -= piece.len;
	while (cell->len && *cell->p == ' ') {
		cell->p++;
		cell->len--;
	}
	while (piece.len && piece.p[piece.len - 1] == ' ')
		piece.len--;
	return piece;
}

static void add_piece(struct page *p, struct slice piece, int cell)
{
	size_t width = text_width(piece.p, piece.len), room = p->widths[cell];
	size_t blanks = width < room ? room - width : 0;
	size_t before = cell == LEFT ? blanks : cell == MIDDLE ? blanks / 2 : 0;

	add_times(p->b, " ", before);
	buf_add(p->b, piece.p, piece.len);
	if (cell != RIGHT)
		add_times(p->b, " ", blanks - before);
}

/* `---- label --->`, the label empty where it stands above. */
static void add_arrow(struct page *p, const struct timeline_row *row, struct slice label)
{
	const char *stroke = row->assumed ? p->with->dotted : p->with->line;
	size_t width = text_width(label.p, label.len) + (label.len ? 2 : 0) + 1;
	size_t strokes = p->widths[MIDDLE] > width ? p->widths[MIDDLE] - width : 0;

	buf_adds(p->b, row->side ? "<" : "");
	add_times(p->b, stroke, strokes / 2);
	buf_adds(p->b, label.len ? " " : "");
	buf_add(p->b, label.p, label.len);
	buf_adds(p->b, label.len ? " " : "");
	add_times(p->b, stroke, strokes - strokes / 2);
	buf_adds(p->b, row->side ? "" : ">");
}

static void end_line(struct buf *b)
{
	while (b->len && b->data[b->len - 1] == ' ')
		b->len--;
	buf_addc(b, '\n');
}

static void add_bars(struct page *p, struct slice cells[CELLS], const struct timeline_row *arrow)
{
	add_piece(p, take_piece(&cells[LEFT], p->widths[LEFT]), LEFT);
	buf_addf(p->b, " %s", p->with->bar);
	if (p->alone) { /* nothing stands beside it */
		cells[MIDDLE].len = cells[RIGHT].len = 0;
		end_line(p->b);
		return;
	}
	if (arrow && text_width(cells[MIDDLE].p, cells[MIDDLE].len) + ARROW <= p->widths[MIDDLE]) {
		add_arrow(p, arrow, cells[MIDDLE]);
		cells[MIDDLE].len = 0;
	} else {
		add_piece(p, take_piece(&cells[MIDDLE], p->widths[MIDDLE]), MIDDLE);
	}
	buf_addf(p->b, "%s ", p->with->bar);
	add_piece(p, take_piece(&cells[RIGHT], p->widths[RIGHT]), RIGHT);
	end_line(p->b);
}

/* A label that does not fit into its arrow stands above it. */
static void write_line(struct page *p, struct line *line)
{
	struct slice cells[CELLS];
	bool first = true, above;

	for (int i = 0; i < CELLS; i++)
		cells[i] = buf_slice(&line->cells[i]);
	above = line->arrow &&
		text_width(cells[MIDDLE].p, cells[MIDDLE].len) + ARROW > p->widths[MIDDLE];
	while (first || cells[LEFT].len || cells[MIDDLE].len || cells[RIGHT].len || above) {
		bool draws = line->arrow && (!above || !cells[MIDDLE].len);

		add_times(p->b, " ", p->time - (first ? line->time.len : 0));
		buf_add(p->b, line->time.data, first ? line->time.len : 0);
		buf_adds(p->b, "  ");
		add_bars(p, cells, draws ? line->arrow : NULL);
		if (draws) {
			line->arrow = NULL;
			above = false;
		}
		first = false;
	}
}

static void clear_line(struct line *line)
{
	buf_clear(&line->time);
	for (int i = 0; i < CELLS; i++)
		buf_clear(&line->cells[i]);
	line->arrow = NULL;
}

/* ---- rows ---- */

static void add_row_text(const struct timeline_row *row, struct buf *b)
{
	if (row->job && row->kind != TIMELINE_ARROW)
		buf_addf(b, "%%%d ", row->job);
	buf_adds(b, row->kind == TIMELINE_STATE ? "[" : "");
	text_add_clean(b, row->text, strlen(row->text));
	buf_adds(b, row->kind == TIMELINE_STATE ? "]" : "");
}

/* A state stands beside what led to it, where there is room. */
static void add_rows(struct page *p, const struct ladder *l)
{
	struct line line = { 0 };

	for (size_t i = 0; i < l->count; i++) {
		const struct timeline_row *row = &l->rows[i];
		struct buf *cell = &line.cells[cell_of(row)];

		if (i && (row->kind != TIMELINE_STATE || cell->len)) {
			write_line(p, &line);
			clear_line(&line);
		}
		if (!line.time.len)
			timeline_time(p->t, row, &line.time);
		add_row_text(row, cell);
		if (row->kind == TIMELINE_ARROW)
			line.arrow = row;
	}
	write_line(p, &line);
	clear_line(&line);
	for (int i = 0; i < CELLS; i++)
		buf_free(&line.cells[i]);
	buf_free(&line.time);
}

static void add_head(struct page *p, const char *left, const char *right)
{
	struct buf one = { 0 }, two = { 0 };
	struct slice cells[2];

	text_add_clean(&one, left, strlen(left));
	text_add_clean(&two, right, strlen(right));
	cells[0] = buf_slice(&one);
	cells[1] = buf_slice(&two);
	while (cells[0].len || cells[1].len) {
		add_times(p->b, " ", p->time + 2);
		add_piece(p, take_piece(&cells[0], p->widths[LEFT]), LEFT);
		add_times(p->b, " ", p->widths[MIDDLE] + 4);
		add_piece(p, take_piece(&cells[1], p->widths[RIGHT]), RIGHT);
		end_line(p->b);
	}
	buf_free(&one);
	buf_free(&two);
}

void timeline_text(const struct timeline *t, size_t columns, bool unicode, struct buf *b)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct ladder *l = &t->ladders[i];
		struct page p = {
			.t = t, .with = unicode ? &boxes : &ascii, .alone = l->alone, .b = b
		};

		buf_adds(b, i ? "\n" : "");
		measure(&p, l, columns);
		add_head(&p, l->ends[0].name, l->ends[1].name);
		add_head(&p, l->ends[0].addr, l->ends[1].addr);
		add_rows(&p, l);
	}
	if (t->assumed)
		buf_adds(b, "\nDotted arrows were not captured: they follow from the calls.\n");
}
