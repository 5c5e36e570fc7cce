/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A terminal that is made narrower or wider lays its rows out anew, the half-typed line
 * among them, before anybody is told. readline (8.2) goes on from the rows that there
 * were: it leaves those above that are new, or goes up too far. So the old ones are
 * taken away here, counted as they are now.
 */
#include "resize.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <readline/readline.h>

#include "base/text.h"

enum { TAB_WIDTH = 8 };

struct cursor {
	size_t row, column, width;
};

static void go_on(struct cursor *at, size_t columns)
{
	if (at->column + columns > at->width) {
		at->row++;
		at->column = 0;
	}
	at->column += columns;
}

/* A control character is shown as ^X, and a tab as blanks. */
static void write_text(struct cursor *at, struct slice text)
{
	uint32_t code;

	for (size_t i = 0, len; i < text.len; i += len) {
		len = text_utf8(text.p + i, text.len - i, &code);
		len = len ? len : 1;
		if (text.p[i] == '\t')
			for (size_t n = TAB_WIDTH - at->column % TAB_WIDTH; n; n--)
				go_on(at, 1);
		else if ((unsigned char)text.p[i] < ' ' || text.p[i] == '\177')
			for (int n = 0; n < 2; n++)
				go_on(at, 1);
		else
			go_on(at, text_width(text.p + i, len));
	}
}

size_t resize_rows(struct slice prompt, struct slice before, size_t width)
{
	struct cursor at = { .width = width ? width : 1 };

	write_text(&at, prompt);
	write_text(&at, before);
	return at.row + (at.column >= at.width); /* the cursor is not behind the edge */
}

/* xterm and screen cut their rows instead, as readline expects; what runs in tmux there
 * has rows of tmux. */
static bool terminal_lays_out(void)
{
	return getenv("TMUX") || (!getenv("XTERM_VERSION") && !getenv("STY"));
}

static size_t rows_above_cursor(void)
{
	int rows, columns;

	rl_get_screen_size(&rows, &columns);
	return resize_rows(slice_of(rl_display_prompt ? rl_display_prompt : ""),
		(struct slice){ rl_line_buffer, (size_t)rl_point }, (size_t)columns);
}

void resize_redraw(void)
{
	const char *up = rl_get_termcap("up"), *clear = rl_get_termcap("ce");

	if (!up || !clear || !terminal_lays_out()) {
		rl_resize_terminal();
		return;
	}
	rl_reset_screen_size();
	fprintf(rl_outstream, "\r%s", clear);
	for (size_t row = rows_above_cursor(); row; row--)
		fprintf(rl_outstream, "%s%s", up, clear);
	rl_on_new_line();
	rl_forced_update_display();
}
