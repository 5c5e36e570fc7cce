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
	struct arena arena;           /* of the completion under way */
	struct candidates candidates; /* to be listed */
} tab;

/* readline is told that the whole line is one word; so it needs to know nothing
 * of quotes and word breaks, which are the lexer's. */
static char **attempt(const char *text, int start, int end)
{
	struct completion c = { 0 };

	(void)text;
	(void)start;
	rl_attempted_completion_over = 1;
	rl_sort_completion_matches = 0;
	arena_reset(&tab.arena);
	c.candidates.arena = &tab.arena;
	complete_line(tab.scope, rl_line_buffer, (size_t)end, &c);
	if (c.candidates.files)
		matches_add_files(&c.candidates);
	tab.candidates = c.candidates;
	if (c.candidates.count == 1)
		rl_completion_append_character = (unsigned char)c.candidates.items[0].suffix;
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

void tab_open(struct scope *scope)
{
	tab.scope = scope;
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
