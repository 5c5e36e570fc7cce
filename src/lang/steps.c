/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text to a list of its comments and commands.
 */
#include "lang/steps.h"

#include <stdlib.h>

#include "base/mem.h"

enum { FIRST_CAPACITY = 8 };

static struct step *add_step(struct steps *s)
{
	if (s->count == s->capacity) {
		s->capacity = s->capacity ? s->capacity * 2 : FIRST_CAPACITY;
		s->items = mem_realloc(s->items, sizeof(*s->items) * (size_t)s->capacity);
	}
	s->items[s->count] = (struct step){ 0 };
	return &s->items[s->count++];
}

static void add_line(struct steps *s, const struct line *line)
{
	if (line->comment.end)
		add_step(s)->comment = line->comment;
	for (int i = 0; i < line->count; i++)
		add_step(s)->command = line->commands[i];
}

enum lex_status steps_read(struct steps *s, const struct scope *sc, const char *text, size_t at,
	size_t len, struct arena *a, struct err *e)
{
	enum lex_status status = LEX_OK;
	struct line line;

	while (at < len && status == LEX_OK) {
		status = lex_line(text, len, &at, scope_assigns, sc, a, &line, e);
		if (status == LEX_OK)
			add_line(s, &line);
	}
	return status;
}

void steps_free(struct steps *s)
{
	free(s->items);
}
