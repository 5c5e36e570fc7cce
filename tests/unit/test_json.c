/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON: strings that hold anything, members and their commas, base64.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"

/* Checks what B holds and empties it. */
static void expect(struct buf *b, const char *text)
{
	assert_string_equal(buf_cstr(b), text);
	buf_free(b);
}

static void expect_quoted(const char *p, size_t len, const char *text)
{
	struct buf b = { 0 };

	json_string(&b, p, len);
	expect(&b, text);
}

static void plain_text_stands_as_it_is(void **state)
{
	(void)state;
	expect_quoted("", 0, "\"\"");
	expect_quoted(NULL, 0, "\"\"");
	expect_quoted("a/b $'", 6, "\"a/b $'\"");
	expect_quoted("\u20ac\U0001F600", 7, "\"\u20ac\U0001F600\"");
}

static void quotes_and_controls_are_escaped(void **state)
{
	(void)state;
	expect_quoted("\"\\\b\f\n\r\t", 7, "\"\\\"\\\\\\b\\f\\n\\r\\t\"");
	expect_quoted("\0\033\037", 3, "\"\\u0000\\u001b\\u001f\"");
}

static void what_steers_a_terminal_is_escaped(void **state)
{
	(void)state;
	expect_quoted("\x7f\xc2\x85\u202e", 6, "\"\\u007f\\u0085\\u202e\"");
}

static void each_byte_that_is_not_utf8_is_replaced(void **state)
{
	(void)state;
	expect_quoted("a\xff\xfe!", 4, "\"a\ufffd\ufffd!\"");
	expect_quoted("\xe2\x82", 2, "\"\ufffd\ufffd\"");
	expect_quoted("\xed\xa0\x80", 3, "\"\ufffd\ufffd\ufffd\"");
}

static void members_are_separated_by_commas(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_addc(&b, '{');
	json_int(&b, "v", 1);
	json_text(&b, "cmd", slice_of("send"));
	json_key(&b, "args");
	buf_addc(&b, '{');
	buf_addc(&b, '}');
	json_null(&b, "errno");
	buf_addc(&b, '}');
	expect(&b, "{\"v\":1,\"cmd\":\"send\",\"args\":{},"
		   "\"errno\":null}");
}

static void integers_keep_all_their_digits(void **state)
{
	struct buf b = { 0 };

	(void)state;
	json_int(&b, "a", INT64_MIN);
	json_int(&b, "b", INT64_MAX);
	expect(&b, "\"a\":-9223372036854775808,\"b\":9223372036854775807");
}

static void expect_base64(const char *p, size_t len, const char *text)
{
	struct buf b = { 0 }, wanted = { 0 };

	json_bytes(&b, "data", p, len);
	buf_addf(&wanted, "\"data_base64\":\"%s\"", text);
	expect(&b, buf_cstr(&wanted));
	buf_free(&wanted);
}

static void bytes_that_are_not_text_become_base64(void **state)
{
	(void)state;
	expect_base64("\xff", 1, "/w==");
	expect_base64("\xff\xfe", 2, "//4=");
	expect_base64("\xff\xfe\xfd", 3, "//79");
	expect_base64("\x80\x00\x01\x02", 4, "gAABAg==");
}

static void bytes_that_are_text_stay_text(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_addc(&b, '[');
	json_bytes(&b, "data", "hello\n", 6);
	expect(&b, "[\"data\":\"hello\\n\"");
}

static void room_is(const char *p, size_t len)
{
	struct buf b = { 0 };
	size_t around;

	json_bytes(&b, "", p, len);
	around = strlen(strstr(b.data, "_base64") ? "\"_base64\":\"\"" : "\"\":\"\"");
	assert_in_range(json_bytes_room(p, len), b.len - around, 6 * len + 4);
	buf_free(&b);
}

static void room_for_bytes_is_enough(void **state)
{
	(void)state;
	room_is("", 0);
	room_is("hello", 5);
	room_is("\"\\\n\t\0\x01", 6);
	room_is("\x01\x02\x03\x04\x05\x06", 6);
	room_is("\u00e4\u202e\xc2\x85", 7);
	room_is("\xff\xff\xff\xff", 4);
	room_is("\xff\xff\xff", 3);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_stands_as_it_is),
		cmocka_unit_test(quotes_and_controls_are_escaped),
		cmocka_unit_test(what_steers_a_terminal_is_escaped),
		cmocka_unit_test(each_byte_that_is_not_utf8_is_replaced),
		cmocka_unit_test(members_are_separated_by_commas),
		cmocka_unit_test(integers_keep_all_their_digits),
		cmocka_unit_test(bytes_that_are_not_text_become_base64),
		cmocka_unit_test(bytes_that_are_text_stay_text),
		cmocka_unit_test(room_for_bytes_is_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
