/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets under the calls that they came with.
 */
#include "shell/captures.h"

#include "base/json.h"
#include "base/text.h"
#include "base/wrap.h"
#include "net/hosts.h"

enum { CONTINUED = 6 }; /* columns that a line's rest is indented by */

/* ---- one packet ---- */

void captures_line(const struct capture *c, const struct captured *one, struct buf *b)
{
	if (one->since >= 0) {
		buf_addc(b, '+');
		text_add_time(b, one->since);
		buf_adds(b, "  ");
	}
	buf_adds(b, one->names);
	buf_adds(b, *one->names ? ": " : "");
	captured_print(c, one, b);
	captured_about(c, one, b);
}

static void add_json_end(const char *name, const struct packet_end *end, bool port, struct buf *b)
{
	struct buf text = { 0 };

	packet_end_print(end, port, &text);
	json_text(b, name, buf_slice(&text));
	buf_free(&text);
}

static void add_json_tcp(const struct packet *p, struct buf *b)
{
	struct buf flags = { 0 };

	packet_flags(p, &flags);
	json_text(b, "flags", buf_slice(&flags));
	buf_free(&flags);
	json_int(b, "seq", p->tcp.seq - p->tcp.seq_base);
	if (p->tcp.flags & PACKET_ACK)
		json_int(b, "ack", p->tcp.ack - p->tcp.ack_base);
	json_int(b, "win", p->tcp.win);
	if (p->tcp.remark)
		json_text(b, "remark", slice_of(packet_remark(p->tcp.remark)));
}

static void add_json_line(const struct captured *one, struct buf *b)
{
	json_int(b, "link", one->line);
	json_text(b, "fate", slice_of(line_fate_name(one->verdict.fate)));
	if (!captured_is_gone(one))
		json_seconds(b, "arrives", one->date + one->verdict.arrives - one->moment);
}

static void add_json(const struct capture *c, const struct captured *one, struct buf *b)
{
	const struct packet *p = &one->packet;
	struct buf text = { 0 };

	json_begin(b, "packet");
	json_int(b, "number", (int64_t)one->number);
	if (one->call)
		json_int(b, "call", (int64_t)one->call);
	if (one->job)
		json_int(b, "job", one->job);
	if (one->since >= 0)
		json_seconds(b, "after", one->since);
	if (one->when != CAPTURED_BY)
		json_text(b, "when", slice_of(one->when == CAPTURED_SINCE ? "since" : "meanwhile"));
	json_seconds(b, "start", one->date);
	if (p->has_ends) {
		add_json_end("from", &p->from, p->has_ports, b);
		add_json_end("to", &p->to, p->has_ports, b);
	}
	if (one->from_fd >= 0)
		json_int(b, "from_fd", one->from_fd);
	if (one->to_fd >= 0)
		json_int(b, "to_fd", one->to_fd);
	json_int(b, "length", p->length);
	if (p->kind == PACKET_TCP)
		add_json_tcp(p, b);
	if (one->line)
		add_json_line(one, b);
	captured_print(c, one, &text);
	json_text(b, "text", buf_slice(&text));
	buf_adds(b, "}\n");
	buf_free(&text);
}

/* ---- showing ---- */

static void add_prefix(const struct captured *one, struct buf *b)
{
	if (one->when == CAPTURED_SINCE)
		buf_adds(b, "since: ");
	else if (one->when == CAPTURED_MEANWHILE)
		buf_adds(b, "meanwhile: ");
	else if (one->job)
		buf_addf(b, "[%%%d]   ", one->job);
	else
		buf_adds(b, captured_is_gone(one) ? "x " : "  ");
}

static void add_wrapped(
	const struct capture *c, const struct captured *one, size_t width, struct buf *b)
{
	struct buf line = { 0 };
	size_t start = b->len;

	add_prefix(one, b);
	captures_line(c, one, &line);
	if (width)
		wrap_words(b, buf_slice(&line), b->len - start, CONTINUED, width);
	else
		buf_add(b, line.data, line.len);
	buf_addc(b, '\n');
	buf_free(&line);
}

/* Those that were not shown yet, but what is held for a call that has not returned. */
static void show(struct capture *c, struct out *out, const struct settings *set)
{
	struct captured *one = capture_behind(c, c->told);
	struct buf text = { 0 };
	bool all = true;

	for (; one; one = one->next) {
		all &= !one->held;
		if (all)
			c->told = one->number;
		if (one->held || one->told)
			continue;
		one->told = true;
		if (!set->quiet && set->json)
			add_json(c, one, &text);
		else if (!set->quiet)
			add_wrapped(c, one, out_columns(out), &text);
	}
	if (text.len)
		out_write(out, text.data, text.len);
	buf_free(&text);
}

/* By the main thread. */
static struct slice name_of(void *context, int fd)
{
	const struct session *s = context;

	return vars_name_of_fd(&s->scope.vars, fd);
}

/* The observer. Variables are the main thread's. */
static void take_after(void *context, const struct run *r, const struct call *c)
{
	struct session *s = context;

	if (c->aside || !capture_is_on(s->capture)) {
		capture_aside(s->capture, c);
		return;
	}
	capture_take(s->capture, r->sys.fds, c, r->session ? name_of : NULL, s);
	show(s->capture, r->out, r->set);
}

static void take_before(void *context, struct run *r, const struct call *c, bool may_block)
{
	struct session *s = context;

	capture_before(s->capture, r->sys.fds, c, may_block);
}

uint64_t captures_command(struct session *s)
{
	uint64_t last;

	observers_pause(&s->observers);
	last = capture_command(s->capture);
	observers_resume(&s->observers);
	return last;
}

void captures_look(struct session *s)
{
	observers_pause(&s->observers);
	capture_take(s->capture, s->scope.fds, NULL, name_of, s);
	observers_resume(&s->observers);
}

void captures_since(struct session *s)
{
	if (!capture_is_on(s->capture))
		return;
	observers_pause(&s->observers);
	capture_take(s->capture, s->scope.fds, NULL, name_of, s);
	show(s->capture, s->out, &s->set);
	observers_resume(&s->observers);
}

/* ---- on and off ---- */

int captures_none(struct err *e)
{
	err_set(e, ERR_USAGE, "nothing was captured");
	return err_hint(e, "capture on comes before the calls whose packets are wanted");
}

/* The session's first one that began is its capture; one that did not is none. */
static void keep(struct session *s, struct capture *c, int status)
{
	if (s->capture)
		return;
	if (status) {
		capture_free(c);
		return;
	}
	s->capture = c;
	observers_add(&s->observers,
		(struct observer){ .before = take_before, .after = take_after, .context = s });
}

int captures_on(struct session *s, const int *fds, size_t n, struct err *e)
{
	struct capture *c = s->capture ? s->capture : capture_new();
	int status;

	observers_pause(&s->observers);
	c->all = s->private;
	status = capture_begin(c, s->scope.fds, e);
	if (!status)
		capture_choose(c, s->scope.fds, fds, n, name_of, s);
	keep(s, c, status);
	observers_resume(&s->observers);
	captures_links(s);
	return status;
}

void captures_links(struct session *s)
{
	if (s->capture && s->net)
		capture_listen(s->capture, s->net);
}

void captures_off(struct session *s)
{
	if (!s->capture)
		return;
	captures_since(s);
	observers_pause(&s->observers);
	capture_end(s->capture, s->scope.fds);
	observers_resume(&s->observers);
}
