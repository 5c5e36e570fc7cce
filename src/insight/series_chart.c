/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Series as a chart: a panel for each unit, the time below.
 */
#include <math.h> /* floor and ceil, which the compiler knows */

#include "base/mem.h"
#include "base/svg.h"
#include "base/text.h"
#include "insight/series.h"

#include <stdlib.h>

enum {
	LEFT = 84,
	RIGHT = 24,
	TOP = 44,
	LEGEND = 26,
	PANEL = 180,
	GAP = 18,
	BOTTOM = 46,
	WIDTH = 820
};
enum { TICKS_ACROSS = 8, TICKS_UP = 5 };

struct panel {
	double top, low, high, step; /* values */
	enum unit unit;
	int64_t end; /* ns */
};

static const unsigned looks[] = { SVG_BLUE, SVG_ORANGE, SVG_GREEN, SVG_VIOLET, SVG_RED, SVG_TEAL };

double series_step(double span, int most)
{
	static const double steps[] = { 1, 2, 5 };
	double power = 1;

	if (!(span > 0) || span > 1e30)
		return 1;
	while (span / power <= most)
		power /= 10;
	while (true) {
		for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
			if (span / (steps[i] * power) <= most)
				return steps[i] * power;
		power *= 10;
	}
}

/* ---- places ---- */

static double x_of(const struct panel *p, int64_t at)
{
	double share = p->end ? (double)at / (double)p->end : 0;

	return LEFT + share * (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct panel *p, double value)
{
	return p->top + PANEL - (value - p->low) / (p->high - p->low) * PANEL;
}

/* From 0, unless what there is lies far above. Of what has no unit a step is whole. */
static void measure(struct panel *p, double min, double max)
{
	p->low = min > 0 && min < max * 0.6 ? 0 : min < 0 ? min : min > 0 && max > min ? min : 0;
	if (max <= p->low)
		max = p->low + 1;
	p->step = series_step(max - p->low, TICKS_UP);
	if (p->step < 1)
		p->step = 1;
	p->low = floor(p->low / p->step) * p->step;
	p->high = ceil(max / p->step) * p->step;
}

/* ---- axes ---- */

static void add_up(struct buf *b, const struct panel *p)
{
	struct buf text = { 0 };

	for (int i = 0; p->low + i * p->step <= p->high + p->step / 2; i++) {
		double y = y_of(p, p->low + i * p->step);

		svg_line(b, LEFT, y, WIDTH - RIGHT, y, SVG_FAINT);
		series_value(p->unit, p->low + i * p->step, &text);
		svg_text(b, LEFT - 8, y + 4, SVG_DIM | SVG_SMALL | SVG_END, buf_slice(&text));
		buf_clear(&text);
	}
	svg_line(b, LEFT, p->top, LEFT, p->top + PANEL, SVG_DIM);
	svg_line(b, LEFT, p->top + PANEL, WIDTH - RIGHT, p->top + PANEL, SVG_DIM);
	buf_free(&text);
}

static void add_across(struct buf *b, const struct panel *p, bool labels)
{
	double step = series_step((double)p->end, TICKS_ACROSS);
	struct buf text = { 0 };

	for (int i = 0; i * step <= (double)p->end; i++) {
		double x = x_of(p, (int64_t)(i * step));

		svg_line(b, x, p->top + PANEL, x, p->top + PANEL + 4, SVG_DIM);
		if (!labels)
			continue;
		if (i)
			text_add_time(&text, (int64_t)(i * step));
		else
			buf_adds(&text, "0");
		svg_text(b, x, p->top + PANEL + 18, SVG_DIM | SVG_SMALL | SVG_MIDDLE,
			buf_slice(&text));
		buf_clear(&text);
	}
	if (labels)
		svg_text(b, (LEFT + WIDTH - RIGHT) / 2.0, p->top + PANEL + 36,
			SVG_DIM | SVG_SMALL | SVG_MIDDLE, slice_of("time since the first sample"));
	buf_free(&text);
}

/* ---- lines ---- */

/* Where a point stands for several readings, both the least and the greatest of them. */
static void add_points(struct buf *b, const struct panel *p, const struct series *s, unsigned look)
{
	double *points = mem_alloc((4 * s->count + 4) * sizeof(*points));
	size_t n = 0;

	for (size_t i = 0; i <= s->count; i++) {
		const struct series_point *one = &s->points[i];

		if (i == s->count || !one->known) {
			if (n == 1)
				svg_rect(b, points[0] - 1.5, points[1] - 1.5, 3, 3, 1,
					look | SVG_FILLED);
			else if (n)
				svg_polyline(b, points, n, look | SVG_THICK);
			n = 0;
			continue;
		}
		for (int end = 0; end < (one->low < one->high ? 2 : 1); end++, n++) {
			points[2 * n] = x_of(p, one->at);
			points[2 * n + 1] = y_of(p, end ? one->low : one->high);
		}
	}
	free(points);
}

static double add_legend(struct buf *b, const struct series *s, double x, double y, unsigned look)
{
	struct buf text = { 0 };

	svg_line(b, x, y - 4, x + 18, y - 4, look | SVG_THICK);
	buf_adds(&text, s->name);
	if (unit_name(s->unit))
		buf_addf(&text, " (%s)", unit_name(s->unit));
	if (!s->any)
		buf_adds(&text, ": unknown");
	svg_text(b, x + 24, y, SVG_INK | SVG_SMALL, buf_slice(&text));
	x += 24 + (double)text.len * SVG_WIDTH_SMALL + 24;
	buf_free(&text);
	return x;
}

/* ---- panels ---- */

/* Whether I is the first series of its unit. */
static bool begins_panel(const struct series *all, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (all[k].unit == all[i].unit)
			return false;
	return true;
}

static void add_panel(
	struct buf *b, const struct series *all, size_t count, size_t first, double top, bool last)
{
	struct panel p = { .top = top + LEGEND, .unit = all[first].unit };
	double min = 0, max = 0, x = LEFT;
	bool any = false;

	for (size_t i = first; i < count; i++) {
		p.end = all[i].end > p.end ? all[i].end : p.end;
		if (all[i].unit != p.unit || !all[i].any)
			continue;
		min = !any || all[i].min < min ? all[i].min : min;
		max = !any || all[i].max > max ? all[i].max : max;
		any = true;
	}
	measure(&p, min, max);
	add_up(b, &p);
	add_across(b, &p, last);
	for (size_t i = first; i < count; i++) {
		unsigned look = looks[i % (sizeof(looks) / sizeof(looks[0]))];

		if (all[i].unit != p.unit)
			continue;
		x = add_legend(b, &all[i], x, top + LEGEND - 10, look);
		if (all[i].count)
			add_points(b, &p, &all[i], look);
	}
}

void series_chart(const struct series *all, size_t count, struct slice title, struct buf *b)
{
	size_t panels = 0, done = 0;

	for (size_t i = 0; i < count; i++)
		panels += begins_panel(all, i);
	svg_begin(b, WIDTH, TOP + (double)panels * (LEGEND + PANEL + GAP) + BOTTOM, title);
	svg_text(b, LEFT, 26, SVG_INK | SVG_BOLD, title);
	for (size_t i = 0; i < count; i++) {
		if (!begins_panel(all, i))
			continue;
		add_panel(b, all, count, i, TOP + (double)done * (LEGEND + PANEL + GAP),
			done + 1 == panels);
		done++;
	}
	svg_end(b);
}
