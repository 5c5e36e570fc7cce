/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text for XML.
 */
#include "base/xml.h"

#include <string.h>

#include "base/text.h"

/* What XML forbids among visible characters: U+FFFE and U+FFFF. */
static bool is_forbidden(const char *p, size_t len)
{
	return len >= 3 && !memcmp(p, "\xef\xbf", 2) && (unsigned char)p[2] >= 0xbe;
}

void xml_add_text(struct buf *b, struct slice text)
{
	struct buf clean = { 0 };

	text_add_clean(&clean, text.p, text.len);
	for (size_t i = 0; i < clean.len; i++) {
		char c = clean.data[i];

		if (c == '&' || c == '<' || c == '>' || c == '"')
			buf_addf(b, "&#%d;", c);
		else if (!is_forbidden(clean.data + i, clean.len - i))
			buf_addc(b, c);
		else
			buf_adds(b, "\xef\xbf\xbd"), i += 2;
	}
	buf_free(&clean);
}
