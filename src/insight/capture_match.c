/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets against words that say what they should be.
 */
#include "insight/capture.h"

#include <string.h>

static const char separators[] = " ,<>;[]";

static bool is_separator(char c)
{
	return c && strchr(separators, c);
}

/* Takes the next piece off S; empty: there is none. */
static struct slice next_piece(struct slice *s)
{
	struct slice piece;

	while (s->len && is_separator(*s->p))
		*s = (struct slice){ s->p + 1, s->len - 1 };
	piece = (struct slice){ s->p, 0 };
	while (piece.len < s->len && !is_separator(s->p[piece.len]))
		piece.len++;
	*s = (struct slice){ s->p + piece.len, s->len - piece.len };
	return piece;
}

/* The first pieces are the same, and the others of PATTERN are in TEXT in their order. */
static bool has_pieces(struct slice text, struct slice pattern)
{
	struct slice wanted = next_piece(&pattern), piece = next_piece(&text);

	if (!slice_equal(wanted, piece))
		return false;
	while ((wanted = next_piece(&pattern)).len) {
		do
			piece = next_piece(&text);
		while (piece.len && !slice_equal(wanted, piece));
		if (!piece.len)
			return false;
	}
	return true;
}

/* `c > l: S`: its second word is the sign. */
static bool names_ends(struct slice pattern)
{
	const char *blank = memchr(pattern.p, ' ', pattern.len);

	return blank &&
	       slice_starts(
		       (struct slice){ blank, pattern.len - (size_t)(blank - pattern.p) }, " > ");
}

bool captured_fits(const struct capture *c, const struct captured *one, struct slice pattern)
{
	struct buf text = { 0 };
	struct slice line;
	bool fits;

	if (names_ends(pattern))
		buf_addf(&text, "%s: ", one->names);
	captured_print(c, one, &text);
	line = buf_slice(&text);
	if (line.p[0] == '[' && !(pattern.len && pattern.p[0] == '['))
		next_piece(&line); /* of ECN */
	fits = has_pieces(line, pattern);
	buf_free(&text);
	return fits;
}

void captured_name(const struct capture *c, const struct captured *one, struct buf *b)
{
	struct buf text = { 0 };
	struct slice line, first;

	captured_print(c, one, &text);
	line = buf_slice(&text);
	first = next_piece(&line);
	if (text.len && text.data[0] == '[')
		first = next_piece(&line);
	buf_add(b, first.p, first.len);
	buf_free(&text);
}
