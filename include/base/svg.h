/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture in SVG that needs nothing else: its colours are within it and follow what the viewer
 * prefers, light or dark; no scripts, no fonts, no links. Text stays text. Pure functions that
 * append to a buffer. Lengths are pixels, from the upper left corner; of them two decimals are
 * written, the same in every locale.
 */
#ifndef BASE_SVG_H
#define BASE_SVG_H

#include "base/buf.h"

/* How something looks: a colour, and any of the others. */
enum svg_look {
	SVG_INK, /* what text has */
	SVG_DIM,
	SVG_FAINT, /* of lines that help the eye, and of nothing that is to be read */
	SVG_BLUE,
	SVG_GREEN,
	SVG_ORANGE,
	SVG_RED,
	SVG_VIOLET,
	SVG_TEAL,
	SVG_COLOURS,
	SVG_COLOUR = 0xf,

	SVG_BOLD = 1 << 4,
	SVG_SMALL = 1 << 5,  /* text */
	SVG_MIDDLE = 1 << 6, /* text stands on both sides of its place, */
	SVG_END = 1 << 7,    /* or ends there */
	SVG_THICK = 1 << 8,
	SVG_DASHED = 1 << 9,
	SVG_ARROW = 1 << 10,  /* a line's end has a head */
	SVG_FILLED = 1 << 11, /* a shape is filled with its colour, else with the background's */
};

/* A character of text is about this wide, and a line of it this high. */
#define SVG_WIDTH       7.9
#define SVG_WIDTH_SMALL 6.7
#define SVG_HEIGHT      18

/* TITLE is for who cannot see it, and the viewer's. */
void svg_begin(struct buf *b, double width, double height, struct slice title);
void svg_end(struct buf *b);

/* What follows is one thing, and under the pointer TITLE tells of it; empty: nothing does. */
void svg_group(struct buf *b, struct slice title);
void svg_group_end(struct buf *b);

/* On the line Y. Bytes from elsewhere are safe: what is no visible UTF-8 is escaped. */
void svg_text(struct buf *b, double x, double y, unsigned look, struct slice text);

void svg_line(struct buf *b, double x1, double y1, double x2, double y2, unsigned look);
void svg_rect(struct buf *b, double x, double y, double width, double height, double radius,
	unsigned look);

/* A line through COUNT points, x and y of each. */
void svg_polyline(struct buf *b, const double *points, size_t count, unsigned look);

/* The same by commands of a path, `M 0 0 C 1 1 2 2 3 3`, as the caller wrote them. */
void svg_path(struct buf *b, const char *commands, unsigned look);

/* A number for those. */
void svg_number(struct buf *b, double n);

#endif
