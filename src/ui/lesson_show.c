/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A lesson on the screen.
 */
#include <string.h>

#include "base/text.h"
#include "shell/emit.h"
#include "ui/show.h"
#include "lesson_parts.h"
#include "prose.h"

static bool in_colour(const struct lesson *l)
{
	return emit_colour_on(l->s->out, &l->s->set);
}

void lesson_say(struct lesson *l, const char *text)
{
	show_wrapped(l->s, text);
}

void lesson_show_prose(struct lesson *l, struct slice text)
{
	struct buf b = { 0 };

	prose_add(&b, text, out_columns(l->s->out), in_colour(l));
	l->prose = l->prose || b.len;
	out_write(l->s->out, buf_cstr(&b), b.len);
	buf_free(&b);
}

void lesson_show_line(struct lesson *l, size_t start, size_t end)
{
	struct slice text = { l->src.text + start, end - start };
	const char *mark = "> ";
	struct buf b = { 0 };

	while (text.len && strchr(" \t\r\n", text.p[text.len - 1]))
		text.len--;
	buf_adds(&b, l->prose ? "\n" : "");
	buf_adds(&b, in_colour(l) ? "\033[1m" : "");
	l->prose = false;
	while (text.len) {
		const char *newline = memchr(text.p, '\n', text.len);
		size_t len = newline ? (size_t)(newline - text.p) : text.len;

		text_add_block(&b, text.p, len, mark);
		mark = "  ";
		text = slice_from(text, len + (newline != NULL));
	}
	if (in_colour(l))
		buf_adds(&b, "\033[m");
	out_write(l->s->out, buf_cstr(&b), b.len);
	buf_free(&b);
}
