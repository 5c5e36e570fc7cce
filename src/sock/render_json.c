/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A call record as one JSON object.
 */
#include "base/json.h"
#include "sock/control.h"
#include "sock/render.h"

enum {
	LARGE = 1 << 20,   /* data of this many bytes may find no memory */
	AROUND = 64 << 10, /* what stands behind it */
};

static void add_text(struct buf *b, const struct buf *text)
{
	json_string(b, buf_cstr(text), text->len);
}

static void add_value(const struct call_arg *arg, struct buf *text, struct buf *b)
{
	buf_clear(text);
	if (!render_arg(arg, text))
		buf_adds(b, "null");
	else if (arg->kind == CALL_INT)
		buf_add(b, text->data, text->len);
	else
		add_text(b, text);
}

/* The data has a member of its own; flags that were not given are left out. */
static void add_args(const struct call *c, struct buf *text, struct buf *b)
{
	json_key(b, "args");
	buf_addc(b, '[');
	for (size_t i = 0; i < c->nargs; i++) {
		const struct call_arg *arg = &c->args[i];

		if (arg->kind == CALL_DATA || arg->kind == CALL_PIECE ||
			arg->kind == CALL_CONTROL || (arg->kind == CALL_FLAGS && !arg->num))
			continue;
		if (b->data[b->len - 1] != '[')
			buf_addc(b, ',');
		add_value(arg, text, b);
	}
	buf_addc(b, ']');
}

static void add_note(const struct call *c, struct buf *text, struct buf *b)
{
	if (!render_has_note(c) || (!call_ok(c) && c->outcome != CALL_GAVE_UP))
		return;
	buf_clear(text);
	render_note(c, text);
	json_text(b, "note", buf_slice(text));
}

/* What socketpair returns. */
static void add_pair(const struct call *c, struct buf *b)
{
	for (size_t i = 0; i < c->nnotes; i++) {
		const struct call_note *note = &c->notes[i];

		if (note->kind != NOTE_PAIR)
			continue;
		json_key(b, "descriptors");
		buf_addf(b, "[%lld,%lld]", (long long)note->num, (long long)note->second);
	}
}

static void add_list(const struct call *c, struct buf *text, struct buf *b)
{
	if (!c->list)
		return;
	json_key(b, "addresses");
	buf_addc(b, '[');
	for (size_t i = 0; i < c->list_count; i++) {
		if (i > 0)
			buf_addc(b, ',');
		buf_clear(text);
		render_host_port(&c->list[i], text);
		add_text(b, text);
	}
	buf_addc(b, ']');
	if (c->canonical)
		json_text(b, "canonical", slice_of(c->canonical));
	else
		json_null(b, "canonical");
}

static void add_outcome(const struct call *c, struct buf *b)
{
	json_int(b, "result", c->result);
	if (call_ok(c))
		json_null(b, "errno");
	else
		json_text(b, "errno", slice_of(render_error_name(c)));
}

/* The lengths of several pieces, which the data has one behind the other. */
static void add_pieces(const struct call *c, struct buf *b)
{
	if (c->ndata < 2)
		return;
	json_key(b, "pieces");
	for (size_t i = 0; i < c->ndata; i++)
		buf_addf(b, "%c%zu", i ? ',' : '[', c->data[i].len);
	buf_addc(b, ']');
}

static void add_control(const struct call *c, struct buf *text, struct buf *b)
{
	if (!c->ncontrol)
		return;
	json_key(b, "control");
	for (size_t i = 0; i < c->ncontrol; i++) {
		const struct call_control *m = &c->control[i];

		buf_adds(b, i ? ",{" : "[{");
		json_int(b, "level", m->level);
		json_int(b, "type", m->type);
		buf_clear(text);
		control_print(m, text);
		json_text(b, "text", buf_slice(text));
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

/* Whether there is memory to write the data, of several pieces in one first. What else
 * stands in an object is small. */
static bool has_room(const struct call *c, struct buf *text, struct buf *b)
{
	size_t len = call_length(c);

	if (len < LARGE)
		return true;
	buf_clear(text);
	if (c->ndata > 1 && !buf_try_reserve(text, len))
		return false;
	struct slice data = call_bytes(c, text);
	return buf_try_reserve(b, json_bytes_room(data.p, data.len) + AROUND);
}

/* Received data that goes to a file was not meant for the output. */
static void add_data(const struct call *c, struct buf *text, struct buf *b)
{
	size_t missing = c->missing;

	if (!c->ndata || (c->received && c->file))
		return;
	if (has_room(c, text, b)) {
		struct slice data = call_bytes(c, text);

		json_bytes(b, "data", data.p, data.len);
	} else {
		missing += call_length(c);
	}
	if (missing)
		json_int(b, "missing", (int64_t)missing);
}

void render_json(const struct call *c, int64_t clock, struct buf *b)
{
	struct buf text = { 0 };

	json_begin(b, "call");
	json_int(b, "id", (int64_t)c->id);
	json_text(b, "cmd", c->cmd);
	json_text(b, "call", slice_of(c->name));
	if (c->has_fd)
		json_int(b, "fd", c->fd);
	else
		json_null(b, "fd");
	add_args(c, &text, b);
	add_outcome(c, b);
	add_note(c, &text, b);
	add_pair(c, b);
	json_seconds(b, "start", c->began + clock);
	json_seconds(b, "duration", c->duration);
	if (c->job)
		json_int(b, "job", c->job);
	else
		json_null(b, "job");
	add_list(c, &text, b);
	add_control(c, &text, b);
	add_pieces(c, b);
	add_data(c, &text, b);
	buf_addc(b, '}');
	buf_free(&text);
}
