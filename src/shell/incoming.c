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

void incoming_open(struct incoming *a, struct run *r)
{
	*a = (struct incoming){ .run = r, .form = INCOMING_LINES };
	if (r->set->json)
		a->form = INCOMING_ROWS;
	else if (r->set->quiet || !out_is_tty(r->out))
		a->form = INCOMING_EXACT;
}

void incoming_free(struct incoming *a)
{
	buf_free(&a->held);
	buf_free(&a->shown);
}

/* Moves the first LEN bytes held to the screen. */
static void show_held(struct incoming *a, size_t len)
{
	if (!len)
		return;
	buf_clear(&a->shown);
	if (a->run->set->raw)
		buf_add(&a->shown, a->held.data, len);
	else
		text_add_block(&a->shown, a->held.data, len, PREFIX);
	out_write(a->run->out, a->shown.data, a->shown.len);
	a->held.len -= len;
	memmove(a->held.data, a->held.data + len, a->held.len + 1);
}

static size_t whole_lines(const struct buf *b)
{
	const char *newline = b->len ? memrchr(b->data, '\n', b->len) : NULL;

	if (newline)
		return (size_t)(newline - b->data) + 1;
	return b->len > HELD_MAX ? text_cut(b->data, b->len, HELD_MAX) : 0;
}

static void add_exact(struct incoming *a, struct slice bytes, bool newline)
{
	struct out *out = a->run->out;

	out_write(out, bytes.p, bytes.len);
	if (newline)
		out_write(out, "\n", 1);
	out_flush(out);
}

static void add_lines(struct incoming *a, struct slice bytes, bool newline)
{
	size_t len;

	buf_add(&a->held, bytes.p, bytes.len);
	if (newline)
		buf_addc(&a->held, '\n');
	while ((len = whole_lines(&a->held)))
		show_held(a, len);
	a->due = intr_now() + HOLD;
}

void incoming_add(struct incoming *a, struct slice bytes, bool whole)
{
	bool newline = whole && !(bytes.len && bytes.p[bytes.len - 1] == '\n');

	if (a->form == INCOMING_ROWS)
		emit_value(a->run, bytes);
	else if (a->form == INCOMING_EXACT)
		add_exact(a, bytes, newline);
	else
		add_lines(a, bytes, newline);
}

int incoming_wait(const struct incoming *a)
{
	int64_t left = a->due - intr_now();

	if (!a->held.len)
		return -1;
	return clock_poll_ms(left > 0 ? left : 0);
}

void incoming_show(struct incoming *a, bool end)
{
	if (a->held.len && (end || incoming_wait(a) == 0))
		show_held(a, a->held.len);
}
