/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers in and out of bytes.
 */
#include "lang/view.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

#include "base/text.h"

enum { SHOWN_MAX = 40 }; /* bytes of a value in a message */

const struct view_name view_names[] = {
	{ "u8", "a byte" },
	{ "u16", "two bytes, in network order" },
	{ "u32", "four bytes, in network order" },
	{ "u64", "eight bytes, in network order" },
	{ "i8", "a byte, with a sign" },
	{ "i16", "two bytes, with a sign" },
	{ "i32", "four bytes, with a sign" },
	{ "i64", "eight bytes, with a sign" },
	{ "u16le", "two bytes, the lowest first" },
	{ "u32le", "four bytes, the lowest first" },
	{ "u64le", "eight bytes, the lowest first" },
	{ "i16le", "two bytes, with a sign, the lowest first" },
	{ "i32le", "four bytes, with a sign, the lowest first" },
	{ "i64le", "eight bytes, with a sign, the lowest first" },
	{ NULL, NULL },
};

/* How many bytes a number of BITS has, where those are 8, 16, 32 or 64; else 0. */
static unsigned char bytes_of(struct slice bits)
{
	int64_t n;

	if (text_number(bits, 8, 64, &n, NULL) || (n & (n - 1)))
		return 0;
	return (unsigned char)(n / 8);
}

bool view_parse(struct slice s, struct view *v)
{
	const char *at = memchr(s.p, '@', s.len);
	struct slice name = { s.p, at ? (size_t)(at - s.p) : s.len };
	bool little = name.len > 3 && !memcmp(name.p + name.len - 2, "le", 2);
	int64_t offset = 0;

	if (name.len < 2 || (name.p[0] != 'u' && name.p[0] != 'i') || name.p[1] < '1')
		return false;
	unsigned char bytes = bytes_of((struct slice){ name.p + 1, name.len - (little ? 3 : 1) });
	if (!bytes || (at && text_number((struct slice){ at + 1, s.len - (size_t)(at + 1 - s.p) },
				     0, INT_MAX, &offset, NULL)))
		return false;
	*v = (struct view){ .kind = at ? VIEW_UNPACK : VIEW_PACK,
		.bytes = bytes,
		.is_signed = name.p[0] == 'i',
		.little = little,
		.offset = (size_t)offset };
	return true;
}

/* The place of the byte of weight 256^I among the bytes of V. */
static size_t place(const struct view *v, size_t i)
{
	return v->little ? i : v->bytes - 1 - i;
}

/* What a number needs besides text_number: those of u64 above INT64_MAX. */
static int parse_u64(struct slice value, uint64_t *n)
{
	char text[24], *end;

	if (!value.len || value.len >= sizeof(text) || value.p[0] < '0' || value.p[0] > '9')
		return -1;
	memcpy(text, value.p, value.len);
	text[value.len] = '\0';
	errno = 0;
	*n = strtoull(text, &end, 10);
	return errno || *end ? -1 : 0;
}

static int pack(const struct view *v, struct slice value, struct buf *b, struct err *e)
{
	unsigned bits = v->bytes * 8U - v->is_signed;
	int64_t max = bits >= 63 ? INT64_MAX : (INT64_C(1) << bits) - 1, n;
	uint64_t raw;
	struct err why;

	err_clear(&why);
	if (!text_number(value, v->is_signed ? -max - 1 : 0, max, &n, &why))
		raw = (uint64_t)n;
	else if (bits != 64 || parse_u64(value, &raw))
		return err_set(e, ERR_USAGE, "'%.*s' in %u byte%s: %s",
			(int)text_cut(value.p, value.len, SHOWN_MAX), value.p, v->bytes,
			v->bytes > 1 ? "s" : "", why.text);
	char *room = buf_reserve(b, v->bytes);
	for (size_t i = 0; i < v->bytes; i++)
		room[place(v, i)] = (char)(raw >> (8 * i));
	b->len += v->bytes;
	b->data[b->len] = '\0';
	return 0;
}

static int64_t extend_sign(uint64_t raw, unsigned char bytes)
{
	switch (bytes) {
	case 1: return (int8_t)raw;
	case 2: return (int16_t)raw;
	case 4: return (int32_t)raw;
	default: return (int64_t)raw;
	}
}

static int unpack(const struct view *v, struct slice value, struct buf *b, struct err *e)
{
	uint64_t raw = 0;

	if (v->offset > value.len || value.len - v->offset < v->bytes)
		return err_set(e, ERR_USAGE,
			"a number of %u byte%s at %zu lies outside the %zu bytes there are",
			v->bytes, v->bytes > 1 ? "s" : "", v->offset, value.len);
	for (size_t i = 0; i < v->bytes; i++)
		raw |= (uint64_t)(unsigned char)value.p[v->offset + place(v, i)] << (8 * i);
	if (v->is_signed)
		buf_addf(b, "%" PRId64, extend_sign(raw, v->bytes));
	else
		buf_addf(b, "%" PRIu64, raw);
	return 0;
}

int view_add(const struct view *v, struct slice value, struct buf *b, struct err *e)
{
	switch (v->kind) {
	case VIEW_WHOLE: buf_add(b, value.p, value.len); break;
	case VIEW_LENGTH: buf_addf(b, "%zu", value.len); break;
	case VIEW_PACK: return pack(v, value, b, e);
	case VIEW_UNPACK: return unpack(v, value, b, e);
	}
	return 0;
}
