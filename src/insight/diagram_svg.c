/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The diagram as a picture.
 */
#include "base/svg.h"
#include "diagram_grid.h"

enum { CELL_WIDTH = 9, CELL_HEIGHT = 18, MARGIN = 16 };

static double place_x(double x)
{
	return MARGIN + x * CELL_WIDTH + CELL_WIDTH / 2.0;
}

static double place_y(double y)
{
	return MARGIN + y * CELL_HEIGHT + CELL_HEIGHT / 2.0;
}

static bool is_on_box(int x, int y)
{
	for (size_t i = 0; i < grid_box_count; i++) {
		int dx = x - grid_boxes[i].x, dy = y - grid_boxes[i].y;

		if (dx >= 0 && dx < BOX_WIDTH && dy >= 0 && dy < BOX_HEIGHT)
			return true;
	}
	return false;
}

/* Characters leave a place before a box: moves the end of a line on to it, away from NEXT. */
static void reach_box(double *end, const double *next, int x, int y)
{
	if (is_on_box(x, y))
		return;
	if (end[0] != next[0])
		end[0] += end[0] > next[0] ? CELL_WIDTH : -CELL_WIDTH;
	else
		end[1] += end[1] > next[1] ? CELL_HEIGHT : -CELL_HEIGHT;
}

static void add_edge(struct buf *b, const struct grid_line *l, bool marked)
{
	double points[2 * LINE_POINTS] = { 0 };
	size_t n = grid_points(l), last = 2 * n - 2;

	if (n < 2)
		return;
	for (size_t i = 0; i < n; i++) {
		points[2 * i] = place_x(l->points[i].x);
		points[2 * i + 1] = place_y(l->points[i].y);
	}
	reach_box(points, points + 2, l->points[0].x, l->points[0].y);
	reach_box(points + last, points + last - 2, l->points[n - 1].x, l->points[n - 1].y);
	svg_polyline(
		b, points, n, marked ? SVG_GREEN | SVG_THICK | SVG_ARROW : SVG_DIM | SVG_ARROW);
	svg_text(b, place_x(l->x), place_y(l->y) + 5,
		(marked ? SVG_GREEN | SVG_BOLD : SVG_DIM) | SVG_SMALL, slice_of(l->label));
}

static void add_box(struct buf *b, const struct grid_box *box, struct slice text, bool marked)
{
	double x = place_x(box->x), y = place_y(box->y);
	double width = (BOX_WIDTH - 1) * CELL_WIDTH, height = (BOX_HEIGHT - 1) * CELL_HEIGHT;

	svg_rect(b, x, y, width, height, 6, marked ? SVG_GREEN | SVG_THICK : SVG_DIM);
	svg_text(b, x + width / 2, y + height / 2 + 5,
		(marked ? SVG_INK | SVG_BOLD : SVG_INK) | SVG_MIDDLE, text);
}

static void add_path(const struct track *t, struct buf *b)
{
	struct buf path = { 0 };

	diagram_path(t, &path);
	svg_group(b, buf_slice(&path));
	svg_text(b, MARGIN, place_y(GRID_HEIGHT + 1), SVG_DIM | SVG_SMALL,
		slice_of(
			"1, 2, 3: the path of this connection   ~ inferred, nobody saw it   * now"));
	svg_group_end(b);
	buf_free(&path);
}

void diagram_svg(const struct track *t, struct slice title, struct buf *b)
{
	struct buf label = { 0 };

	svg_begin(b, 2 * MARGIN + GRID_WIDTH * CELL_WIDTH,
		2 * MARGIN + (GRID_HEIGHT + (t ? 2 : 0)) * CELL_HEIGHT, title);
	for (int marked = 0; marked < 2; marked++)
		for (size_t i = 0; i < diagram_edge_count; i++)
			if (grid_is_passed(t, &diagram_edges[i]) == marked)
				add_edge(b, &grid_lines[i], marked);
	for (size_t i = 0; i < grid_box_count; i++) {
		bool marked = grid_label(t, &grid_boxes[i], &label);

		add_box(b, &grid_boxes[i], buf_slice(&label), marked);
		buf_clear(&label);
	}
	if (t)
		add_path(t, b);
	svg_end(b);
	buf_free(&label);
}
