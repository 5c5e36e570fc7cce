/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values with units.
 */
#include "sock/value.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"

/* ---- making ---- */

/* The members that all kinds have; what a kind does not use stays as it is. */
static void begin(struct value *v, enum value_kind kind, enum unit unit)
{
	v->kind = kind;
	v->unit = unit;
	v->numeric = v->negative = false;
	v->magnitude = 0;
}

static void set_number(struct value *v, int64_t number)
{
	v->numeric = true;
	v->negative = number < 0;
	v->magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

void value_number(struct value *v, int64_t number, enum unit unit)
{
	begin(v, VALUE_NUMBER, unit);
	set_number(v, number);
}

void value_unsigned(struct value *v, uint64_t number, enum unit unit)
{
	begin(v, VALUE_NUMBER, unit);
	v->numeric = true;
	v->magnitude = number;
}

void value_name(struct value *v, long number, const struct names *names)
{
	begin(v, VALUE_NAME, UNIT_NONE);
	set_number(v, number);
	v->names = names;
}

void value_word(struct value *v, const char *text)
{
	begin(v, VALUE_WORD, UNIT_NONE);
	v->text = text;
}

void value_addr(struct value *v, enum value_kind kind, const struct addr *addr)
{
	begin(v, kind, UNIT_NONE);
	v->addr = addr;
}

void value_copy_number(struct value *v, const struct value *from)
{
	memcpy(v, from, offsetof(struct value, raw));
}

void value_option(struct value *v, const struct sockopt *o, const struct sockopt_value *raw)
{
	begin(v, VALUE_OPTION, sockopt_unit(o));
	v->option = o;
	memcpy(&v->raw, raw, sockopt_value_end(raw));
	v->names = o->kind == &sockopt_name ? o->of : NULL;
	if (o->kind == &sockopt_int || o->kind == &sockopt_bool || o->kind == &sockopt_name) {
		set_number(v, raw->number);
	} else if (o->kind == &sockopt_wide) {
		v->numeric = true;
		v->magnitude = raw->wide;
	} else if (o->kind == &sockopt_timeval) {
		v->unit = UNIT_US;
		set_number(v, (int64_t)((uint64_t)raw->time.tv_sec * 1000000 +
					(uint64_t)raw->time.tv_usec));
	}
}

/* ---- printing ---- */

static long number_of(const struct value *v)
{
	return v->negative ? -(long)v->magnitude : (long)v->magnitude;
}

void value_print(const struct value *v, struct buf *b)
{
	switch (v->kind) {
	case VALUE_WORD: buf_adds(b, v->text); break;
	case VALUE_NUMBER: buf_addf(b, "%s%" PRIu64, v->negative ? "-" : "", v->magnitude); break;
	case VALUE_NAME: names_print(v->names, number_of(v), b); break;
	case VALUE_ADDR: addr_format(v->addr, b); break;
	case VALUE_HOST: addr_format_host(v->addr, b); break;
	case VALUE_OPTION: sockopt_print(v->option, &v->raw, b); break;
	}
}

/* False: it is of no unit, or so much that it has no other form than its digits. */
static bool print_with_unit(const struct value *v, struct buf *b)
{
	int64_t ns = unit_ns(v->unit);

	if (ns && v->magnitude && v->magnitude <= INT64_MAX / (uint64_t)ns)
		text_add_time_exact(b, (int64_t)v->magnitude * ns);
	else if (ns && !v->magnitude)
		buf_adds(b, "0s");
	else if (v->unit == UNIT_BYTES)
		text_add_count(b, v->magnitude, "byte");
	else if (v->unit == UNIT_RATE && v->magnitude == UINT64_MAX)
		buf_adds(b, "no limit");
	else if (v->unit == UNIT_RATE)
		buf_addf(b, "%" PRIu64 " bytes/s", v->magnitude);
	else
		return false;
	return true;
}

void value_print_unit(const struct value *v, struct buf *b)
{
	if (v->kind != VALUE_NUMBER || v->negative || !print_with_unit(v, b))
		value_print(v, b);
}

/* ---- comparing ---- */

/* on, off and the names that an option has. */
static bool parse_option(const struct sockopt *o, struct slice text, struct value *v)
{
	struct sockopt_value raw;

	if ((o->kind != &sockopt_bool && o->kind != &sockopt_name) ||
		sockopt_parse(o, text, &raw, NULL))
		return false;
	value_option(v, o, &raw);
	return true;
}

static bool parse_name(const struct names *names, struct slice text, struct value *v)
{
	long constant;

	if (names_parse(names, text, &constant, NULL))
		return false;
	value_name(v, constant, names);
	return true;
}

bool value_parse(struct slice text, const struct value *like, struct value *v)
{
	int64_t number;

	if (!text_number(text, INT64_MIN, INT64_MAX, &number, NULL)) {
		value_number(v, number, like->unit);
		return true;
	}
	if (like->kind == VALUE_OPTION && parse_option(like->option, text, v))
		return true;
	if (like->kind == VALUE_NAME && parse_name(like->names, text, v))
		return true;
	if (unit_ns(like->unit) && !text_time(text, &number, NULL)) {
		value_number(v, number, UNIT_NS);
		return true;
	}
	if (unit_ns(like->unit) || text_size(text, INT64_MAX, &number, NULL))
		return false;
	value_number(v, number, like->unit);
	return true;
}

bool value_comparable(const struct value *a, const struct value *b)
{
	return a->numeric && b->numeric && !unit_ns(a->unit) == !unit_ns(b->unit);
}

/* Wide enough for any 64-bit number of any unit. */
static __int128 size_of(const struct value *v)
{
	int64_t ns = unit_ns(v->unit);
	__int128 size = (__int128)v->magnitude * (ns ? ns : 1);

	return v->negative ? -size : size;
}

int value_compare(const struct value *a, const struct value *b)
{
	__int128 left = size_of(a), right = size_of(b);

	return (left > right) - (left < right);
}

bool value_same(const struct value *a, const struct value *b)
{
	struct buf left = { 0 }, right = { 0 };
	bool same;

	if (a->kind == VALUE_NUMBER && b->kind == VALUE_NUMBER)
		return value_comparable(a, b) && !value_compare(a, b);
	value_print(a, &left);
	value_print(b, &right);
	same = slice_equal(buf_slice(&left), buf_slice(&right));
	buf_free(&left);
	buf_free(&right);
	return same;
}
