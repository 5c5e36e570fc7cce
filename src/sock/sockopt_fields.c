/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of socket options that are several numbers: a struct, an array, a set of bits,
 * bytes as they are.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "sockopt_kinds.h"

enum {
	SHOWN_MAX = 60,
	BITS = 8,
	LIST_MAX = SOCKOPT_VALUE_MAX / sizeof(uint32_t),
	BITS_MAX = 64 * BITS, /* of the largest set: groups of netlink */
};

/* ---- a struct of numbers ---- */

static bool is_signed(const struct sockopt_field *f)
{
	return f->form == FIELD_SIGNED;
}

static int64_t field_get(const struct sockopt_field *f, const struct sockopt_value *v)
{
	uint64_t bits = 0;
	unsigned unused = (unsigned)((sizeof(bits) - f->size) * BITS);

	memcpy(&bits, v->bytes + f->offset, f->size);
	if (f->form == FIELD_NET)
		bits = ntohl((uint32_t)bits);
	return is_signed(f) ? (int64_t)(bits << unused) >> unused : (int64_t)bits;
}

/* In a field of less than 64 bits. */
static int parse_small(
	const struct sockopt_field *f, struct slice text, int64_t *number, struct err *e)
{
	int64_t values = INT64_C(1) << f->size * BITS;

	return text_count(text, is_signed(f) ? -values / 2 : 0, values - 1, number, e);
}

static int parse_address(
	const struct sockopt_field *f, struct slice text, struct sockopt_value *v, struct err *e)
{
	char host[INET6_ADDRSTRLEN] = "";

	if (text.len && text.len < sizeof(host)) {
		memcpy(host, text.p, text.len);
		if (inet_pton(AF_INET6, host, v->bytes + f->offset) == 1)
			return 0;
	}
	return err_set(e, ERR_USAGE, "%s is an IPv6 address", f->name);
}

static int field_parse(
	const struct sockopt_field *f, struct slice text, struct sockopt_value *v, struct err *e)
{
	int64_t number;
	uint64_t wide;
	long named;

	if (f->form == FIELD_ADDRESS)
		return parse_address(f, text, v, e);
	if (f->names) {
		if (names_parse(f->names, text, &named, e))
			return -1;
		number = named;
	} else if (f->size == sizeof(wide)) {
		if (sockopt_parse_wide(text, &wide, e))
			return -1;
		number = (int64_t)wide;
	} else if (parse_small(f, text, &number, e)) {
		return -1;
	}
	if (f->form == FIELD_NET)
		number = htonl((uint32_t)number);
	memcpy(v->bytes + f->offset, &number, f->size);
	return 0;
}

static const struct sockopt_field *field_find(
	const struct sockopt_layout *layout, struct slice name, struct err *e)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < layout->count; i++)
		if (names_same(name, layout->fields[i].name))
			return &layout->fields[i];
	for (size_t i = 0; i < layout->count; i++)
		buf_addf(&list, " %s", layout->fields[i].name);
	err_set(e, ERR_USAGE, "it has no \"%.*s\"", (int)text_cut(name.p, name.len, SHOWN_MAX),
		name.p);
	err_hint(e, "it has%s", buf_cstr(&list));
	buf_free(&list);
	return NULL;
}

/* What is not named is 0. */
static int parse_fields(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	while (text.len) {
		struct slice word = sockopt_word(&text, ','), name;
		const struct sockopt_field *f;
		const char *equals = word.len ? memchr(word.p, '=', word.len) : NULL;

		if (!word.len && !text.len)
			break;
		if (!equals)
			return err_set(e, ERR_USAGE, "NAME=VALUE, several with commas between");
		name = (struct slice){ word.p, (size_t)(equals - word.p) };
		f = field_find(o->of, name, e);
		word = (struct slice){ equals + 1, word.len - name.len - 1 };
		if (!f || field_parse(f, word, v, e))
			return -1;
	}
	return 0;
}

static void field_print(const struct sockopt_field *f, const struct sockopt_value *v, struct buf *b)
{
	char host[INET6_ADDRSTRLEN];

	buf_addf(b, "%s=", f->name);
	if (f->form == FIELD_ADDRESS)
		buf_adds(b, inet_ntop(AF_INET6, v->bytes + f->offset, host, sizeof(host)));
	else if (f->names)
		names_print(f->names, (long)field_get(f, v), b);
	else if (f->form == FIELD_NET)
		buf_addf(b, "0x%" PRIx64, field_get(f, v));
	else
		buf_addf(b, is_signed(f) ? "%" PRId64 : "%" PRIu64, field_get(f, v));
}

/* As many as the kernel gave: older ones knew of fewer. */
static void print_fields(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	const struct sockopt_layout *layout = o->of;

	for (size_t i = 0; i < layout->count; i++) {
		const struct sockopt_field *f = &layout->fields[i];

		if (f->offset + f->size > v->len)
			continue;
		buf_adds(b, i ? "," : "");
		field_print(f, v, b);
	}
}

const struct sockopt_kind sockopt_fields = { parse_fields, print_fields, 0, true, NULL };

/* ---- an array ---- */

static int parse_list(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	int number;

	(void)o;
	for (v->len = 0; text.len; v->len += sizeof(number)) {
		if (v->len == sizeof(v->bytes))
			return err_set(e, ERR_USAGE, "more than %d numbers", LIST_MAX);
		if (sockopt_parse_int(sockopt_word(&text, ','), &number, e))
			return -1;
		memcpy(v->bytes + v->len, &number, sizeof(number));
	}
	return 0;
}

static void print_list(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	(void)o;
	for (size_t at = 0; at + sizeof(uint32_t) <= v->len; at += sizeof(uint32_t)) {
		uint32_t number;

		memcpy(&number, v->bytes + at, sizeof(number));
		buf_addf(b, "%s%" PRIu32, at ? "," : "", number);
	}
}

const struct sockopt_kind sockopt_list = { parse_list, print_list, SOCKOPT_VALUE_MAX, true, NULL };

/* ---- a set of bits ---- */

static int parse_bit(
	const struct sockopt *o, struct slice word, struct sockopt_value *v, struct err *e)
{
	const struct names *names = o->of;
	int64_t bit;
	long named;

	if (names) {
		if (names_parse(names, word, &named, e))
			return -1;
		bit = named;
	} else if (text_number(word, 1, BITS_MAX, &bit, e)) {
		return -1;
	} else {
		bit--; /* groups count from 1 */
	}
	if (bit < 0 || bit >= (int64_t)v->len * BITS)
		return err_set(e, ERR_USAGE, "out of range 0..%u", v->len * BITS - 1);
	v->bytes[bit / BITS] |= (char)(1 << bit % BITS);
	return 0;
}

static int parse_bits(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	if (names_same(text, "none"))
		return 0;
	if (o->of && names_same(text, "all")) {
		memset(v->bytes, -1, v->len);
		return 0;
	}
	while (text.len)
		if (parse_bit(o, sockopt_word(&text, ','), v, e))
			return -1;
	return 0;
}

static bool all_set(const struct sockopt_value *v)
{
	for (socklen_t i = 0; i < v->len; i++)
		if (v->bytes[i] != (char)-1)
			return false;
	return v->len;
}

static void print_bits(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	size_t begin = b->len;

	if (o->of && all_set(v)) {
		buf_adds(b, "all");
		return;
	}
	for (socklen_t bit = 0; bit < v->len * BITS; bit++) {
		if (!(v->bytes[bit / BITS] >> bit % BITS & 1))
			continue;
		buf_adds(b, b->len > begin ? "," : "");
		if (o->of)
			names_print(o->of, (long)bit, b);
		else
			buf_addf(b, "%u", bit + 1);
	}
	if (b->len == begin)
		buf_adds(b, "none");
}

const struct sockopt_kind sockopt_bits32 = { parse_bits, print_bits, sizeof(uint32_t), true, NULL };
const struct sockopt_kind sockopt_bits256 = { parse_bits, print_bits, 256 / BITS, true, NULL };
const struct sockopt_kind sockopt_groups = { parse_bits, print_bits, BITS_MAX / BITS, true, NULL };

/* ---- bytes ---- */

int sockopt_parse_bytes(struct slice text, size_t max, struct sockopt_value *v, struct err *e)
{
	struct buf bytes = { 0 };
	int status = 0;

	if (!names_same(text, "none"))
		status = text_hex(text, &bytes, e);
	if (!status && bytes.len > max)
		status = err_set(e, ERR_USAGE, "longer than %zu bytes", max);
	if (!status && bytes.len)
		memcpy(v->bytes, bytes.data, bytes.len);
	v->len = (socklen_t)bytes.len;
	buf_free(&bytes);
	return status;
}

void sockopt_print_bytes(const char *p, size_t len, struct buf *b)
{
	if (!len)
		buf_adds(b, "none");
	for (size_t i = 0; i < len; i++)
		buf_addf(b, "%02x", (unsigned char)p[i]);
}

static int parse_bytes(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	(void)o;
	return sockopt_parse_bytes(text, sizeof(v->bytes), v, e);
}

static void print_bytes(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	(void)o;
	sockopt_print_bytes(v->bytes, v->len, b);
}

const struct sockopt_kind sockopt_bytes = { parse_bytes, print_bytes, SOCKOPT_VALUE_MAX, true,
	NULL };
const struct sockopt_kind sockopt_raw = { parse_bytes, print_bytes, SOCKOPT_VALUE_MAX, true, NULL };
