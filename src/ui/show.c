/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Errors on the screen.
 */
#include "ui/show.h"

#include <stdint.h>
#include <errno.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "base/wrap.h"
#include "effects.h"

enum {
	CARET_LINE = 160, /* bytes of a long line shown where no terminal has a width */
	CARET_FRAME = 8,  /* columns of the blanks before it, and the dots of what is cut */
};

enum { CALLERS_MAX = 10 }; /* lines that sourced a text */

/* ---- where an error is ---- */

/* The beginning of the line that holds OFFSET, and its end. */
static struct span line_around(const struct source *src, size_t offset)
{
	size_t at = offset < src->len ? offset : src->len;
	const char *before = memrchr(src->text, '\n', at);
	const char *end = memchr(src->text + at, '\n', src->len - at);

	return (struct span){ before ? (size_t)(before - src->text) + 1 : 0,
		end ? (size_t)(end - src->text) : src->len };
}

void show_position(const struct source *src, size_t offset, size_t *line, size_t *column)
{
	size_t at = offset < src->len ? offset : src->len;
	size_t start = line_around(src, at).start;

	*line = source_line(src, start);
	*column = 1 + text_characters(src->text + start, at - start);
}

/* Appends TEXT fit for the screen, tabs as blanks; returns the columns it takes. */
static size_t add_shown(const char *text, size_t len, struct buf *b)
{
	size_t start = b->len;

	while (len) {
		const char *tab = memchr(text, '\t', len);
		size_t n = tab ? (size_t)(tab - text) : len;

		text_add_clean(b, text, n);
		if (tab) {
			buf_addc(b, ' ');
			n++;
		}
		text += n;
		len -= n;
	}
	return text_width(buf_cstr(b) + start, b->len - start);
}

/* Cuts LINE to at most MAX bytes around WHERE, at characters. */
static struct span visible_part(
	const struct source *src, struct span line, size_t where, size_t max)
{
	size_t before = max / 8 * 3;

	if (line.end - line.start <= max)
		return line;
	if (where - line.start > before)
		line.start += text_cut(
			src->text + line.start, where - line.start, where - line.start - before);
	line.end = line.start + text_cut(src->text + line.start, line.end - line.start, max);
	return line;
}

void show_caret(const struct source *src, struct span where, size_t columns, struct buf *b)
{
	size_t max = columns > CARET_FRAME * 2 ? columns - CARET_FRAME : CARET_LINE;
	struct span line = line_around(src, where.start), part;
	size_t start = where.start < line.end ? where.start : line.end;
	size_t end, before, width;

	part = visible_part(src, line, start, max);
	end = where.end < part.end ? where.end : part.end;
	if (end < start)
		end = start;
	buf_adds(b, part.start > line.start ? "  ..." : "  ");
	before = part.start > line.start ? 5 : 2;
	before += add_shown(src->text + part.start, start - part.start, b);
	width = add_shown(src->text + start, end - start, b);
	add_shown(src->text + end, part.end - end, b);
	buf_adds(b, part.end < line.end ? "...\n" : "\n");
	buf_addf(b, "%*s^", (int)before, "");
	for (; width > 1; width--)
		buf_addc(b, '~');
	buf_addc(b, '\n');
}

/* ---- errors ---- */

static const char *const kind_names[] = {
	[ERR_NONE] = "none",
	[ERR_SYNTAX] = "syntax",
	[ERR_USAGE] = "usage",
	[ERR_NAME] = "name",
	[ERR_SYSTEM] = "system",
	[ERR_EXPECT] = "expect",
};

/* "sourced":[{"file":...,"line":...}, ...], the innermost first. */
static void json_callers(const struct caller *c, struct buf *b)
{
	json_key(b, "sourced");
	buf_addc(b, '[');
	for (const char *comma = ""; c; c = c->outer, comma = ",") {
		buf_addf(b, "%s{", comma);
		json_text(b, "file", slice_of(c->name));
		json_int(b, "line", (int64_t)c->line);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

void show_error_object(struct session *s, const struct err *e)
{
	struct buf *b = &s->rendered;
	size_t line, column;

	buf_clear(b);
	json_begin(b, "error");
	json_text(b, "kind", slice_of(kind_names[e->kind]));
	json_seconds(b, "start", intr_now() + s->clock);
	if (s->source && s->source->name)
		json_text(b, "file", slice_of(s->source->name));
	if (s->source && e->located) {
		show_position(s->source, e->span.start, &line, &column);
		json_int(b, "line", (int64_t)line);
		json_int(b, "column", (int64_t)column);
	}
	json_text(b, "message", slice_of(e->text));
	if (e->hint[0])
		json_text(b, "hint", slice_of(e->hint));
	if (e->below[0])
		json_text(b, "detail", slice_of(e->below));
	if (s->source && s->source->caller)
		json_callers(s->source->caller, b);
	buf_adds(b, "}\n");
	out_write(s->out, b->data, b->len);
}

/* `FILE:LINE:COL: message` and a newline; without a name the message alone, broken for
 * COLUMNS where that is not 0. */
static void add_message(
	const struct source *src, const struct err *e, size_t columns, struct buf *b)
{
	struct buf text = { 0 };
	size_t line, column;

	if (src && src->name) {
		text_add_clean(b, src->name, strlen(src->name));
		if (e->located) {
			show_position(src, e->span.start, &line, &column);
			buf_addf(b, ":%zu:%zu", line, column);
		}
		buf_adds(b, ": ");
	}
	text_add_clean(&text, e->text, strlen(e->text));
	wrap_words(b, buf_slice(&text), 0, 2, columns ? columns : SIZE_MAX);
	buf_addc(b, '\n');
	buf_free(&text);
}

/* The lines that sourced a text, the innermost first, each behind BEGIN; of a file
 * that includes itself one. */
static void add_callers(const struct source *src, const char *begin, struct buf *b)
{
	const struct caller *before = NULL;
	int n = 0;

	for (const struct caller *c = src ? src->caller : NULL; c && n < CALLERS_MAX;
		before = c, c = c->outer) {
		if (before && before->line == c->line && !strcmp(before->name, c->name))
			continue;
		n++;
		buf_adds(b, begin);
		text_add_clean(b, c->name, strlen(c->name));
		buf_addf(b, ":%zu: sourced from here\n", c->line);
	}
}

static void add_hint(const struct err *e, size_t columns, struct buf *b)
{
	struct buf text = { 0 };

	if (!e->hint[0])
		return;
	buf_adds(&text, "  hint: ");
	text_add_clean(&text, e->hint, strlen(e->hint));
	buf_addc(&text, '\n');
	wrap_text(b, buf_slice(&text), columns);
	buf_free(&text);
}

void show_script_error(struct session *s, const struct err *e)
{
	if (s->set.json)
		show_error_object(s, e);
	buf_clear(&s->rendered);
	buf_adds(&s->rendered, "sosh: ");
	add_message(s->source, e, 0, &s->rendered);
	buf_adds(&s->rendered, e->below);
	add_hint(e, 0, &s->rendered);
	add_callers(s->source, "sosh: ", &s->rendered);
	out_error(s->out, s->rendered.data, s->rendered.len);
}

void show_prompt_error(struct session *s, const struct err *e)
{
	if (s->set.json)
		show_error_object(s, e);
	size_t columns = out_columns(s->out);

	buf_clear(&s->rendered);
	add_message(s->source, e, columns, &s->rendered);
	if (s->source && !s->source->name && e->located)
		show_caret(s->source, e->span, columns, &s->rendered);
	buf_adds(&s->rendered, e->below);
	add_hint(e, columns, &s->rendered);
	add_callers(s->source, "", &s->rendered);
	out_error(s->out, s->rendered.data, s->rendered.len);
}

/* ---- commands ---- */

void show_command(struct session *s, const struct parsed *p)
{
	if (s->looks)
		effects_since(s);
	if (!s->set.echo)
		return;
	buf_clear(&s->rendered);
	buf_adds(&s->rendered, "+ ");
	text_add_clean(&s->rendered, s->source->text + p->span.start, p->span.end - p->span.start);
	buf_addc(&s->rendered, '\n');
	out_error(s->out, s->rendered.data, s->rendered.len);
}

void show_comment(struct session *s, struct slice text)
{
	if (!s->set.echo || !slice_starts(text, "##"))
		return;
	buf_clear(&s->rendered);
	text_add_clean(&s->rendered, text.p, text.len - (text.p[text.len - 1] == '\r'));
	buf_addc(&s->rendered, '\n');
	out_error(s->out, s->rendered.data, s->rendered.len);
}

void show_prompt_verdict(
	struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	/* The call stands there already; where it was in a block is told, but who pressed
	 * Ctrl-C knows. */
	bool told = v == VERDICT_FAILED && (!s->depth || intr_pending(&s->intr) >= INTR_USER);

	(void)p;
	if (e && !told)
		show_prompt_error(s, e);
}

bool show_explain(struct session *s)
{
	struct buf line = { 0 };

	if (s->depth || s->set.json || s->set.quiet || !out_is_tty(s->out) ||
		s->last.errnum == EINTR) /* who pressed Ctrl-C knows, and who cancelled */
		return false;
	buf_addf(&line, "  explain tells what %s means and what to try\n", s->last.error);
	out_write(s->out, line.data, line.len);
	buf_free(&line);
	return true;
}

void show_verdict(struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	(void)p;
	(void)v;
	if (e)
		show_script_error(s, e);
}

/* ---- what was typed ---- */

void show_typed(struct session *s, const char *prompt, const char *line)
{
	struct buf clock = { 0 };

	if (s->set.times == TIMES_ON) {
		text_add_clock(&clock, intr_wall());
		buf_addc(&clock, ' ');
		out_transcribe(s->out, clock.data, clock.len);
		buf_free(&clock);
	}
	out_transcribe(s->out, prompt, strlen(prompt));
	out_transcribe(s->out, line, strlen(line));
	out_transcribe(s->out, "\n", 1);
}

void show_wrapped(struct session *s, const char *text)
{
	struct buf b = { 0 };

	wrap_text(&b, slice_of(text), out_columns(s->out));
	out_write(s->out, b.data, b.len);
	buf_free(&b);
}
