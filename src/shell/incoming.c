/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation's incoming bytes, to lines, rows, or as they are.
 */
#include "shell/incoming.h"

#include "base/clock.h"
#include "base/intr.h"
#include "base/text.h"
#include "shell/emit.h"
#include "shell/session.h"

static const char PREFIX[] = "< ";

enum { HELD_MAX = 16 * 1024 };  /* bytes of an unfinished line */
#define HOLD (50 * MILLISECOND) /* how long it waits for its end */

void incoming_open(struct incoming *in, struct run *r)
{
	*in = (struct incoming){ .run = r, .form = INCOMING_LINES };
	if (r->set->json)
		in->form = INCOMING_ROWS;
	else if (r->set->quiet || !out_is_tty(r->out))
		in->form = INCOMING_EXACT;
}

void incoming_free(struct incoming *in)
{
	buf_free(&in->held);
	buf_free(&in->shown);
}

/* Moves the first LEN bytes held to the screen. */
static void show_held(struct incoming *in, size_t len)
{
	if (!len)
		return;
	buf_clear(&in->shown);
	if (in->run->set->raw)
		buf_add(&in->shown, in->held.data, len);
	else
		text_add_block(&in->shown, in->held.data, len, PREFIX);
	out_write(in->run->out, in->shown.data, in->shown.len);
	in->held.len -= len;
	memmove(in->held.data, in->held.data + len, in->held.len + 1);
}

static size_t whole_lines(const struct buf *b)
{
	const char *newline = b->len ? memrchr(b->data, '\n', b->len) : NULL;

	if (newline)
		return (size_t)(newline - b->data) + 1;
	return b->len > HELD_MAX ? text_cut(b->data, b->len, HELD_MAX) : 0;
}

static void add_exact(struct incoming *in, struct slice bytes, bool newline)
{
	struct out *out = in->run->out;

	out_write(out, bytes.p, bytes.len);
	if (newline)
		out_write(out, "\n", 1);
	out_flush(out);
}

static void add_lines(struct incoming *in, struct slice bytes, bool newline)
{
	size_t len;

	buf_add(&in->held, bytes.p, bytes.len);
	if (newline)
		buf_addc(&in->held, '\n');
	while ((len = whole_lines(&in->held)))
		show_held(in, len);
	in->due = intr_now() + HOLD;
}

void incoming_add(struct incoming *in, struct slice bytes, bool whole)
{
	bool newline = whole && !(bytes.len && bytes.p[bytes.len - 1] == '\n');

	if (in->form == INCOMING_ROWS)
		emit_arrived(in->run, bytes);
	else if (in->form == INCOMING_EXACT)
		add_exact(in, bytes, newline);
	else
		add_lines(in, bytes, newline);
}

int incoming_wait(const struct incoming *in)
{
	int64_t left = in->due - intr_now();

	if (!in->held.len)
		return -1;
	return clock_poll_ms(left > 0 ? left : 0);
}

void incoming_show(struct incoming *in, bool end)
{
	if (in->held.len && (end || incoming_wait(in) == 0))
		show_held(in, in->held.len);
}
