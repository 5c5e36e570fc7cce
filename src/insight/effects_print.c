/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What changed, as lines for people and objects for programs.
 */
#include "insight/effects.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

static const char *text_at(const struct effects *e, size_t at)
{
	return at ? e->text.data + at : "none";
}

/* ---- lines ---- */

static bool is_queue(const struct effect *f)
{
	return !strcmp(f->what, "queue");
}

static void add_change(const struct effects *e, const struct effect *f, struct buf *b)
{
	if (is_queue(f))
		buf_adds(b, "accept queue ");
	else if (strcmp(f->what, "state") != 0)
		buf_addf(b, "%s ", f->what);
	if (f->before && (!is_queue(f) || strcmp(text_at(e, f->before), text_at(e, f->after)) != 0))
		buf_addf(b, "%s -> ", text_at(e, f->before));
	buf_adds(b, text_at(e, f->after));
	if (is_queue(f))
		buf_addf(b, " of %lld", (long long)f->of);
	if (f->choice == CHOSEN_BY_KERNEL)
		buf_adds(b, ", chosen by the kernel");
	else if (f->choice == PORT_BY_KERNEL)
		buf_adds(b, ", port chosen by the kernel");
}

static void add_left(const struct effects *e, const struct effect *f, struct buf *b)
{
	if (!f->after) {
		buf_adds(b, f->unknown ? "what its connection does is unknown"
				       : "its connection is over");
		return;
	}
	buf_addf(b, "its connection goes on in %s", text_at(e, f->after));
	if (!f->remain)
		return;
	buf_adds(b, ", ");
	text_add_time(b, f->remain);
	buf_adds(b, " left");
}

static void add_segments(const struct effect *f, struct buf *b)
{
	if (f->unknown)
		buf_adds(b, "segments unknown");
	else if (!f->out && !f->in)
		buf_adds(b, "no segments");
	else if (!f->in)
		buf_addf(b, "segments %lld out", (long long)f->out);
	else if (!f->out)
		buf_addf(b, "segments %lld in", (long long)f->in);
	else
		buf_addf(b, "segments %lld out, %lld in", (long long)f->out, (long long)f->in);
}

/* A stream keeps no boundaries: what one receive brought, in terms of what was sent. */
static void add_sends(const struct sends *s, struct buf *b)
{
	if (s->calls == 1) {
		buf_adds(b, "a part of one send");
		return;
	}
	buf_addf(b, "the bytes of %u sends", s->calls);
	if (!s->begins && !s->ends)
		buf_adds(b, ", the first and the last in part");
	else if (!s->begins || !s->ends)
		buf_addf(b, ", the %s in part", s->begins ? "last" : "first");
}

static void add_fact(const struct effects *e, const struct effect *f, struct buf *b)
{
	switch (f->kind) {
	case EFFECT_CHANGE: add_change(e, f, b); break;
	case EFFECT_CLOSED:
		buf_adds(b, f->elsewhere ? "closed; still open elsewhere" : "closed");
		break;
	case EFFECT_LEFT: add_left(e, f, b); break;
	case EFFECT_SEGMENTS: add_segments(f, b); break;
	case EFFECT_SENDS: add_sends(&f->sends, b); break;
	}
}

void effects_print(const struct effects *e, const char *prefix, size_t width, struct buf *b)
{
	struct buf fact = { 0 };
	size_t column = 0;

	for (size_t i = 0; i < e->count; i++) {
		const struct effect *f = &e->list[i];
		bool same = i && f[-1].fd == f->fd;
		size_t takes;

		buf_clear(&fact);
		add_fact(e, f, &fact);
		takes = text_width(fact.data, fact.len);
		if (same && column + strlen("; ") + takes < width) {
			buf_adds(b, "; ");
			column += strlen("; ") + takes;
		} else {
			size_t start = b->len + (i > 0);

			buf_addf(b, "%s%s%d: ", i ? "\n" : "", prefix, f->fd);
			column = b->len - start + takes;
		}
		buf_add(b, fact.data, fact.len);
	}
	if (e->count)
		buf_addc(b, '\n');
	buf_free(&fact);
}

/* ---- objects ---- */

static void add_member(const struct effects *e, const struct effect *f, size_t at, struct buf *b)
{
	const char *text = text_at(e, at);

	if (!at)
		buf_adds(b, "null");
	else if (f->number)
		buf_adds(b, text);
	else
		json_string(b, text, strlen(text));
}

static void json_fact(const struct effects *e, const struct effect *f, struct buf *b)
{
	switch (f->kind) {
	case EFFECT_CHANGE:
		json_key(b, f->what);
		buf_addc(b, '[');
		add_member(e, f, f->before, b);
		buf_addc(b, ',');
		add_member(e, f, f->after, b);
		buf_addc(b, ']');
		if (is_queue(f))
			json_int(b, "backlog", f->of);
		break;
	case EFFECT_CLOSED:
		json_key(b, "closed");
		buf_adds(b, "true");
		if (f->elsewhere)
			buf_adds(b, ",\"elsewhere\":true");
		break;
	case EFFECT_LEFT:
		json_key(b, "held");
		add_member(e, f, f->after, b);
		if (f->remain)
			json_seconds(b, "left", f->remain);
		break;
	case EFFECT_SEGMENTS:
		if (f->unknown) {
			json_null(b, "segments");
			break;
		}
		json_key(b, "segments");
		buf_addc(b, '{');
		json_int(b, "out", f->out);
		json_int(b, "in", f->in);
		buf_addc(b, '}');
		break;
	case EFFECT_SENDS:
		json_key(b, "sends");
		buf_addc(b, '{');
		json_int(b, "calls", f->sends.calls);
		json_key(b, "begins");
		buf_adds(b, f->sends.begins ? "true" : "false");
		json_key(b, "ends");
		buf_adds(b, f->sends.ends ? "true" : "false");
		buf_addc(b, '}');
		break;
	}
}

void effects_json(const struct effects *e, const struct call *c, int64_t at, struct buf *b)
{
	for (size_t i = 0; i < e->count; i++) {
		const struct effect *f = &e->list[i];

		if (!i || f[-1].fd != f->fd) {
			buf_adds(b, i ? "}\n" : "");
			json_begin(b, "effect");
			if (c)
				json_int(b, "call", (int64_t)c->id);
			else
				json_seconds(b, "start", at);
			if (c && c->job)
				json_int(b, "job", c->job);
			json_int(b, "fd", f->fd);
		}
		json_fact(e, f, b);
	}
	if (e->count)
		buf_adds(b, "}\n");
}
