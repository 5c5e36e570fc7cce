/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session as a script that expects what came.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "export_ports.h"

enum { DATA_MAX = 64 }; /* bytes that are expected one by one */

struct script {
	struct export *x;
	struct chosen_ports ports;
	size_t at;     /* the step being written */
	struct buf *b; /* NULL: only looking which ports are typed */
};

/* ---- what another time will be another ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 12:34:56 somewhere in DATA. */
static bool has_time_of_day(struct slice data)
{
	static const char shape[] = "00:00:00";
	size_t len = sizeof(shape) - 1, same = 0;

	for (size_t at = 0; at + len <= data.len; at++) {
		for (same = 0; same < len; same++)
			if (shape[same] == '0' ? !is_digit(data.p[at + same])
					       : data.p[at + same] != ':')
				break;
		if (same == len)
			return true;
	}
	return false;
}

/* The seconds since 1900 of RFC 868, of about when C was made. */
static bool is_time_service(const struct script *w, const struct call *c, struct slice data)
{
	const int64_t since = 2208988800, day = 86400;
	int64_t now = (c->began + w->x->session->clock) / SECOND + since, said = 0;

	if (data.len != 4)
		return false;
	for (size_t i = 0; i < data.len; i++)
		said = (said << 8) | (unsigned char)data.p[i];
	return llabs(said - (now & UINT32_MAX)) < day;
}

static bool is_same_again(const struct script *w, const struct call *c, struct slice data)
{
	return data.len <= DATA_MAX && !c->missing && !has_time_of_day(data) &&
	       !is_time_service(w, c, data) && !chosen_in(&w->ports, data);
}

/* ---- ports ---- */

/* The variable that keeps P: NAME_portN, or portN. */
static void add_kept(const struct script *w, const struct chosen_port *p)
{
	if (p->name.p) {
		buf_add(w->b, p->name.p, p->name.len);
		buf_addc(w->b, '_');
	}
	buf_addf(w->b, "port%d", (int)(p - w->ports.items));
}

/* The property of its descriptor. */
static void add_property(const struct script *w, const struct chosen_port *p)
{
	if (p->name.p)
		buf_add(w->b, p->name.p, p->name.len);
	else
		buf_addf(w->b, "fd%d", p->fd);
	buf_adds(w->b, p->peer ? ".pport" : ".port");
}

static void add_port(struct script *w, struct chosen_port *p)
{
	if (!w->b) {
		p->typed = true;
		p->kept |= !p->name.p || p->closed < w->at;
		return;
	}
	buf_addc(w->b, '$');
	if (p->kept)
		add_kept(w, p);
	else
		add_property(w, p);
}

/* Digits alone, as a word or the end of one: a port where it is one that was chosen. */
static size_t take_digits(struct script *w, struct slice text, size_t at, bool begins)
{
	struct chosen_port *p = NULL;
	struct slice digits = { text.p + at, 0 };
	size_t end = at;
	int64_t n;

	while (end < text.len && is_digit(text.p[end]))
		end++;
	digits.len = end - at;
	if (begins && (end == text.len || memchr(" \t\n;,}])", text.p[end], 9)) &&
		!text_number(digits, 1, 65535, &n, NULL))
		p = chosen_find(&w->ports, (int)n, w->at);
	if (p)
		add_port(w, p);
	else if (w->b)
		buf_add(w->b, digits.p, digits.len);
	return end;
}

/* Behind the quote that opens at AT. */
static size_t quoted(struct slice text, size_t at)
{
	char quote = text.p[at++];

	for (; at < text.len && text.p[at] != quote; at++)
		at += quote == '"' && text.p[at] == '\\' && at + 1 < text.len;
	return at < text.len ? at + 1 : at;
}

/* The text of a command; ports in it that were chosen, outside of quotes, as variables. */
static void add_text(struct script *w, struct slice text)
{
	for (size_t at = 0, from; at < text.len;) {
		from = at;
		if (is_digit(text.p[at])) {
			bool begins = !at || memchr(" \t\n:={[(,", text.p[at - 1], 9);

			at = take_digits(w, text, at, begins);
			continue;
		}
		at = text.p[at] == '"' || text.p[at] == '\'' ? quoted(text, at) : at + 1;
		if (w->b)
			buf_add(w->b, text.p + from, at - from);
	}
}

/* The ports that will be wanted when their descriptor cannot be asked any more. */
static void keep_ports(struct script *w)
{
	for (size_t i = 0; i < w->ports.count; i++) {
		const struct chosen_port *p = &w->ports.items[i];

		if (p->step != w->at || !p->typed || !p->kept)
			continue;
		if (!p->name.p)
			buf_addf(w->b, "let fd%d = %d\n", p->fd, p->fd);
		buf_adds(w->b, "let ");
		add_kept(w, p);
		buf_adds(w->b, " = $");
		add_property(w, p);
		buf_addc(w->b, '\n');
	}
}

/* ---- results ---- */

static void add_data(struct script *w, const struct exported_step *e, const struct taped *came)
{
	const struct call *c = came->received ? export_result_call(e) : NULL;
	struct buf room = { 0 };
	struct slice data;

	if (!c || call_length(c) != (size_t)came->result.result)
		return;
	data = call_bytes(c, &room);
	if (data.len && is_same_again(w, c, data)) {
		buf_addc(w->b, ' ');
		lex_quote(data, '"', w->b);
	}
	buf_free(&room);
}

static void add_result(struct script *w, const struct exported_step *e, const struct taped *came)
{
	const struct last *r = &came->result;
	unsigned flags = came->row ? came->row->flags : 0;

	if (!r->any || (r->ok && came->named && flags & NAMES_RESULT && !came->row->descriptors))
		return;
	if (!r->ok)
		buf_addf(w->b, r->outcome == CALL_RETURNED && r->errnum ? " = -1 %s" : " = %s",
			r->error);
	else if (flags & COUNT_VARIES)
		buf_adds(w->b, " = ok");
	else
		buf_addf(w->b, " = %lld", (long long)r->result);
	if (r->ok && !(flags & COUNT_VARIES))
		add_data(w, e, came);
}

/* What it expected, where that held; else what came. */
static void add_expectation(struct script *w, const struct exported_step *e)
{
	const struct taped *came = export_outcome(e);
	struct slice own = taped_expects(e->step);

	if (own.len && e->step->verdict == VERDICT_HELD) {
		if (w->b)
			buf_addc(w->b, ' ');
		add_text(w, own);
	} else if (w->b && came) {
		add_result(w, e, came);
	}
}

/* A property that is to have a value gets the time that it had when it was typed. */
static void add_patience(struct script *w, const struct taped *s)
{
	const unsigned both = IS_CHECK | READS_WORDS;
	struct slice text = taped_body(s);
	bool property = false;

	for (size_t at = 1; at + 1 < text.len; at++)
		property |= text.p[at] == '.' && text_is_name_char(text.p[at - 1]) &&
			    text_is_name_start(text.p[at + 1]);
	if (w->b && property && s->row && (s->row->flags & both) == both &&
		!memmem(text.p, text.len, " -t", 3))
		buf_adds(w->b, " -t 5s");
}

static void add_comment(struct script *w, const struct taped *s, const char *why)
{
	struct buf text = { 0 };

	buf_add(&text, s->bytes, s->body);
	buf_addf(&text, "%s(%s)", s->body ? "\n" : "", *why ? why : "");
	if (!*why) {
		text.len--;
		buf_add(&text, s->bytes + s->text, s->why);
		buf_addc(&text, ')');
	}
	export_comment("# ", buf_slice(&text), w->b);
	buf_free(&text);
	w->x->told.unsaid++;
}

/* Apart from the commands before it. */
static void copy_comment(struct script *w, const struct exported_step *e)
{
	if (!w->b)
		return;
	if (w->at && !e[-1].step->comment)
		buf_addc(w->b, '\n');
	buf_add(w->b, e->step->bytes, e->step->body);
	buf_addc(w->b, '\n');
}

static void add_step(struct script *w, const struct exported_step *e)
{
	const char *why = export_obstacle(e);

	if (e->step->comment) {
		copy_comment(w, e);
		return;
	}
	if (why) {
		if (w->b)
			add_comment(w, e->step, why);
		return;
	}
	add_text(w, taped_body(e->step));
	add_patience(w, e->step);
	add_expectation(w, e);
	if (!w->b)
		return;
	buf_adds(w->b, e->step->job ? " &\n" : "\n");
	keep_ports(w);
}

static void add_steps(struct script *w, struct buf *b)
{
	w->b = b;
	for (w->at = 0; w->at < w->x->count; w->at++)
		add_step(w, &w->x->steps[w->at]);
}

void export_sosh(struct export *x, struct buf *b)
{
	struct script w = { .x = x, .ports = chosen_ports(x) };

	export_head(x, "# ", b);
	buf_addc(b, '\n');
	add_steps(&w, NULL);
	add_steps(&w, b);
}
