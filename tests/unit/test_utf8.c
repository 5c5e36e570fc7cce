/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Characters, and the columns they take.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "base/text.h"

static size_t width(const char *s)
{
	return text_width(s, strlen(s));
}

static void characters_are_counted_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(text_characters("", 0), 0);
	assert_int_equal(text_characters("a\xc3\xa4\xe6\xbc\xa2", 6), 3);
	assert_int_equal(text_characters("\xff\xfe", 2), 2);
}

static void a_wide_character_takes_two_columns_where_the_locale_knows_it(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	assert_int_equal(width("a\xc3\xa4"), 2);
	assert_int_equal(width("\xe6\xbc\xa2"), 2);
	assert_int_equal(width("e\xcc\x81"), 1); /* a combining accent takes none */
	setlocale(LC_CTYPE, "C");
	assert_int_equal(width("\xe6\xbc\xa2"), 1);
}

static void bytes_that_are_no_characters_take_a_column_each(void **state)
{
	(void)state;
	assert_int_equal(width("\xff\xc3"), 2);
}

static void only_a_whole_mark_is_one(void **state)
{
	(void)state;
	assert_int_equal(text_mark_length("\xef\xbb\xbf"
					  "a",
				 4),
		3);
	assert_int_equal(text_mark_length("\xef\xbb", 2), 0);
	assert_int_equal(text_mark_length("a\xef\xbb\xbf", 4), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_are_counted_not_bytes),
		cmocka_unit_test(a_wide_character_takes_two_columns_where_the_locale_knows_it),
		cmocka_unit_test(bytes_that_are_no_characters_take_a_column_each),
		cmocka_unit_test(only_a_whole_mark_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
