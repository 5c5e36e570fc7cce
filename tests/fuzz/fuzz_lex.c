/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fuzzer (libFuzzer) of all that reads text before anything runs: the lexer
 * line by line, the check of a whole script, completion at every point.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "lang/complete.h"
#include "shell/interp.h"
#include "shell/session.h"

enum { POINTS_MAX = 48 };

static void ignore_error(struct session *s, const struct err *e)
{
	(void)s;
	/* A located error points into the text. */
	if (e->located && (e->span.start > e->span.end || e->span.end > s->source->len))
		abort();
}

static const struct front quiet_front = { .error = ignore_error };

/* Every word lies inside its command, every command inside the text, in order. */
static void verify_line(const struct line *line, size_t len)
{
	for (int i = 0; i < line->count; i++) {
		const struct parsed *p = &line->commands[i];

		if (p->span.start > p->span.end || p->span.end > len)
			abort();
		for (int w = 0; w < p->nwords; w++)
			if (p->words[w].span.start < p->span.start ||
				p->words[w].span.end > p->span.end)
				abort();
	}
}

/* A copy says the same. */
static void verify_copy(const struct parsed *p)
{
	struct arena arena = { 0 };
	struct parsed copy = lex_copy(p, p->span.start, &arena);

	if (copy.span.start || copy.nwords != p->nwords ||
		copy.expect.constant.count != p->expect.constant.count)
		abort();
	for (int w = 0; w < p->nwords; w++)
		if (p->words[w].constant && !slice_equal(copy.words[w].text, p->words[w].text))
			abort();
	arena_free(&arena);
}

/* What lex_quote makes of any bytes reads back as one word of those bytes. */
static void verify_quoting(struct session *s, const char *text, size_t len)
{
	struct buf quoted = { 0 };
	struct line line;
	struct err e = { 0 };
	size_t pos = 0;

	lex_quote((struct slice){ text, len }, 0, &quoted);
	if (lex_line(quoted.data, quoted.len, &pos, scope_assigns, &s->scope, s->arena, &line,
		    &e) != LEX_OK ||
		line.count != 1 || line.commands[0].nwords != 1 ||
		!slice_equal(line.commands[0].words[0].text, (struct slice){ text, len }))
		abort();
	buf_free(&quoted);
	arena_reset(s->arena);
}

static void lex_all(struct session *s, const char *text, size_t len)
{
	size_t pos = 0;

	while (pos < len) {
		size_t before = pos;
		struct line line = { 0 };
		struct err e = { 0 };
		enum lex_status status =
			lex_line(text, len, &pos, scope_assigns, &s->scope, s->arena, &line, &e);

		if (status == LEX_OK)
			verify_line(&line, len);
		for (int i = 0; status == LEX_OK && i < line.count; i++)
			verify_copy(&line.commands[i]);
		if (status == LEX_BAD && (e.kind == ERR_NONE || e.span.end > len))
			abort();
		arena_reset(s->arena);
		if (status == LEX_MORE)
			break;
		if (pos <= before || pos > len)
			abort();
	}
}

static void complete_all(struct session *s, const char *text, size_t len)
{
	size_t step = len / POINTS_MAX + 1;

	for (size_t point = 0; point <= len; point += step) {
		struct arena arena = { 0 };
		struct completion c = { .candidates.arena = &arena };

		complete_line(&s->scope, text, point, &c);
		if (c.span.start > c.span.end || c.span.end > point)
			abort();
		arena_free(&arena);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fdtab *fds;
	static struct out *out;
	struct session s;
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (!fds)
		fds = fdtab_open(false);
	if (!out)
		out = out_open();
	session_init(&s, &commands_table, fds, out);
	s.front = &quiet_front;

	struct source src = { .name = "fuzz", .text = text, .len = size, .first_line = 1 };

	s.source = &src;
	lex_all(&s, text, size);
	if (size)
		verify_quoting(&s, text, size);
	interp_check(&s, &src);
	complete_all(&s, text, size);
	session_free(&s);
	free(text);
	return 0;
}
