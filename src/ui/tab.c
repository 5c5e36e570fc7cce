/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * readline's completion, which shows and inserts what the language offers.
 */
#include "tab.h"

#include <stdio.h>

#include <readline/readline.h>

#include "lang/complete.h"
#include "ui/matches.h"

/* readline's callbacks carry no context. */
static struct {
	struct scope *scope;
	const struct input *input;
	struct arena arena;           /* of the completion under way */
	struct candidates candidates; /* to be listed */
} tab;

/* Fills C for the line up to END, which may go on from lines entered before: of an open
 * quote or block. What would change one of those is not offered. */
static void complete_at(size_t end, struct completion *c)
{
	struct buf text = { 0 };
	size_t before;

	buf_adds(&text, input_rest(tab.input));
	before = text.len;
	buf_add(&text, rl_line_buffer, end);
	arena_reset(&tab.arena);
	c->candidates.arena = &tab.arena;
	complete_line(tab.scope, arena_copy(&tab.arena, buf_cstr(&text), text.len), text.len, c);
	buf_free(&text);
	if (c->span.start < before) {
		*c = (struct completion){ 0 };
		return;
	}
	c->span.start -= before;
	c->span.end -= before;
	if (c->candidates.files)
		matches_add_files(&c->candidates);
}

/* readline is told that the whole line is one word; so it needs to know nothing
 * of quotes and word breaks, which are the lexer's. */
static char **attempt(const char *text, int start, int end)
{
	struct completion c = { 0 };

	(void)text;
	(void)start;
	rl_attempted_completion_over = 1;
	rl_sort_completion_matches = 0;
	complete_at((size_t)end, &c);
	tab.candidates = c.candidates;
	if (c.candidates.count == 1)
		rl_completion_append_character =
			c.quote && rl_line_buffer[end] == c.quote
				? '\0'
				: (unsigned char)c.candidates.items[0].suffix;
	return matches_make(rl_line_buffer, (size_t)end, &c);
}

static void list_matches(char **matches, int count, int longest)
{
	struct buf text = { 0 };
	int rows, columns, point = rl_point;

	(void)matches;
	(void)count;
	(void)longest;
	rl_get_screen_size(&rows, &columns);
	matches_list(&tab.candidates, columns > 0 ? (size_t)columns : 80, &text);
	rl_point = rl_end;
	rl_redisplay();
	rl_point = point;
	rl_crlf();
	fwrite(text.data, 1, text.len, rl_outstream);
	rl_on_new_line();
	buf_free(&text);
}

void tab_open(struct scope *scope, const struct input *input)
{
	tab.scope = scope;
	tab.input = input;
	rl_completer_word_break_characters = "";
	rl_completer_quote_characters = NULL;
	rl_attempted_completion_function = attempt;
	rl_completion_display_matches_hook = list_matches;
	rl_completion_query_items = 0;
}

void tab_close(void)
{
	arena_free(&tab.arena);
}
