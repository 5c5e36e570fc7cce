/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte that differs, in a window of both texts.
 */
#include <stdint.h>

#include "base/text.h"
#include "unlike.h"

enum {
	WINDOW_BEFORE = 16, /* bytes that are the same */
	WINDOW_BEHIND = 16,
};

static size_t first_difference(struct slice a, struct slice b)
{
	size_t at = 0;

	while (at < a.len && at < b.len && a.p[at] == b.p[at])
		at++;
	return at;
}

static void add_hex(struct buf *b, const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_addf(b, "%s%02x", i ? " " : "", (unsigned char)p[i]);
}

/* The part of TEXT from FROM on; returns the column, counted from the line's head, at which its
 * byte AT stands. */
static size_t add_window(
	struct buf *b, const char *head, struct slice text, size_t from, size_t at, bool hex)
{
	struct slice all = { text.p + from, text.len - from };
	size_t start, width, behind;
	struct buf rest = { 0 };

	if (all.len > at - from + WINDOW_BEHIND)
		all.len = text_cut(all.p, all.len, at - from + WINDOW_BEHIND);
	buf_addf(b, "  %s %s%s", head, from ? "..." : "", hex ? "" : "\"");
	start = b->len;
	(hex ? add_hex : text_add_quoted)(b, all.p, all.len);
	width = text_width(buf_cstr(b) + start, b->len - start);
	/* what an escape looks like depends on what is behind it */
	(hex ? add_hex : text_add_quoted)(&rest, all.p + (at - from), all.len - (at - from));
	behind = text_width(buf_cstr(&rest), rest.len);
	buf_addf(b, "%s%s\n", hex ? "" : "\"", from + all.len < text.len ? "..." : "");
	width += hex && width && !behind; /* where the next byte would stand */
	buf_free(&rest);
	return width - behind;
}

static void add_byte(struct buf *b, struct slice text, size_t at, const char *what)
{
	if (at < text.len)
		buf_addf(b, "%02x %s", (unsigned char)text.p[at], what);
	else
		buf_addf(b, "the end %s", what);
}

void unlike_add(struct slice expected, struct slice actual, bool hex, struct buf *b)
{
	size_t at = first_difference(expected, actual);
	/* where the character begins that differs */
	size_t shown = text_cut(expected.p, expected.len, at);
	size_t from =
		shown > WINDOW_BEFORE ? text_cut(expected.p, shown, shown - WINDOW_BEFORE) : 0;
	size_t column = add_window(b, "expected", expected, from, shown, hex);

	add_window(b, "came    ", actual, from, shown, hex);
	column += sizeof("  expected ") - 1 + (from ? 3 : 0) + !hex;
	buf_addf(b, "%*s^ byte %llu: ", (int)column, "", (unsigned long long)at);
	add_byte(b, expected, at, "expected, ");
	add_byte(b, actual, at, "came\n");
}
