/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session for people: a transcript with times, and a report.
 */
#include "base/text.h"
#include "export_steps.h"
#include "sock/render.h"

/* Calls are written where they completed, whichever thread made them. */
struct writer {
	struct export *x;
	struct render_style style;
	size_t call; /* the next one */
	struct buf *b;
	struct buf line; /* reused */
};

/* The lines of LINES, each behind PREFIX; behind FIRST the first one. */
static void add_lines(struct writer *w, const char *first, const char *prefix, struct slice lines)
{
	while (lines.len) {
		const char *end = memchr(lines.p, '\n', lines.len);
		size_t len = end ? (size_t)(end - lines.p) : lines.len;

		buf_adds(w->b, first);
		text_add_clean(w->b, lines.p, len);
		buf_addc(w->b, '\n');
		lines = slice_from(lines, len + (end != NULL));
		first = prefix;
	}
}

/* The call as it was shown; its time is in C. */
static struct slice rendered(struct writer *w, const struct call *c)
{
	buf_clear(&w->line);
	if (c->job)
		buf_addf(&w->line, "[%%%d] ", c->job);
	render_call(c, &w->style, &w->line);
	return buf_slice(&w->line);
}

/* The next call, if it completed before the command behind step I began; or NULL. */
static const struct call *next_call(struct writer *w, size_t i)
{
	const struct export *x = w->x;
	const struct call *c = w->call < x->ncalls ? x->calls[w->call]->call : NULL;

	if (!c || (i + 1 < x->count && c->id > x->steps[i + 1].step->before))
		return NULL;
	w->call++;
	return c;
}

/* As it was written, with what it expected. */
static struct slice written(const struct taped *s, struct buf *room)
{
	struct slice expects = taped_expects(s);

	buf_clear(room);
	if (s->cut)
		buf_adds(room, "(a command that was too long to be kept)");
	buf_add(room, s->bytes, s->body);
	if (expects.len)
		buf_addc(room, ' ');
	buf_add(room, expects.p, expects.len);
	buf_adds(room, s->job ? " &" : "");
	return buf_slice(room);
}

/* What was wrong, where that is not a call's line. */
static struct slice complaint(const struct taped *s)
{
	bool said = s->verdict == VERDICT_FAILED || s->verdict == VERDICT_HELD;

	return said ? (struct slice){ "", 0 } : taped_why(s);
}

/* ---- with times ---- */

static void add_time(struct writer *w, int64_t at)
{
	text_add_clock(w->b, at + w->x->session->clock);
	buf_addc(w->b, ' ');
}

static void transcribe(struct writer *w, size_t i)
{
	static const char margin[] = "                  ";
	const struct exported_step *e = &w->x->steps[i];
	const struct call *c;

	add_time(w, e->calls && !e->step->job ? e->calls->call->began : e->step->ended);
	add_lines(w, e->step->comment ? "" : "> ", margin, written(e->step, &w->line));
	while ((c = next_call(w, i))) {
		add_time(w, c->began);
		add_lines(w, "  ", margin, rendered(w, c));
	}
	add_lines(w, margin, margin, complaint(e->step));
}

void export_text(struct export *x, struct buf *b)
{
	struct writer w = { .x = x, .b = b };

	export_head(x, "", b);
	buf_addc(b, '\n');
	for (size_t i = 0; i < x->count; i++)
		transcribe(&w, i);
	buf_free(&w.line);
}

/* ---- a report ---- */

/* More backquotes than stand together in TEXT, so that they end it. */
static void add_fence(struct slice text, struct buf *b)
{
	size_t longest = 2, run = 0;

	for (size_t i = 0; i < text.len; i++) {
		run = text.p[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	for (size_t i = 0; i <= longest; i++)
		buf_addc(b, '`');
	buf_addc(b, '\n');
}

static void add_fenced(struct buf *lines, struct buf *b)
{
	if (!lines->len)
		return;
	buf_addc(b, '\n');
	add_fence(buf_slice(lines), b);
	buf_add(b, lines->data, lines->len);
	add_fence(buf_slice(lines), b);
	buf_addc(b, '\n');
	buf_clear(lines);
}

/* A heading from its ## on; an answer, #>, as a quotation; else the text behind the #. */
static void add_prose(struct slice text, struct buf *b)
{
	if (slice_starts(text, "##")) {
		buf_addc(b, '\n');
		text_add_clean(b, text.p, text.len);
		buf_adds(b, "\n\n");
		return;
	}
	text = slice_from(text, 1);
	if (text.len && text.p[0] == ' ')
		text = slice_from(text, 1);
	text_add_clean(b, text.p, text.len);
	buf_addc(b, '\n');
}

static void report(struct writer *w, size_t i)
{
	const struct taped *s = w->x->steps[i].step;
	const struct call *c;

	add_lines(w, "sosh> ", "      ", written(s, &w->line));
	while ((c = next_call(w, i)))
		add_lines(w, "", "", rendered(w, c));
	add_lines(w, "", "", complaint(s));
}

void export_md(struct export *x, struct buf *b)
{
	struct buf lines = { 0 };
	struct writer w = { .x = x, .style = { .times = -1 }, .b = &lines };

	export_head(x, "# ", b);
	buf_addc(b, '\n');
	for (size_t i = 0; i < x->count; i++) {
		if (!x->steps[i].step->comment) {
			report(&w, i);
			continue;
		}
		add_fenced(&lines, b);
		add_prose(taped_body(x->steps[i].step), b);
	}
	add_fenced(&lines, b);
	buf_free(&lines);
	buf_free(&w.line);
}
