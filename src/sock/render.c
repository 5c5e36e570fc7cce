/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A call record as text: the line, in the manner of strace, and what follows
 * below it.
 */
#include "sock/render.h"

#include <netdb.h>

#include "base/text.h"

#define GREEN  "\033[32m"
#define YELLOW "\033[33m"
#define RED    "\033[31m"
#define DIM    "\033[2m"
#define PLAIN  "\033[0m"

/* Where the record's data is shown. */
enum view {
	VIEW_LINE, /* in the call's line, and below it when cut there */
	VIEW_HEX,  /* below, as a hex dump */
	VIEW_RAW,  /* below, as it came */
};

static enum view choose_view(const struct call *c, const struct render_style *style)
{
	if (!c->data || !c->len || c->hidden)
		return VIEW_LINE;
	if (c->hex || (style->hex && (c->received || style->sent_too)))
		return VIEW_HEX;
	return style->raw && c->received ? VIEW_RAW : VIEW_LINE;
}

static void add_quoted(const char *p, size_t len, struct buf *b)
{
	buf_addc(b, '"');
	text_add_quoted(b, p, len);
	buf_addc(b, '"');
}

static void add_data(const struct call *c, struct buf *b)
{
	size_t shown = text_cut(c->data, c->len, RENDER_INLINE_MAX);

	add_quoted(c->data, shown, b);
	if (shown < c->len)
		buf_adds(b, "...");
}

static bool is_left_out(const struct call *c, const struct call_arg *arg, enum view view)
{
	if (arg->kind == CALL_DATA)
		return !c->data || view != VIEW_LINE;
	return arg->kind == CALL_FLAGS && arg->num == 0;
}

static void add_arg(const struct call *c, const struct call_arg *arg, struct buf *b)
{
	switch (arg->kind) {
	case CALL_INT: buf_addf(b, "%lld", (long long)arg->num); break;
	case CALL_NAME:
	case CALL_FLAGS: names_print(arg->names, (long)arg->num, b); break;
	case CALL_ADDR: addr_format(arg->addr, b); break;
	case CALL_TEXT: buf_adds(b, arg->text); break;
	case CALL_QUOTE:
		if (arg->text)
			add_quoted(arg->text, slice_of(arg->text).len, b);
		else
			buf_adds(b, "NULL");
		break;
	case CALL_DATA: add_data(c, b); break;
	}
}

/* `name(args)` */
static void add_head(const struct call *c, enum view view, struct buf *b)
{
	const char *separator = "";

	buf_adds(b, c->name);
	buf_addc(b, '(');
	if (c->has_fd) {
		buf_addf(b, "%d", c->fd);
		separator = ", ";
	}
	for (int i = 0; i < c->nargs; i++) {
		if (is_left_out(c, &c->args[i], view))
			continue;
		buf_adds(b, separator);
		add_arg(c, &c->args[i], b);
		separator = ", ";
	}
	buf_addc(b, ')');
}

void render_pending(const struct call *c, struct buf *b)
{
	add_head(c, VIEW_LINE, b);
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
			buf_addf(b, "%d", c->errnum);
	}
	buf_addf(b, " (%s)", text ? text : "unknown error");
}

static void add_gave_up(const struct call *c, struct buf *b)
{
	buf_adds(b, "GAVEUP (after ");
	text_add_time(b, c->limit);
	if (c->note == NOTE_TEXT)
		buf_addf(b, "; %s", c->note_text);
	buf_addc(b, ')');
}

void render_note(const struct call *c, struct buf *b)
{
	switch (c->note) {
	case NOTE_NONE: break;
	case NOTE_ADDR: addr_format(c->note_addr, b); break;
	case NOTE_TEXT: text_add_clean(b, c->note_text, slice_of(c->note_text).len); break;
	case NOTE_EOF: buf_adds(b, "end of stream"); break;
	}
}

void render_result(const struct call *c, struct buf *b)
{
	if (c->outcome == CALL_GAVE_UP) {
		add_gave_up(c, b);
	} else if (!call_ok(c)) {
		add_failure(c, b);
	} else {
		buf_addf(b, "%lld", (long long)c->result);
		if (c->note != NOTE_NONE) {
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

static void add_more(size_t more, bool received, struct buf *b)
{
	buf_addf(b, "  ... %zu more byte%s%s\n", more, more == 1 ? "" : "s",
		received ? " (print $data shows them)" : "");
}

/* The data below the line. Behind a prefix, no peer can forge a call's line. */
static void add_below(
	const struct call *c, const struct render_style *style, enum view view, struct buf *b)
{
	size_t max = style->max && style->max < c->len ? style->max : c->len;

	if (view == VIEW_HEX) {
		text_add_hexdump(b, c->data, max, "  ");
	} else if (view == VIEW_RAW) {
		buf_add(b, c->data, max);
		if (max && c->data[max - 1] != '\n')
			buf_addc(b, '\n');
	} else {
		max = text_cut(c->data, c->len, max);
		text_add_block(b, c->data, max, "  | ");
	}
	if (max < c->len)
		add_more(c->len - max, c->received, b);
}

static bool is_below(const struct call *c, const struct render_style *style, enum view view)
{
	if (view != VIEW_LINE)
		return true;
	return c->data && c->len > RENDER_INLINE_MAX && !c->hidden &&
	       (c->received || style->sent_too);
}

void render_call(const struct call *c, const struct render_style *style, struct buf *b)
{
	enum view view = choose_view(c, style);

	add_head(c, view, b);
	add_tail(c, style, b);
	if (is_below(c, style, view))
		add_below(c, style, view, b);
	add_list(c, b);
}
