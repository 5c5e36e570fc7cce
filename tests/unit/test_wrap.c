/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines broken for a terminal's width.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>

#include "base/wrap.h"

static void wraps(const char *text, size_t width, const char *expected)
{
	struct buf b = { 0 };

	wrap_text(&b, slice_of(text), width);
	assert_string_equal(buf_cstr(&b), expected);
	buf_free(&b);
}

static void lines_that_fit_stay(void **state)
{
	(void)state;
	wraps("", 10, "");
	wraps("one two\n", 10, "one two\n");
	wraps("one  two \n\n three", 10, "one  two \n\n three");
	wraps("one two three four", 0, "one two three four");
	wraps("0123456789\n", 10, "0123456789\n");
}

static void words_are_not_cut_and_no_line_ends_in_a_blank(void **state)
{
	(void)state;
	wraps("one two three four\n", 10, "one two\nthree four\n");
	wraps("one two three four\n", 7, "one two\nthree\nfour\n");
	wraps("a-word-too-long for it\n", 6, "a-word-too-long\nfor it\n");
}

static void what_goes_on_stands_below_the_text(void **state)
{
	(void)state;
	wraps("  NAME  a text of words\n", 16, "  NAME  a text\n        of words\n");
	wraps("usage: recv FD [MAX] [-t TIME]\n", 24, "usage: recv FD [MAX]\n       [-t TIME]\n");
	wraps("  hint: more than fits\n", 14, "  hint: more\n    than fits\n");
	/* where the column is too far to the right, two columns in */
	wraps("  A-LONG-NAME  text of words\n", 16, "  A-LONG-NAME\n    text of\n    words\n");
}

static void columns_are_counted_not_bytes(void **state)
{
	(void)state;
	wraps("\u00e4\u00e4\u00e4 \u00f6\u00f6\u00f6\n", 7,
		"\u00e4\u00e4\u00e4 \u00f6\u00f6\u00f6\n");
	wraps("\u6f22\u5b57 \u6f22\u5b57\n", 8, "\u6f22\u5b57\n\u6f22\u5b57\n");
	assert_int_equal(wrap_fit("\u6f22\u5b57", 6, 3), 3);
	assert_int_equal(wrap_fit("\u6f22\u5b57", 6, 4), 6);
	assert_int_equal(wrap_fit("abc", 3, 2), 2);
	assert_int_equal(wrap_fit("\xff\xff", 2, 1), 1);
}

static void values_are_broken_behind_commas_and_bars_or_anywhere(void **state)
{
	(void)state;
	assert_int_equal(wrap_first(slice_of("a=1,b=2,c=3"), 8), 8);
	assert_int_equal(wrap_first(slice_of("a=1,b=2,c=3"), 7), 4);
	assert_int_equal(wrap_first(slice_of("one|two three"), 6), 4);
	assert_int_equal(wrap_first(slice_of("one|two three"), 12), 7);
	assert_int_equal(wrap_first(slice_of("/a/path,no"), 4), 4);
	assert_int_equal(wrap_first(slice_of("fits "), 5), 4);
	assert_int_equal(wrap_first(slice_of("\u6f22\u5b57"), 3), 3);
	assert_int_equal(wrap_first(slice_of("\u6f22\u5b57"), 1), 3); /* never nothing */
	assert_int_equal(wrap_first(slice_of(""), 9), 0);
	assert_int_equal(wrap_longest(slice_of("one,three two|four  ")), 5);
	assert_int_equal(wrap_longest(slice_of("one,three two|four!  x")), 5);
	assert_int_equal(wrap_longest(slice_of("three,")), 6);
	assert_int_equal(wrap_longest(slice_of("\u6f22\u5b57 a")), 4);
	assert_int_equal(wrap_longest(slice_of("")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_that_fit_stay),
		cmocka_unit_test(words_are_not_cut_and_no_line_ends_in_a_blank),
		cmocka_unit_test(what_goes_on_stands_below_the_text),
		cmocka_unit_test(columns_are_counted_not_bytes),
		cmocka_unit_test(values_are_broken_behind_commas_and_bars_or_anywhere),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
