/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A call record as text: the line, in the manner of strace, and what follows
 * below it.
 */
#include "sock/render.h"

#include <netdb.h>
#include <string.h>

#include "base/text.h"
#include "sock/control.h"
#include "sock/events.h"

#define GREEN  "\033[32m"
#define YELLOW "\033[33m"
#define RED    "\033[31m"
#define DIM    "\033[2m"
#define PLAIN  "\033[0m"

/* A record being shown. */
struct display {
	const struct call *call;
	struct slice data; /* in one piece; the first, where there is no memory to join them */
	size_t missing;    /* of it */
	enum {
		DISPLAY_LINE, /* the data stands in the call's line, and below it when cut there */
		DISPLAY_HEX,  /* below, as a hex dump */
		DISPLAY_RAW,  /* below, as it came */
		DISPLAY_HIDDEN,
	} form;
	struct buf room; /* for data that is joined */
};

/* Received bytes that went to a file were not meant for the screen. */
static bool goes_to_file(const struct call *c)
{
	return c->received && c->file;
}

static void open_display(struct display *v, const struct call *c, const struct render_style *style)
{
	v->call = c;
	v->room = (struct buf){ 0 };
	v->missing = c->missing;
	if (c->ndata < 2 || buf_try_reserve(&v->room, call_length(c))) {
		v->data = call_bytes(c, &v->room);
	} else {
		v->data = c->data[0];
		v->missing += call_length(c) - v->data.len;
	}
	v->form = DISPLAY_LINE;
	if (!style || !v->data.len || goes_to_file(c))
		return;
	if (style->hidden && c->received)
		v->form = DISPLAY_HIDDEN;
	else if (style->hex && (c->received || style->sent_too))
		v->form = DISPLAY_HEX;
	else if (style->raw && c->received)
		v->form = DISPLAY_RAW;
}

static void add_quoted(const char *p, size_t len, struct buf *b)
{
	buf_addc(b, '"');
	text_add_quoted(b, p, len);
	buf_addc(b, '"');
}

static void add_data(struct slice data, size_t missing, struct buf *b)
{
	size_t shown = text_cut(data.p, data.len, RENDER_INLINE_MAX);

	add_quoted(data.p, shown, b);
	if (shown < data.len + missing)
		buf_adds(b, "...");
}

/* The low bits are its number, the others flags (socket(2)). */
static void add_type(int64_t type, struct buf *b)
{
	enum { TYPE_BITS = 0xf };

	if (type < 0 || !(type & ~TYPE_BITS)) {
		names_print(&names_type, (long)type, b);
		return;
	}
	names_print(&names_type, type & TYPE_BITS, b);
	buf_addc(b, '|');
	names_print(&names_type_flag, (long)type & ~TYPE_BITS, b);
}

static void add_watched(const struct call_arg *arg, struct buf *b)
{
	buf_addc(b, '[');
	for (int64_t i = 0; i < arg->num; i++) {
		buf_adds(b, i ? ", " : "");
		if (!arg->events) {
			buf_addn(b, arg->watch[i].fd);
			continue;
		}
		buf_addf(b, "{%d, ", arg->watch[i].fd);
		names_print(arg->events, (long)arg->watch[i].events, b);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

static void add_net16(const struct call_arg *arg, struct buf *b)
{
	const char *name = names_find(arg->names, (long)arg->num);

	if (name)
		buf_addf(b, "htons(%s)", name);
	else
		buf_addf(b, "htons(0x%04x)", (unsigned int)arg->num);
}

bool render_arg(const struct call_arg *arg, struct buf *b)
{
	switch (arg->kind) {
	case CALL_INT: buf_addn(b, arg->num); break;
	case CALL_FLAGS:
		if (!arg->num)
			return false;
		/* fall through */
	case CALL_NAME: names_print(arg->names, (long)arg->num, b); break;
	case CALL_NET16: add_net16(arg, b); break;
	case CALL_TYPE: add_type(arg->num, b); break;
	case CALL_ADDR: addr_format(arg->addr, b); break;
	case CALL_STRING:
		if (!arg->text)
			return false;
		buf_adds(b, arg->text);
		break;
	case CALL_LEVEL: sockopt_print_level(arg->option, b); break;
	case CALL_OPTION: sockopt_print_name(arg->option, b); break;
	case CALL_VALUE: sockopt_print(arg->option, arg->value, b); break;
	case CALL_FDS:
		if (!arg->watch)
			return false;
		add_watched(arg, b);
		break;
	case CALL_TIME:
		if (arg->num < 0)
			return false;
		text_add_time(b, arg->num);
		break;
	case CALL_DATA:
	case CALL_PIECE:
	case CALL_CONTROL: return false;
	}
	return true;
}

static bool is_left_out(const struct display *v, const struct call_arg *arg)
{
	if (arg->kind == CALL_DATA)
		return !v->call->ndata || v->form != DISPLAY_LINE;
	if (arg->kind == CALL_PIECE)
		return (size_t)arg->num >= v->call->ndata || v->form != DISPLAY_LINE;
	return arg->kind == CALL_FLAGS && arg->num == 0;
}

static void add_arg(const struct display *v, const struct call_arg *arg, struct buf *b)
{
	const struct call *c = v->call;

	if (arg->kind == CALL_DATA)
		add_data(v->data, v->missing, b);
	else if (arg->kind == CALL_PIECE)
		add_data(c->data[arg->num], (size_t)arg->num + 1 == c->ndata ? c->missing : 0, b);
	else if (arg->kind == CALL_CONTROL)
		control_print(&c->control[arg->num], b);
	else if (arg->kind == CALL_STRING && arg->text)
		add_quoted(arg->text, strlen(arg->text), b);
	else if (!render_arg(arg, b))
		buf_adds(b, "NULL");
}

/* `name(args)` */
static void add_head(const struct display *v, struct buf *b)
{
	const struct call *c = v->call;
	const char *separator = "";

	buf_adds(b, c->name);
	buf_addc(b, '(');
	if (c->has_fd) {
		buf_addn(b, c->fd);
		separator = ", ";
	}
	for (size_t i = 0; i < c->nargs; i++) {
		if (is_left_out(v, &c->args[i]))
			continue;
		buf_adds(b, separator);
		add_arg(v, &c->args[i], b);
		separator = ", ";
	}
	buf_addc(b, ')');
}

void render_pending(const struct call *c, struct buf *b)
{
	struct display v;

	open_display(&v, c, NULL);
	add_head(&v, b);
	buf_free(&v.room);
}

void render_line(const struct call *c, struct buf *b)
{
	render_pending(c, b);
	buf_adds(b, " = ");
	render_result(c, b);
}

const char *render_error_name(const struct call *c)
{
	const char *name = NULL;

	if (call_ok(c))
		return "";
	switch (c->outcome) {
	case CALL_GAVE_UP: return "GAVEUP";
	case CALL_EAI: name = names_find(&names_eai, (long)c->result); break;
	case CALL_RETURNED: name = names_errno(c->errnum); break;
	}
	return name ? name : "UNKNOWN";
}

/* The result proper, and what it means when it is a failure. */
static void add_failure(const struct call *c, struct buf *b)
{
	const char *text = names_errno_text(c->errnum);

	if (c->outcome == CALL_EAI) {
		names_print(&names_eai, (long)c->result, b);
		if (c->result != EAI_SYSTEM || !text)
			text = gai_strerror((int)c->result);
	} else {
		buf_addf(b, "%lld ", (long long)c->result);
		if (names_errno(c->errnum))
			buf_adds(b, names_errno(c->errnum));
		else
			buf_addn(b, c->errnum);
	}
	buf_addf(b, " (%s)", text ? text : "unknown error");
}

static void add_gave_up(const struct call *c, struct buf *b)
{
	buf_adds(b, "GAVEUP (after ");
	text_add_time(b, c->limit);
	buf_adds(b, c->nnotes ? "; " : "");
	render_note(c, b);
	buf_addc(b, ')');
}

void render_result(const struct call *c, struct buf *b)
{
	if (c->outcome == CALL_GAVE_UP) {
		add_gave_up(c, b);
	} else if (!call_ok(c)) {
		add_failure(c, b);
	} else {
		buf_addn(b, c->result);
		if (render_has_note(c)) {
			buf_adds(b, " (");
			render_note(c, b);
			buf_addc(b, ')');
		}
	}
}

static const char *result_colour(const struct call *c)
{
	if (c->outcome == CALL_GAVE_UP)
		return YELLOW;
	return call_ok(c) ? GREEN : RED;
}

static void add_tail(const struct call *c, const struct render_style *style, struct buf *b)
{
	buf_adds(b, " = ");
	if (style->colour)
		buf_adds(b, result_colour(c));
	render_result(c, b);
	if (style->colour)
		buf_adds(b, PLAIN);
	if (style->times >= 0 && c->duration >= style->times) {
		buf_adds(b, style->colour ? " " DIM "<" : " <");
		text_add_time(b, c->duration);
		buf_adds(b, style->colour ? ">" PLAIN : ">");
	}
	buf_addc(b, '\n');
}

void render_host_port(const struct addr *a, struct buf *b)
{
	if (addr_port(a) == 0)
		addr_format_host(a, b);
	else
		addr_format(a, b);
}

static void add_list(const struct call *c, struct buf *b)
{
	if (c->canonical) {
		buf_adds(b, "  canonical name: ");
		text_add_clean(b, c->canonical, slice_of(c->canonical).len);
		buf_addc(b, '\n');
	}
	for (size_t i = 0; i < c->list_count; i++) {
		buf_adds(b, "  ");
		render_host_port(&c->list[i], b);
		buf_addc(b, '\n');
	}
}

static void add_more(size_t more, const char *rest, struct buf *b)
{
	buf_adds(b, "  ... ");
	text_add_count(b, more, "more byte");
	if (rest)
		buf_addf(b, " (%s)", rest);
	buf_addc(b, '\n');
}

/* The data below the line. Behind a prefix, no peer can forge a call's line. */
static void add_below(const struct display *v, const struct render_style *style, struct buf *b)
{
	const char *p = v->data.p;
	size_t len = v->data.len, max = style->max && style->max < len ? style->max : len;

	if (v->form == DISPLAY_HEX) {
		text_add_hexdump(b, p, max, "  ");
	} else if (v->form == DISPLAY_RAW) {
		buf_add(b, p, max);
		if (max && p[max - 1] != '\n')
			buf_addc(b, '\n');
	} else {
		max = text_cut(p, len, max);
		text_add_block(b, p, max, "  | ");
	}
	len += v->missing;
	if (max < len)
		add_more(len - max, v->call->received ? style->rest : NULL, b);
}

/* Whether a piece does not fit into the line. */
static bool is_long(const struct call *c)
{
	for (size_t i = 0; i < c->ndata; i++)
		if (c->data[i].len > RENDER_INLINE_MAX)
			return true;
	return false;
}

static bool is_below(const struct display *v, const struct render_style *style)
{
	if (v->form == DISPLAY_HIDDEN)
		return false;
	if (v->form != DISPLAY_LINE)
		return true;
	return is_long(v->call) && !goes_to_file(v->call) && (v->call->received || style->sent_too);
}

void render_call(const struct call *c, const struct render_style *style, struct buf *b)
{
	struct display v;

	open_display(&v, c, style);
	add_head(&v, b);
	add_tail(c, style, b);
	if (is_below(&v, style))
		add_below(&v, style, b);
	add_list(c, b);
	buf_free(&v.room);
}
