/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls and packets in few words.
 */
#include "timeline_words.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "base/text.h"
#include "sock/render.h"

enum { DATA_SHOWN = 24 }; /* bytes */

/* ---- calls ---- */

static void add_data(const struct call *c, struct buf *b)
{
	struct slice first = c->ndata ? c->data[0] : (struct slice){ "", 0 };
	size_t shown = text_cut(first.p, first.len, DATA_SHOWN);

	buf_addc(b, '"');
	text_add_quoted(b, first.p, shown);
	buf_adds(b, shown < call_length(c) + c->missing ? "\"..." : "\"");
}

/* What the other column or the heading does not tell. */
static bool is_told(const struct call_arg *arg)
{
	switch (arg->kind) {
	case CALL_ADDR:
	case CALL_LEVEL:
	case CALL_DATA:
	case CALL_PIECE:
	case CALL_CONTROL:
	case CALL_TIME:
	case CALL_INT: return false;
	case CALL_NAME:
	case CALL_FLAGS:
	case CALL_NET16:
	case CALL_TYPE:
	case CALL_STRING:
	case CALL_OPTION:
	case CALL_VALUE:
	case CALL_FDS: break;
	}
	return true;
}

static bool makes_a_socket(const struct call *c)
{
	return c->made && !c->has_fd;
}

static void add_args(const struct call *c, struct buf *b)
{
	const char *between = "";

	if (c->ndata) {
		add_data(c, b);
		between = ", ";
	}
	for (size_t i = 0; i < c->nargs && !makes_a_socket(c); i++) {
		size_t start = b->len;

		if (!is_told(&c->args[i]))
			continue;
		buf_adds(b, between);
		if (!render_arg(&c->args[i], b)) {
			b->len = start;
			continue;
		}
		between = ", ";
	}
}

static void add_result(const struct call *c, struct buf *b)
{
	if (!call_ok(c))
		buf_adds(b, render_error_name(c));
	else
		buf_addn(b, c->result);
	for (size_t i = 0; i < c->nnotes && call_ok(c); i++) {
		if (c->notes[i].kind == NOTE_EOF || c->notes[i].kind == NOTE_EOF_OR_EMPTY)
			buf_adds(b, " (end)");
		if (c->notes[i].kind == NOTE_VALUE) {
			buf_adds(b, " (");
			sockopt_print(c->notes[i].option, c->notes[i].value, b);
			buf_addc(b, ')');
		}
		if (c->notes[i].kind == NOTE_PAIR)
			buf_addf(b, " (%lld, %lld)", (long long)c->notes[i].num,
				(long long)c->notes[i].second);
	}
}

void words_call(const struct call *c, struct buf *b)
{
	buf_adds(b, c->name);
	buf_addc(b, '(');
	add_args(c, b);
	buf_adds(b, ") = ");
	add_result(c, b);
}

void words_begun(const char *text, struct buf *b)
{
	const char *name_end = strchr(text, '(');

	buf_add(b, text, name_end ? (size_t)(name_end - text) : strlen(text));
	buf_adds(b, "() ...");
}

/* ---- packets ---- */

void words_packet(const struct capture *c, const struct captured *one, struct buf *b)
{
	size_t start = b->len;
	char *from, *to;

	captured_print(c, one, b);
	from = memchr(b->data + start, '[', b->len - start);
	if (from && from > b->data + start && one->packet.kind != PACKET_TCP) {
		b->len = (size_t)(from - b->data) - 1;
		b->data[b->len] = '\0';
	}
	if (one->packet.kind != PACKET_TCP)
		return;
	from = memchr(b->data + start, '<', b->len - start);
	to = from ? memchr(from, '>', (size_t)(b->data + b->len - from)) : NULL;
	if (!to)
		return;
	from -= from > b->data + start && from[-1] == ' ';
	to++;
	memmove(from, to, (size_t)(b->data + b->len - to) + 1);
	b->len -= (size_t)(to - from);
}

/* ---- what nobody has captured ---- */

static bool is_named(const struct call *c, const char *name)
{
	return !strcmp(c->name, name);
}

static void connected(const struct call *c, struct buf *b, struct buf *back)
{
	if (c->outcome == CALL_GAVE_UP || call_ok(c) || c->errnum == EINPROGRESS ||
		c->errnum == ECONNREFUSED || c->errnum == EINTR)
		buf_adds(b, "SYN");
	if (call_ok(c))
		buf_adds(back, "SYN, ACK");
	else if (c->outcome == CALL_RETURNED && c->errnum == ECONNREFUSED)
		buf_adds(back, "refused");
}

static bool ends_sending(const struct call *c)
{
	return is_named(c, "shutdown") && c->nargs && c->args[0].num != 0; /* SHUT_RD */
}

void words_assumed(const struct call *c, const struct end *end, struct buf *b, struct buf *back)
{
	bool is_tcp = end->type == SOCK_STREAM && end->family != AF_UNIX;
	bool sends = c->ndata && !c->received;

	if (is_named(c, "connect") && is_tcp)
		connected(c, b, back);
	else if (!call_ok(c))
		return;
	else if (sends && (c->result > 0 || end->type == SOCK_DGRAM))
		text_add_count(b, (uint64_t)c->result, "byte");
	else if (ends_sending(c))
		buf_adds(b, is_tcp ? "FIN" : "end");
	else if (is_named(c, "close") && end->type == SOCK_STREAM && end->closed_by == c->id)
		buf_adds(b, "close");
}

/* ---- ends ---- */

static void add_name(const struct end *end, struct buf *b)
{
	if (*end->name)
		buf_addf(b, "%s (%d)", end->name, end->fd);
	else
		buf_addn(b, end->fd);
}

void words_end(const struct end *end, const struct end *listener, struct buf *b)
{
	if (listener)
		add_name(listener, b);
	if (listener && end)
		buf_adds(b, ", ");
	if (end)
		add_name(end, b);
}
