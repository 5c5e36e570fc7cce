/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Escapes, and safe renderings of untrusted bytes; names.
 */
#include "base/text.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

const struct escape text_escapes[] = {
	{ 'n', '\n' },
	{ 'r', '\r' },
	{ 't', '\t' },
	{ '0', '\0' },
	{ 'e', '\033' },
	{ 'a', '\a' },
	{ 'b', '\b' },
	{ 'f', '\f' },
	{ 'v', '\v' },
	{ '\\', '\\' },
	{ '"', '"' },
	{ '\'', '\'' },
	{ '$', '$' },
};
const size_t text_escape_count = sizeof(text_escapes) / sizeof(text_escapes[0]);

/* ---- characters ---- */

static void add_utf8(struct buf *b, uint32_t code)
{
	if (code < 0x80) {
		buf_addc(b, (char)code);
		return;
	}
	if (code < 0x800) {
		buf_addc(b, (char)(0xc0 | code >> 6));
	} else {
		if (code < 0x10000) {
			buf_addc(b, (char)(0xe0 | code >> 12));
		} else {
			buf_addc(b, (char)(0xf0 | code >> 18));
			buf_addc(b, (char)(0x80 | (code >> 12 & 0x3f)));
		}
		buf_addc(b, (char)(0x80 | (code >> 6 & 0x3f)));
	}
	buf_addc(b, (char)(0x80 | (code & 0x3f)));
}

bool text_is_visible(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7f && code <= 0x9f))
		return false;
	return code != 0x61c && !(code >= 0x200e && code <= 0x200f) &&
	       !(code >= 0x2028 && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069);
}

/* ---- escapes ---- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \xHH */
static int unescape_hex(const char *text, size_t len, struct buf *b, struct err *e)
{
	for (size_t i = 2; i < 4; i++) {
		if (i == len)
			return 0;
		if (hex_digit(text[i]) < 0)
			return err_set(e, ERR_SYNTAX, "\\x takes two hex digits");
	}
	buf_addc(b, (char)(hex_digit(text[2]) << 4 | hex_digit(text[3])));
	return 4;
}

/* \N, \NN, \NNN */
static int unescape_octal(const char *text, size_t len, struct buf *b, struct err *e)
{
	int value = 0;
	size_t i;

	for (i = 1; i < 4 && i < len && text[i] >= '0' && text[i] <= '7'; i++)
		value = value * 8 + (text[i] - '0');
	if (value > 0377)
		return err_set(e, ERR_SYNTAX, "\\%o is more than a byte, the largest is \\377",
			(unsigned int)value);
	buf_addc(b, (char)value);
	return (int)i;
}

/* \u{HEX}; leading zeros are few, so that the length fits any line. */
static int unescape_unicode(const char *text, size_t len, struct buf *b, struct err *e)
{
	uint32_t code = 0;
	size_t i;

	if (len == 2)
		return 0;
	for (i = 3; text[2] == '{' && i < len && i < 3 + 8 && hex_digit(text[i]) >= 0; i++)
		code = code << 4 | (uint32_t)hex_digit(text[i]);
	if (text[2] == '{' && i == len)
		return 0;
	if (text[2] != '{' || i == 3 || text[i] != '}')
		return err_set(e, ERR_SYNTAX, "\\u takes hex digits in braces, as in \\u{20AC}");
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return err_set(e, ERR_SYNTAX, "\\u{%X} is not a Unicode character", code);
	add_utf8(b, code);
	return (int)i + 1;
}

static int unknown_escape(const char *text, size_t len, struct err *e)
{
	uint32_t code;
	size_t n = text_utf8(text + 1, len - 1, &code);
	char known[2 * sizeof(text_escapes) + 1];
	size_t used = 0;

	for (size_t i = 0; i < text_escape_count; i++) {
		known[used++] = ' ';
		known[used++] = '\\';
		known[used++] = text_escapes[i].letter;
	}
	known[used] = '\0';
	err_set(e, ERR_SYNTAX, "unknown escape %.*s", (int)(n ? n : 1) + 1, text);
	return err_hint(e, "there are%s \\xHH \\NNN \\u{HEX}", known);
}

int text_unescape(const char *text, size_t len, struct buf *b, struct err *e)
{
	if (len < 2)
		return 0;
	if (text[1] == 'x')
		return unescape_hex(text, len, b, e);
	if (text[1] == 'u')
		return unescape_unicode(text, len, b, e);
	if (text[1] >= '0' && text[1] <= '7')
		return unescape_octal(text, len, b, e);
	for (size_t i = 0; i < text_escape_count; i++) {
		if (text_escapes[i].letter == text[1]) {
			buf_addc(b, text_escapes[i].byte);
			return 2;
		}
	}
	return unknown_escape(text, len, e);
}

/* ---- untrusted bytes made safe ---- */

static char escape_letter(uint32_t code)
{
	for (size_t i = 0; i < text_escape_count; i++) {
		if ((unsigned char)text_escapes[i].byte == code)
			return text_escapes[i].letter;
	}
	return '\0';
}

/* Adds the character at P as an escape; returns its length. */
static size_t add_escape(struct buf *b, const char *p, size_t len)
{
	uint32_t code = 0;
	size_t n = text_utf8(p, len, &code);
	char letter = n ? escape_letter(code) : '\0';

	if (!n || (!letter && code < 0x80)) {
		buf_addf(b, "\\x%02x", (unsigned int)(unsigned char)*p);
		return 1;
	}
	if (!letter) {
		buf_addf(b, "\\u{%X}", code);
		return n;
	}
	if (!code && len > 1 && isdigit((unsigned char)p[1])) {
		buf_adds(b, "\\000");
		return 1;
	}
	buf_addc(b, '\\');
	buf_addc(b, letter);
	return 1;
}

/* Length of what may be shown as it is and holds none of the bytes of STOP. */
static size_t visible_run(const char *p, size_t len, const char *stop)
{
	size_t at = 0;

	while (at < len) {
		uint32_t code;
		size_t n = text_utf8(p + at, len - at, &code);

		if (!n || !text_is_visible(code) || (code < 0x80 && strchr(stop, (int)code)))
			break;
		at += n;
	}
	return at;
}

static void add_escaped(struct buf *b, const char *p, size_t len, const char *special)
{
	for (size_t at = 0; at < len;) {
		size_t n = visible_run(p + at, len - at, special);

		buf_add(b, p + at, n);
		at += n;
		if (at < len)
			at += add_escape(b, p + at, len - at);
	}
}

void text_add_quoted(struct buf *b, const char *p, size_t len)
{
	add_escaped(b, p, len, "\"\\");
}

void text_add_clean(struct buf *b, const char *p, size_t len)
{
	add_escaped(b, p, len, "");
}

void text_add_block(struct buf *b, const char *p, size_t len, const char *prefix)
{
	bool at_start = true;

	for (size_t at = 0; at < len;) {
		size_t n = visible_run(p + at, len - at, "");

		if (at_start)
			buf_adds(b, prefix);
		at_start = false;
		buf_add(b, p + at, n);
		at += n;
		if (at == len)
			break;
		if (p[at] == '\r' && at + 1 < len && p[at + 1] == '\n')
			at++;
		if (p[at] == '\n')
			at_start = true;
		if (p[at] == '\n' || p[at] == '\t')
			buf_addc(b, p[at++]);
		else
			at += add_escape(b, p + at, len - at);
	}
	if (len && !at_start)
		buf_addc(b, '\n');
}

/* ---- names ---- */

bool text_is_name(struct slice s)
{
	if (!s.len || !text_is_name_start(s.p[0]))
		return false;
	for (size_t i = 1; i < s.len; i++) {
		if (!text_is_name_char(s.p[i]))
			return false;
	}
	return true;
}
