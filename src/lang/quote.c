/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quoting: bytes to a word that reads back as these bytes.
 */
#include <string.h>

#include "base/text.h"
#include "lang/lex.h"

static bool bare_will_do(struct slice s)
{
	if (!s.len || memchr("#{}-=&", s.p[0], 6) || slice_is(s, "as") || slice_is(s, "in"))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr(";\"'$\\\177", s.p[i]))
			return false;
	return true;
}

void lex_quote(struct slice text, char quote, struct buf *b)
{
	if (!quote && bare_will_do(text)) {
		buf_add(b, text.p, text.len);
		return;
	}
	bool plain = text_is_utf8(text.p, text.len) && !memchr(text.p, '\'', text.len);
	for (size_t i = 0; plain && i < text.len; i++)
		plain = (unsigned char)text.p[i] >= ' ' && text.p[i] != 127;
	if (quote != '"' && plain) {
		buf_addc(b, '\'');
		buf_add(b, text.p, text.len);
		buf_addc(b, '\'');
		return;
	}
	struct buf inside = { 0 };
	text_add_quoted(&inside, text.p, text.len);
	buf_addc(b, '"');
	for (size_t i = 0; i < inside.len; i++) {
		if (inside.data[i] == '$')
			buf_addc(b, '\\');
		buf_addc(b, inside.data[i]);
	}
	buf_addc(b, '"');
	buf_free(&inside);
}
