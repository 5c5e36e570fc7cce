/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * UTF-8: characters, and the columns they take.
 */
#include <langinfo.h>
#include <string.h>
#include <wchar.h>

#include "base/text.h"

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t text_utf8(const char *p, size_t len, uint32_t *code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = len ? (unsigned char)*p : 0x80;
	size_t need = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	uint32_t value = need < 2 ? lead : lead & (0x7fU >> need);

	if (!need || lead > 0xf4 || len < need)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if (!is_continuation(p[i]))
			return 0;
		value = value << 6 | ((unsigned char)p[i] & 0x3f);
	}
	if (value < smallest[need] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return need;
}

bool text_is_utf8(const char *p, size_t len)
{
	uint32_t code;
	size_t n;

	for (; len; p += n, len -= n) {
		n = text_utf8(p, len, &code);
		if (!n)
			return false;
	}
	return true;
}

size_t text_characters(const char *p, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += !is_continuation(p[i]);
	return count;
}

bool text_locale_is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

size_t text_width(const char *p, size_t len)
{
	size_t width = 0;

	while (len) {
		uint32_t code;

		if (*p > 0 && *p < 0x7f) { /* most text: wcwidth(3) need not be asked */
			width++;
			p++;
			len--;
			continue;
		}
		size_t n = text_utf8(p, len, &code);
		int columns = n ? wcwidth((wchar_t)code) : 1;

		width += columns < 0 ? 1 : (size_t)columns;
		n = n ? n : 1;
		p += n;
		len -= n;
	}
	return width;
}

size_t text_mark_length(const char *p, size_t len)
{
	return len >= 3 && !memcmp(p, "\xef\xbb\xbf", 3) ? 3 : 0;
}

size_t text_cut(const char *p, size_t len, size_t max)
{
	uint32_t code;

	if (len <= max)
		return len;
	for (size_t back = 1; back <= 3 && back <= max; back++) {
		if (text_utf8(p + max - back, len - max + back, &code) > back)
			return max - back;
	}
	return max;
}
