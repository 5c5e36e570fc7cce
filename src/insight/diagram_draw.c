/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The diagram in characters: each cell knows in which directions lines leave it.
 */
#include <string.h>

#include "diagram_grid.h"

enum { UP = 1, RIGHT = 2, DOWN = 4, LEFT = 8 };
enum { ARROW_UP = 128, ARROW_RIGHT, ARROW_DOWN, ARROW_LEFT };

struct cell {
	unsigned char lines; /* directions, or an arrow's head */
	char text;           /* 0: lines */
	bool marked;
};

struct canvas {
	struct cell cells[GRID_HEIGHT][GRID_WIDTH + 1];
};

/* ---- on the grid ---- */

static void put_text(struct canvas *c, int x, int y, const char *text, bool marked)
{
	for (; *text; text++, x++)
		c->cells[y][x] = (struct cell){ 0, *text, marked };
}

static void leave(struct canvas *c, int x, int y, int direction, bool marked)
{
	struct cell *one = &c->cells[y][x];

	if (one->lines < ARROW_UP)
		one->lines |= (unsigned char)direction;
	one->marked = one->marked || marked;
}

/* Draws from one point to another on the same line, both included. */
static void put_line(struct canvas *c, int x, int y, int to_x, int to_y, bool marked)
{
	int dx = (to_x > x) - (to_x < x), dy = (to_y > y) - (to_y < y);
	int there = dx > 0 ? RIGHT : dx < 0 ? LEFT : dy > 0 ? DOWN : UP;
	int back = dx > 0 ? LEFT : dx < 0 ? RIGHT : dy > 0 ? UP : DOWN;

	for (; x != to_x || y != to_y; x += dx, y += dy) {
		leave(c, x, y, there, marked);
		leave(c, x + dx, y + dy, back, marked);
	}
}

static int arrow_of(int dx, int dy)
{
	return dx > 0 ? ARROW_RIGHT : dx < 0 ? ARROW_LEFT : dy > 0 ? ARROW_DOWN : ARROW_UP;
}

static void put_edge(struct canvas *c, const struct grid_line *l, bool marked)
{
	size_t n = grid_points(l);
	int dx = 0, dy = 0, x = l->points[n - 1].x, y = l->points[n - 1].y;

	for (size_t i = 1; i < n; i++) {
		dx = l->points[i].x - l->points[i - 1].x;
		dy = l->points[i].y - l->points[i - 1].y;
		put_line(c, l->points[i - 1].x, l->points[i - 1].y, l->points[i].x, l->points[i].y,
			marked);
	}
	if (n < 2)
		return;
	c->cells[y][x] = (struct cell){ (unsigned char)arrow_of(dx, dy), 0, marked };
	put_text(c, l->x, l->y, l->label, marked);
}

static void put_box(struct canvas *c, const struct grid_box *box, const char *text, bool marked)
{
	int right = box->x + BOX_WIDTH - 1, bottom = box->y + BOX_HEIGHT - 1;
	int len = (int)strlen(text), room = BOX_WIDTH - 2;

	put_line(c, box->x, box->y, right, box->y, marked);
	put_line(c, right, box->y, right, bottom, marked);
	put_line(c, right, bottom, box->x, bottom, marked);
	put_line(c, box->x, bottom, box->x, box->y, marked);
	for (int x = box->x + 1; x < right; x++)
		put_text(c, x, box->y + 1, " ", marked);
	if (len > room) {
		text += len - room; /* the numbers of many turns: the last ones, and the name */
		len = room;
	}
	put_text(c, box->x + 1 + (room - len) / 2, box->y + 1, text, marked);
}

static void fill(struct canvas *c, const struct track *t)
{
	struct buf label = { 0 };

	memset(c, 0, sizeof(*c));
	for (int marked = 0; marked < 2; marked++)
		for (size_t i = 0; i < diagram_edge_count; i++)
			if (grid_is_passed(t, &diagram_edges[i]) == marked)
				put_edge(c, &grid_lines[i], marked);
	for (size_t i = 0; i < grid_box_count; i++) {
		bool marked = grid_label(t, &grid_boxes[i], &label);

		put_box(c, &grid_boxes[i], buf_cstr(&label), marked);
		buf_clear(&label);
	}
	buf_free(&label);
}

/* ---- as text ---- */

static const char *const light[] = { " ", "╵", "╶", "└", "╷", "│", "┌", "├", "╴", "┘", "─", "┴",
	"┐", "┤", "┬", "┼" };
static const char *const heavy[] = { " ", "╹", "╺", "┗", "╻", "┃", "┏", "┣", "╸", "┛", "━", "┻",
	"┓", "┫", "┳", "╋" };
static const char *const arrows[] = { "▲", "▶", "▼", "◀" };

static void add_cell(const struct cell *c, bool unicode, struct buf *b)
{
	if (c->text)
		buf_addc(b, c->text);
	else if (c->lines >= ARROW_UP && unicode)
		buf_adds(b, arrows[c->lines - ARROW_UP]);
	else if (c->lines >= ARROW_UP)
		buf_addc(b, "^>v<"[c->lines - ARROW_UP]);
	else if (unicode)
		buf_adds(b, (c->marked ? heavy : light)[c->lines]);
	else
		buf_addc(b, (c->marked ? " #########=#####" : " |-+||++-+-+++++")[c->lines]);
}

static void add_row(const struct cell *row, unsigned style, struct buf *b)
{
	int end = GRID_WIDTH;
	bool coloured = false;

	while (end && !row[end - 1].text && !row[end - 1].lines)
		end--;
	for (int x = 0; x < end; x++) {
		bool colour = style & DIAGRAM_COLOUR && row[x].marked;

		if (colour != coloured)
			buf_adds(b, colour ? "\033[1;32m" : "\033[m");
		coloured = colour;
		add_cell(&row[x], style & DIAGRAM_UNICODE, b);
	}
	buf_adds(b, coloured ? "\033[m\n" : "\n");
}

void diagram_draw(const struct track *t, unsigned style, struct buf *b)
{
	struct canvas c;

	fill(&c, t);
	for (int y = 0; y < GRID_HEIGHT; y++)
		add_row(c.cells[y], style, b);
}
