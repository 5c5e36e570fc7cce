/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers, sizes, durations and hex digits as people write them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

struct row {
	const char *text;
	int64_t value;
};
#define ROWS(t) (sizeof(t) / sizeof((t)[0]))

static void numbers_are_decimal_or_hex(void **state)
{
	static const struct row rows[] = { { "0", 0 }, { "007", 7 }, { "-1", -1 }, { "+5", 5 },
		{ "0x1F", 31 }, { "-0xff", -255 }, { "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN } };
	struct err e;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		int64_t value = 99;

		assert_int_equal(
			text_number(slice_of(rows[i].text), INT64_MIN, INT64_MAX, &value, &e), 0);
		assert_true(value == rows[i].value);
	}
}

static void what_is_no_number_says_so(void **state)
{
	static const char *const wrong[] = { "", "-", "+", "0x", "0xg", "1a", " 1", "1 ", "--1",
		"1.5", "x" };
	int64_t value = 99;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ROWS(wrong); i++) {
		assert_int_equal(text_number(slice_of(wrong[i]), 0, 9, &value, &e), -1);
		assert_string_equal(e.text, "not a number");
	}
	assert_int_equal(value, 99);
}

static void a_number_out_of_range_names_the_range(void **state)
{
	static const char *const wrong[] = { "65536", "-1", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999999", "0x10000000000000000" };
	int64_t value;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ROWS(wrong); i++) {
		assert_int_equal(text_number(slice_of(wrong[i]), 0, 65535, &value, &e), -1);
		assert_string_equal(e.text, "out of range 0..65535");
	}
}

static void sizes_take_powers_of_1024(void **state)
{
	static const struct row rows[] = { { "0", 0 }, { "10", 10 }, { "4k", 4096 }, { "4K", 4096 },
		{ "2M", 2 << 20 }, { "1G", 1 << 30 } };
	static const char *const wrong[] = { "", "k", "-1", "1kk", "1x", "1.5k", "1 k", "17G",
		"18446744073709551616", "9007199254740993k" };
	int64_t value;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_int_equal(text_size(slice_of(rows[i].text), 16LL << 30, &value, &e), 0);
		assert_true(value == rows[i].value);
	}
	for (size_t i = 0; i < ROWS(wrong); i++)
		assert_int_equal(text_size(slice_of(wrong[i]), 16LL << 30, &value, &e), -1);
}

static void a_count_is_a_number_or_a_size(void **state)
{
	static const struct row rows[] = { { "-1", -1 }, { "0x10", 16 }, { "4k", 4096 },
		{ "+7", 7 }, { "2M", 2 << 20 } };
	int64_t value;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_int_equal(
			text_count(slice_of(rows[i].text), INT64_MIN, INT64_MAX, &value, &e), 0);
		assert_true(value == rows[i].value);
	}
	assert_int_equal(text_size(slice_of("0x1000"), 4096, &value, &e), 0);
	assert_int_equal(value, 4096);
	assert_int_equal(text_count(slice_of("1k"), 0, 255, &value, &e), -1);
	assert_string_equal(e.text, "out of range 0..255");
	assert_int_equal(text_count(slice_of("1x"), 0, 255, &value, &e), -1);
	assert_string_equal(e.text, "not a number");
}

static void a_switch_is_on_or_off_in_four_ways(void **state)
{
	static const char *const on[] = { "on", "Yes", "TRUE", "1" };
	static const char *const off[] = { "off", "NO", "false", "0" };
	static const char *const wrong[] = { "", "o", "onn", "2", "maybe", "\x11", "01" };
	struct err e;
	bool value;

	(void)state;
	for (size_t i = 0; i < ROWS(on); i++) {
		value = false;
		assert_int_equal(text_bool(slice_of(on[i]), &value, &e), 0);
		assert_true(value);
		assert_int_equal(text_bool(slice_of(off[i]), &value, &e), 0);
		assert_false(value);
	}
	for (size_t i = 0; i < ROWS(wrong); i++)
		assert_int_equal(text_bool(slice_of(wrong[i]), &value, &e), -1);
	assert_string_equal(e.text, "neither on nor off");
}

static void times_are_exact_to_the_nanosecond(void **state)
{
	static const struct row rows[] = { { "0", 0 }, { "0s", 0 }, { "350ns", 350 },
		{ "7us", 7000 }, { "1.5s", 1500000000 }, { ".5ms", 500000 }, { "2m", 120000000000 },
		{ "1h", 3600000000000 }, { "0.1h", 360000000000 }, { "1.000000001s", 1000000001 },
		{ "0.3333333333333m", 19999999999 }, { "1.9ns", 1 } };
	int64_t value;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_int_equal(text_time(slice_of(rows[i].text), &value, &e), 0);
		assert_true(value == rows[i].value);
	}
}

static void a_time_without_its_unit_asks_for_one(void **state)
{
	static const char *const wrong[] = { "", "s", "-1s", "5x", "1s ", ".", ".s", "1h30m",
		"9999999999999999999s", "9223372037s", "2562048h" };
	int64_t value;
	struct err e;

	(void)state;
	assert_int_equal(text_time(slice_of("5"), &value, &e), -1);
	assert_string_equal(e.text, "a time needs a unit, one of ns us ms s m h");
	assert_string_equal(e.hint, "for seconds write 5s");
	assert_int_equal(text_time(slice_of("0.5"), &value, &e), -1);
	for (size_t i = 0; i < ROWS(wrong); i++)
		assert_int_equal(text_time(slice_of(wrong[i]), &value, &e), -1);
}

static void a_duration_is_shown_in_three_digits(void **state)
{
	static const struct row rows[] = { { "0 ns", 0 }, { "350 ns", 350 }, { "999 ns", 999 },
		{ "1 us", 1000 }, { "1.05 us", 1049 }, { "12.3 us", 12345 },
		{ "42.6 ms", 42560000 }, { "1 ms", 999600 }, { "999 us", 999400 },
		{ "2 s", 2000000000 }, { "10 s", 9996000000 }, { "1.5 s", 1500000000 },
		{ "2.01 s", 2010000000 }, { "100 ms", 99960000 }, { "3600 s", 3600000000000 },
		{ "-5 ms", -5000000 } };

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct buf b = { 0 };

		text_add_time(&b, rows[i].value);
		assert_string_equal(buf_cstr(&b), rows[i].text);
		buf_free(&b);
	}
}

static void an_exact_duration_is_read_back(void **state)
{
	static const struct {
		int64_t value;
		const char *text;
	} rows[] = { { 0, "0" }, { 1, "1ns" }, { 1500, "1500ns" }, { 1500000000, "1500ms" },
		{ 2000000000, "2s" }, { 90000000000, "90s" }, { 120000000000, "2m" },
		{ 3600000000000, "1h" }, { INT64_MAX, "9223372036854775807ns" } };

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct buf b = { 0 };
		int64_t again = -1;

		text_add_time_exact(&b, rows[i].value);
		assert_string_equal(buf_cstr(&b), rows[i].text);
		assert_int_equal(text_time(buf_slice(&b), &again, NULL), 0);
		assert_true(again == rows[i].value);
		buf_free(&b);
	}
}

static void one_is_no_plural(void **state)
{
	struct buf b = { 0 };

	(void)state;
	text_add_count(&b, 1, "byte");
	text_add_count(&b, 0, " byte");
	text_add_count(&b, 2, " address");
	assert_string_equal(buf_cstr(&b), "1 byte0  bytes2  addresses");
	buf_free(&b);
}

static void hex_digits_come_in_pairs(void **state)
{
	static const char *const wrong[] = { "4", "4 1", "414", "zz", "4g", "0x41", "41-42",
		"\u20ac" };
	struct buf b = { 0 };
	struct err e;

	(void)state;
	buf_addc(&b, '<');
	assert_int_equal(text_hex(slice_of(" 41:42\t43\r\n4445fF:"), &b, &e), 0);
	assert_string_equal(buf_cstr(&b), "<ABCDE\xff");
	for (size_t i = 0; i < ROWS(wrong); i++) {
		assert_int_equal(text_hex(slice_of(wrong[i]), &b, &e), -1);
		assert_string_equal(buf_cstr(&b), "<ABCDE\xff");
	}
	assert_int_equal(text_hex((struct slice){ NULL, 0 }, &b, &e), 0);
	text_hex(slice_of("41 4g"), &b, &e);
	assert_string_equal(e.text, "not a hex digit: g");
	buf_free(&b);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_decimal_or_hex),
		cmocka_unit_test(what_is_no_number_says_so),
		cmocka_unit_test(a_number_out_of_range_names_the_range),
		cmocka_unit_test(sizes_take_powers_of_1024),
		cmocka_unit_test(a_count_is_a_number_or_a_size),
		cmocka_unit_test(a_switch_is_on_or_off_in_four_ways),
		cmocka_unit_test(times_are_exact_to_the_nanosecond),
		cmocka_unit_test(a_time_without_its_unit_asks_for_one),
		cmocka_unit_test(a_duration_is_shown_in_three_digits),
		cmocka_unit_test(an_exact_duration_is_read_back),
		cmocka_unit_test(one_is_no_plural),
		cmocka_unit_test(hex_digits_come_in_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
