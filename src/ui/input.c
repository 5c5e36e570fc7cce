/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Typed text to lines of commands.
 */
#include "ui/input.h"

#include <string.h>

#include "lang/lex.h"
#include "shell.h"

void input_free(struct input *in)
{
	buf_free(&in->text);
	arena_free(&in->arena);
}

void input_drop(struct input *in)
{
	buf_clear(&in->text);
	in->pos = 0;
}

bool input_open(const struct input *in)
{
	return in->pos < in->text.len;
}

const char *input_rest(const struct input *in)
{
	return buf_cstr(&in->text) + in->pos;
}

void input_add(struct input *in, const char *text)
{
	if (!input_open(in))
		input_drop(in);
	buf_adds(&in->text, text);
	buf_addc(&in->text, '\n');
}

/* What an `=` means does not change where a line ends. */
static int no_assigns(const void *context, struct slice name)
{
	(void)context;
	(void)name;
	return -1;
}

/* Where the line at POS ends, or the same POS when it is not whole. A shell
 * command is no text of ours: it is one line. */
static size_t line_end(struct input *in)
{
	const char *text = in->text.data;
	size_t start = in->pos, end = in->pos;
	struct slice host;
	struct line line;
	struct err e = { 0 };

	if (shell_command(text + start, &host))
		return (size_t)(strchrnul(text + start, '\n') - text) + 1;
	arena_reset(&in->arena);
	if (lex_line(text, in->text.len, &end, no_assigns, NULL, &in->arena, &line, &e) == LEX_MORE)
		return in->pos;
	return end;
}

bool input_take(struct input *in, struct slice *line)
{
	const char *rest = input_rest(in);

	if (!input_open(in))
		return false;
	*line = (struct slice){ rest, strcspn(rest, "\n") };
	in->pos += line->len + 1;
	return true;
}

bool input_next(struct input *in, bool final, struct slice *line)
{
	size_t end;

	if (!input_open(in))
		return false;
	end = line_end(in);
	if (end == in->pos && !final)
		return false;
	if (end == in->pos || end > in->text.len)
		end = in->text.len;
	*line = (struct slice){ in->text.data + in->pos, end - in->pos };
	if (line->len && line->p[line->len - 1] == '\n')
		line->len--;
	in->pos = end;
	return true;
}
