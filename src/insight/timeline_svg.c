/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ladders as a picture.
 */
#include "insight/timeline.h"

#include <stdio.h>

#include "base/svg.h"
#include "base/text.h"

enum {
	MARGIN = 20,
	ROW = 24,       /* height of one */
	HEAD = 52,      /* and of what stands above a ladder */
	GAP = 30,       /* between ladders */
	AWAY = 12,      /* of text from the line beside it */
	LONGEST = 60,   /* characters of a call */
	RUNG_LEAST = 26 /* characters between the ends */
};

/* Where a ladder's parts are, in pixels from the left. */
struct plan {
	double time, ends[2], right;
};

/* ---- measures ---- */

static size_t width_of(const char *text)
{
	struct buf clean = { 0 };
	size_t width;

	text_add_clean(&clean, text, strlen(text));
	width = text_characters(clean.data, clean.len);
	buf_free(&clean);
	return width;
}

static double cut_width(const char *text)
{
	size_t width = width_of(text);

	return (double)(width < LONGEST ? width : LONGEST) * SVG_WIDTH;
}

static void widen(double *to, double width)
{
	*to = *to < width ? width : *to;
}

static double row_width(const struct timeline_row *row)
{
	return cut_width(row->text) + (row->job ? 5 * SVG_WIDTH : 0) +
	       (row->kind == TIMELINE_STATE ? 16 : 0);
}

static void measure(const struct ladder *l, struct plan *p)
{
	double sides[2] = { 0, 0 }, rung = RUNG_LEAST * SVG_WIDTH;

	for (int i = 0; i < 2; i++) {
		widen(&sides[i], cut_width(l->ends[i].name));
		widen(&sides[i], cut_width(l->ends[i].addr));
	}
	for (size_t i = 0; i < l->count; i++) {
		const struct timeline_row *row = &l->rows[i];

		if (row->kind == TIMELINE_ARROW)
			widen(&rung, cut_width(row->text) + 40);
		else
			widen(&sides[row->side], row_width(row));
	}
	p->time = MARGIN;
	p->ends[0] = MARGIN + 9 * SVG_WIDTH + sides[0] + 2 * AWAY;
	p->ends[1] = l->alone ? p->ends[0] : p->ends[0] + rung;
	p->right = p->ends[1] + (l->alone ? 0 : AWAY + sides[1]) + MARGIN;
}

static double height_of(const struct ladder *l)
{
	return HEAD + (double)l->count * ROW + GAP;
}

/* ---- rows ---- */

static void add_cut(struct buf *to, const char *text)
{
	struct buf clean = { 0 };
	size_t len = 0, width = 0;

	text_add_clean(&clean, text, strlen(text));
	for (; len < clean.len && width < LONGEST; width++)
		do
			len++;
		while (len < clean.len && ((unsigned char)clean.data[len] & 0xc0) == 0x80);
	if (len < clean.len && len > 3) {
		len = text_cut(clean.data, clean.len, len - 3);
		buf_add(to, clean.data, len);
		buf_adds(to, "...");
	} else {
		buf_add(to, clean.data, clean.len);
	}
	buf_free(&clean);
}

static unsigned arrow_look(const struct timeline_row *row)
{
	return (row->bad              ? SVG_RED
		       : row->assumed ? SVG_DIM
				      : SVG_BLUE) |
	       (row->assumed ? SVG_DASHED : 0U);
}

static void draw_arrow(const struct plan *p, const struct timeline_row *row, double y,
	struct slice text, struct buf *b)
{
	double from = p->ends[row->side], to = p->ends[!row->side];
	double middle = (p->ends[0] + p->ends[1]) / 2;
	double towards = row->side ? -2 : 2;

	svg_line(b, from + towards, y + 5, to - towards, y + 5, arrow_look(row) | SVG_ARROW);
	svg_text(b, middle, y, (arrow_look(row) & SVG_COLOUR) | SVG_MIDDLE, text);
}

static void draw_state(const struct plan *p, const struct timeline_row *row, double y,
	struct slice text, struct buf *b)
{
	double width = (double)text_characters(text.p, text.len) * SVG_WIDTH + 12;
	double left = row->side ? p->ends[1] + AWAY - 4 : p->ends[0] - AWAY + 4 - width;

	svg_rect(b, left, y - 14, width, 19, 6, SVG_GREEN);
	svg_text(b, left + width / 2, y, SVG_GREEN | SVG_MIDDLE, text);
}

static void draw_call(const struct plan *p, const struct timeline_row *row, double y,
	struct slice text, struct buf *b)
{
	unsigned look = row->bad ? SVG_RED : SVG_INK;

	if (row->side)
		svg_text(b, p->ends[1] + AWAY, y, look, text);
	else
		svg_text(b, p->ends[0] - AWAY, y, look | SVG_END, text);
}

static void draw_row(const struct timeline *t, const struct plan *p, const struct timeline_row *row,
	double y, struct buf *b)
{
	struct buf text = { 0 };

	timeline_time(t, row, &text);
	svg_group(b, slice_of(row->whole));
	svg_text(b, p->time + 8 * SVG_WIDTH, y, SVG_DIM | SVG_END, buf_slice(&text));
	buf_clear(&text);
	if (row->job && row->kind != TIMELINE_ARROW)
		buf_addf(&text, "%%%d ", row->job);
	add_cut(&text, row->text);
	if (row->kind == TIMELINE_ARROW)
		draw_arrow(p, row, y, buf_slice(&text), b);
	else if (row->kind == TIMELINE_STATE)
		draw_state(p, row, y, buf_slice(&text), b);
	else
		draw_call(p, row, y, buf_slice(&text), b);
	svg_group_end(b);
	buf_free(&text);
}

/* ---- ladders ---- */

static void draw_head(const struct plan *p, const struct ladder *l, double y, struct buf *b)
{
	for (int i = 0; i < (l->alone ? 1 : 2); i++) {
		double x = i ? p->ends[1] + AWAY : p->ends[0] - AWAY;
		unsigned anchor = i ? 0U : SVG_END;
		struct buf name = { 0 }, addr = { 0 };

		add_cut(&name, l->ends[i].name);
		add_cut(&addr, l->ends[i].addr);
		svg_text(b, x, y, SVG_INK | SVG_BOLD | anchor, buf_slice(&name));
		svg_text(b, x, y + SVG_HEIGHT, SVG_DIM | anchor, buf_slice(&addr));
		buf_free(&name);
		buf_free(&addr);
	}
}

static void draw_ladder(const struct timeline *t, const struct ladder *l, double top, struct buf *b)
{
	double bottom = top + height_of(l) - GAP;
	struct plan p;

	measure(l, &p);
	draw_head(&p, l, top + 14, b);
	for (int i = 0; i < (l->alone ? 1 : 2); i++)
		svg_line(b, p.ends[i], top, p.ends[i], bottom, SVG_DIM);
	for (size_t i = 0; i < l->count; i++)
		draw_row(t, &p, &l->rows[i], top + HEAD + (double)i * ROW + 14, b);
}

/* What is missing, and what dotted arrows are: a line each. */
static void draw_notes(const struct buf *notes, double *y, struct buf *b)
{
	const char *p = buf_cstr(notes);

	for (const char *end; (end = strchr(p, '\n')); p = end + 1) {
		svg_text(b, MARGIN, *y, SVG_DIM, (struct slice){ p, (size_t)(end - p) });
		*y += SVG_HEIGHT;
	}
}

static void add_notes(const struct timeline *t, struct buf *notes)
{
	timeline_gaps(t, notes);
	if (!t->count)
		buf_adds(notes, "no calls on descriptors yet\n");
	if (t->assumed)
		buf_adds(notes, "Dashed arrows were not captured: they follow from the calls.\n");
}

void timeline_svg(const struct timeline *t, struct buf *b)
{
	double width = 62 * SVG_WIDTH, height = MARGIN, y;
	struct buf notes = { 0 };

	add_notes(t, &notes);
	for (size_t i = 0; i < t->count; i++) {
		struct plan p;

		measure(&t->ladders[i], &p);
		widen(&width, p.right);
		height += height_of(&t->ladders[i]);
	}
	svg_begin(b, width, height + 4 * SVG_HEIGHT, slice_of("sosh: calls, and what passed"));
	y = MARGIN;
	for (size_t i = 0; i < t->count; i++) {
		draw_ladder(t, &t->ladders[i], y, b);
		y += height_of(&t->ladders[i]);
	}
	y += SVG_HEIGHT / 2.0;
	draw_notes(&notes, &y, b);
	svg_end(b);
	buf_free(&notes);
}
