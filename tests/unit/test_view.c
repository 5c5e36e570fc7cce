/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers in and out of the bytes of a value.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "lang/view.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char BYTES[] = "\x01\x02\x03\x04\x05\x06\x07\x08\xff\xfe";

static int add(const char *name, struct slice value, struct buf *b, struct err *e)
{
	struct view v;

	assert_true(view_parse(slice_of(name), &v));
	buf_clear(b);
	return view_add(&v, value, b, e);
}

static void numbers_become_bytes_in_network_order(void **state)
{
	static const struct {
		const char *view, *number;
		size_t len;
		const char *bytes;
	} table[] = {
		{ "u8", "255", 1, "\xff" },
		{ "u16", "258", 2, "\1\2" },
		{ "u16le", "258", 2, "\2\1" },
		{ "u32", "0x01020304", 4, "\1\2\3\4" },
		{ "i8", "-1", 1, "\xff" },
		{ "i16", "-2", 2, "\xff\xfe" },
		{ "i64le", "-2", 8, "\xfe\xff\xff\xff\xff\xff\xff\xff" },
		{ "i64", "-9223372036854775808", 8, "\x80\0\0\0\0\0\0\0" },
		{ "u64", "18446744073709551615", 8, "\xff\xff\xff\xff\xff\xff\xff\xff" },
		{ "u64", "9223372036854775807", 8, "\x7f\xff\xff\xff\xff\xff\xff\xff" },
	};
	struct buf b = { 0 };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(add(table[i].view, slice_of(table[i].number), &b, &e), 0);
		assert_int_equal(b.len, table[i].len);
		assert_memory_equal(b.data, table[i].bytes, b.len);
	}
	buf_free(&b);
}

static void bytes_become_numbers_from_an_offset_on(void **state)
{
	static const struct {
		const char *view, *number;
	} table[] = {
		{ "u8@0", "1" },
		{ "u16@0", "258" },
		{ "u16@1", "515" },
		{ "u16le@0", "513" },
		{ "u32@4", "84281096" },
		{ "u64@0", "72623859790382856" },
		{ "u64@2", "217304205466599422" },
		{ "u16@8", "65534" },
		{ "i16@8", "-2" },
		{ "i8@9", "-2" },
		{ "i16le@8", "-257" },
	};
	struct buf b = { 0 };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct slice value = { BYTES, sizeof(BYTES) - 1 };

		assert_int_equal(add(table[i].view, value, &b, &e), 0);
		assert_string_equal(b.data, table[i].number);
	}
	buf_free(&b);
}

static void what_does_not_fit_is_refused(void **state)
{
	static const struct {
		const char *view, *value, *says;
	} table[] = {
		{ "u8", "256", "'256' in 1 byte: out of range 0..255" },
		{ "u8", "-1", "out of range" },
		{ "i8", "128", "out of range -128..127" },
		{ "u64", "18446744073709551616", "in 8 bytes: out of range" },
		{ "u64", "-1", "in 8 bytes: out of range" },
		{ "u32", "x", "not a number" },
		{ "u32", "", "not a number" },
		{ "u16@0", "a", "a number of 2 bytes at 0 lies outside the 1 bytes there are" },
		{ "u8@2147483647", "a", "outside" },
	};
	struct buf b = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct err e = { 0 };

		assert_int_equal(add(table[i].view, slice_of(table[i].value), &b, &e), -1);
		if (!strstr(e.text, table[i].says))
			print_message("%s\n", e.text);
		assert_non_null(strstr(e.text, table[i].says));
		assert_int_equal(b.len, 0);
	}
	buf_free(&b);
}

static void names_of_no_number_are_none(void **state)
{
	static const char *const names[] = { "", "u", "u0", "u24", "u128", "x32", "u32be", "u32 ",
		"u32@", "u32@-1", "u32@x", "u32@2147483648", "u+8", "ule", "u8l", "state" };
	struct view v;

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_false(view_parse(slice_of(names[i]), &v));
}

static void each_name_that_is_offered_is_one(void **state)
{
	struct view v;

	(void)state;
	for (const struct view_name *n = view_names; n->name; n++)
		assert_true(view_parse(slice_of(n->name), &v));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_become_bytes_in_network_order),
		cmocka_unit_test(bytes_become_numbers_from_an_offset_on),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(names_of_no_number_are_none),
		cmocka_unit_test(each_name_that_is_offered_is_one),
	};

	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
