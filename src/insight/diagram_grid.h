/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the parts of the diagram are: on a grid of characters, of which a picture's are pixels.
 */
#ifndef INSIGHT_DIAGRAM_GRID_H
#define INSIGHT_DIAGRAM_GRID_H

#include "insight/diagram.h"

enum { GRID_WIDTH = 77, GRID_HEIGHT = 36, BOX_WIDTH = 17, BOX_HEIGHT = 3, LINE_POINTS = 4 };

struct grid_box {
	int state, x, y;
	bool end; /* the CLOSE below */
};

/* Points up to the last that is not 0,0; the last one is where the arrow's head is. */
struct grid_line {
	struct {
		int x, y;
	} points[LINE_POINTS];
	int x, y; /* of the label */
	const char *label;
};

extern const struct grid_box grid_boxes[];
extern const size_t grid_box_count;
extern const struct grid_line grid_lines[]; /* in the order of diagram_edges */

/* Whether the path of T has the transition. T may be NULL. */
bool grid_is_passed(const struct track *t, const struct diagram_edge *e);

/* Appends the text of a box, `3* ESTABLISHED`; whether the path of T passes it. */
bool grid_label(const struct track *t, const struct grid_box *box, struct buf *b);

/* How many points a line has. */
static inline size_t grid_points(const struct grid_line *l)
{
	size_t n = LINE_POINTS;

	while (n && !l->points[n - 1].x && !l->points[n - 1].y)
		n--;
	return n;
}

#endif
