/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pieces of JSON.
 */
#include "base/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { ESCAPE_MAX = 6 }; /* \uXXXX */

static bool plain(uint32_t code)
{
	return text_is_visible(code) && code != '"' && code != '\\';
}

/* Only code points up to U+FFFF are ever escaped. */
static void add_escape(struct buf *b, uint32_t code)
{
	static const char bytes[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *row = code && code < 0x80 ? strchr(bytes, (int)code) : NULL;

	if (row)
		buf_addf(b, "\\%c", letters[row - bytes]);
	else
		buf_addf(b, "\\u%04x", code);
}

void json_string(struct buf *b, const char *p, size_t len)
{
	size_t start = 0, at = 0;

	buf_addc(b, '"');
	while (at < len) {
		uint32_t code = 0;
		size_t n = text_utf8(p + at, len - at, &code);

		if (n && plain(code)) {
			at += n;
			continue;
		}
		buf_add(b, p + start, at - start);
		if (n)
			add_escape(b, code);
		else
			buf_adds(b, "\xef\xbf\xbd");
		at += n ? n : 1;
		start = at;
	}
	if (start < len)
		buf_add(b, p + start, len - start);
	buf_addc(b, '"');
}

static void begin_member(struct buf *b)
{
	char last = b->len ? b->data[b->len - 1] : '{';

	if (last != '{' && last != '[')
		buf_addc(b, ',');
}

void json_key(struct buf *b, const char *key)
{
	begin_member(b);
	json_string(b, key, strlen(key));
	buf_addc(b, ':');
}

void json_text(struct buf *b, const char *key, struct slice value)
{
	json_key(b, key);
	json_string(b, value.p, value.len);
}

void json_int(struct buf *b, const char *key, int64_t value)
{
	json_key(b, key);
	buf_addf(b, "%" PRId64, value);
}

void json_seconds(struct buf *b, const char *key, int64_t ns)
{
	json_key(b, key);
	buf_addf(b, "%lld.%09lld", (long long)(ns / 1000000000), (long long)(ns % 1000000000));
}

void json_null(struct buf *b, const char *key)
{
	json_key(b, key);
	buf_adds(b, "null");
}

void json_begin(struct buf *b, const char *type)
{
	buf_addc(b, '{');
	json_int(b, "v", 1);
	json_text(b, "type", slice_of(type));
}

/* RFC 4648, section 4. */
static void add_base64(struct buf *b, const char *p, size_t len)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = (const unsigned char *)p;

	for (size_t at = 0; at < len; at += 3) {
		size_t n = len - at < 3 ? len - at : 3;
		uint32_t bits = (uint32_t)in[at] << 16;
		char group[4];

		bits |= n > 1 ? (uint32_t)in[at + 1] << 8 : 0;
		bits |= n > 2 ? in[at + 2] : 0;
		for (size_t i = 0; i < 4; i++)
			group[i] = i <= n ? letters[bits >> (18 - 6 * i) & 63] : '=';
		buf_add(b, group, sizeof(group));
	}
}

size_t json_bytes_room(const char *p, size_t len)
{
	size_t room = 0;
	uint32_t code;

	if (!text_is_utf8(p, len))
		return len / 3 * 4 + 4;
	for (size_t at = 0, n; at < len; at += n) {
		n = text_utf8(p + at, len - at, &code);
		room += plain(code) ? n : ESCAPE_MAX;
	}
	return room;
}

void json_bytes(struct buf *b, const char *key, const char *p, size_t len)
{
	if (text_is_utf8(p, len)) {
		json_text(b, key, (struct slice){ p, len });
		return;
	}
	begin_member(b);
	buf_addf(b, "\"%s_base64\":\"", key);
	add_base64(b, p, len);
	buf_addc(b, '"');
}
