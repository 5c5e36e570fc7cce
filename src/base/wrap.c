/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines broken between words.
 */
#include "base/wrap.h"

#include <stdint.h>

#include "base/text.h"

size_t wrap_fit(const char *p, size_t len, size_t columns)
{
	size_t at = 0, used = 0;

	while (at < len) {
		uint32_t code;
		size_t n = text_utf8(p + at, len - at, &code);

		n = n ? n : 1;
		used += text_width(p + at, n);
		if (used > columns)
			break;
		at += n;
	}
	return at;
}

static size_t run_of(struct slice s, size_t at, bool blanks)
{
	size_t end = at;

	while (end < s.len && (s.p[end] == ' ') == blanks)
		end++;
	return end - at;
}

/* The length of a word; blanks are of it inside brackets that it begins with: [-t TIME]. */
static size_t word_at(struct slice s, size_t at)
{
	size_t len = run_of(s, at, false);
	const char *end = len && s.p[at] == '[' ? memchr(s.p + at, ']', s.len - at) : NULL;

	return end && (size_t)(end - s.p) >= at + len ? (size_t)(end - s.p) + 1 - at : len;
}

void wrap_words(struct buf *b, struct slice text, size_t column, size_t indent, size_t width)
{
	for (size_t at = 0; at < text.len;) {
		size_t blanks = run_of(text, at, true), len = word_at(text, at + blanks);
		size_t wide = text_width(text.p + at + blanks, len);

		if (column > indent && len && column + blanks + wide > width) {
			buf_addf(b, "\n%*s", (int)indent, "");
			column = indent;
		} else {
			buf_add(b, text.p + at, blanks);
			column += blanks;
		}
		buf_add(b, text.p + at + blanks, len);
		column += wide;
		at += blanks + len;
	}
}

/* The length of a piece of a value, which a comma ends, too, or a bar between flags. */
static size_t piece_at(struct slice s, size_t at)
{
	size_t end = at, word = at + run_of(s, at, false);

	while (end < word && s.p[end] != ',' && s.p[end] != '|')
		end++;
	return end + (end < word) - at;
}

size_t wrap_first(struct slice text, size_t columns)
{
	size_t end = 0, cut;

	for (;;) {
		size_t blanks = run_of(text, end, true), len = piece_at(text, end + blanks);

		if (!len || text_width(text.p, end + blanks + len) > columns)
			break;
		end += blanks + len;
	}
	cut = end ? end : wrap_fit(text.p, text.len, columns > 2 ? columns : 2);
	return cut ? cut : text.len;
}

size_t wrap_longest(struct slice text)
{
	size_t longest = 0;

	for (size_t at = 0; at < text.len;) {
		size_t begin = at + run_of(text, at, true), len = piece_at(text, begin);
		size_t wide = text_width(text.p + begin, len);

		longest = wide > longest ? wide : longest;
		at = begin + len;
	}
	return longest;
}

/* How many bytes of a line stand before what is broken, and where that goes on. */
static size_t head_of(struct slice line, size_t width, size_t *indent)
{
	static const char usage[] = "usage: ";
	size_t lead = run_of(line, 0, true);

	for (size_t at = lead + run_of(line, lead, false); at < line.len;) {
		size_t blanks = run_of(line, at, true);

		if (blanks > 1 && at + blanks < line.len) {
			*indent = text_width(line.p, at + blanks);
			if (*indent <= width / 2)
				return at + blanks;
			break;
		}
		at += blanks;
		at += run_of(line, at, false);
	}
	*indent = slice_starts(line, usage) ? sizeof(usage) - 1 : lead ? lead + 2 : 0;
	return lead;
}

static void wrap_line(struct buf *b, struct slice line, size_t width)
{
	size_t indent, head;

	if (!width || text_width(line.p, line.len) <= width) {
		buf_add(b, line.p, line.len);
		return;
	}
	head = head_of(line, width, &indent);
	buf_add(b, line.p, head);
	wrap_words(b, (struct slice){ line.p + head, line.len - head }, text_width(line.p, head),
		indent, width);
}

void wrap_text(struct buf *b, struct slice text, size_t width)
{
	while (text.len) {
		const char *newline = memchr(text.p, '\n', text.len);
		size_t len = newline ? (size_t)(newline - text.p) : text.len;

		wrap_line(b, (struct slice){ text.p, len }, width);
		if (newline)
			buf_addc(b, '\n');
		text.p += len + (newline != NULL);
		text.len -= len + (newline != NULL);
	}
}
