/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes in the layout of `hexdump -C`.
 */
#include "base/text.h"

#include <string.h>

#define LINE_BYTES 16

static const char digits[] = "0123456789abcdef";

static void add_line(struct buf *b, const char *p, size_t n)
{
	char line[3 * LINE_BYTES + 4];

	memset(line, ' ', sizeof(line));
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		char *out = line + 2 + 3 * i + (i >= LINE_BYTES / 2);

		out[0] = digits[c >> 4];
		out[1] = digits[c & 15];
	}
	buf_add(b, line, sizeof(line));
	buf_addc(b, '|');
	for (size_t i = 0; i < n; i++)
		buf_addc(b, p[i] >= ' ' && p[i] <= '~' ? p[i] : '.');
	buf_adds(b, "|\n");
}

/* A whole line equal to the one before it; a short last line never counts. */
static bool repeats(const char *p, size_t at, size_t len)
{
	return at >= LINE_BYTES && len - at >= LINE_BYTES &&
	       !memcmp(p + at, p + at - LINE_BYTES, LINE_BYTES);
}

void text_add_hexdump(struct buf *b, const char *p, size_t len, const char *prefix)
{
	bool starred = false;

	for (size_t at = 0; at < len; at += LINE_BYTES) {
		if (!repeats(p, at, len)) {
			buf_addf(b, "%s%08zx", prefix, at);
			add_line(b, p + at, len - at < LINE_BYTES ? len - at : LINE_BYTES);
			starred = false;
		} else if (!starred) {
			buf_addf(b, "%s*\n", prefix);
			starred = true;
		}
	}
	if (len)
		buf_addf(b, "%s%08zx\n", prefix, len);
}
