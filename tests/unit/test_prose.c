/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comments as prose.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>

#include "ui/prose.h"

static void shows(const char *comments, size_t width, const char *expected)
{
	struct buf b = { 0 };

	prose_add(&b, slice_of(comments), width, false);
	assert_string_equal(buf_cstr(&b), expected);
	buf_free(&b);
}

static void paragraphs_are_filled(void **state)
{
	(void)state;
	shows("# One two\n# three, four.\n#\n#  Five.\n", 20, "\nOne two three, four.\n\nFive.\n");
	shows("# One two\n# three, four.\n", 10, "\nOne two\nthree,\nfour.\n");
	shows("# One.\r\n  #Two.\r\n", 10, "\nOne. Two.\n");
	shows("# One\n# two.", 0, "\nOne two.\n");
	shows("#\n# \n", 10, "");
	shows("", 10, "");
	shows("# \x1b[2J it.\n", 20, "\n\\e[2J it.\n");
}

static void headings_stand_out(void **state)
{
	struct buf b = { 0 };

	(void)state;
	shows("## Here and  there\n# Text.\n", 20, "\n== Here and  there ==\n\nText.\n");
	shows("# SPDX-License-Identifier: x\n#\n# Lab 1. A\n#\n# Text.\n", 20,
		"\n== Lab 1. A ==\n\nText.\n");
	shows("# Lab 1\n# and more\n", 20, "\nLab 1 and more\n");
	shows("# See:\n", 20, "\nSee:\n");
	prose_add(&b, slice_of("## Here\n"), 20, true);
	assert_string_equal(buf_cstr(&b), "\n\033[1mHere\033[m\n");
	buf_free(&b);
}

static void items_stand_below_each_other(void **state)
{
	(void)state;
	shows("# Do:\n# 1. one two three\n#    four\n# 2. five\n", 12,
		"\nDo:\n\n1. one two\n   three\n   four\n2. five\n");
	shows("# - one\n# - two\n# Text.\n", 20, "\n- one\n- two\n\nText.\n");
	shows("# 10. one two\n#     three\n", 80, "\n10. one two three\n");
}

static void what_is_indented_stays(void **state)
{
	(void)state;
	shows("# Type:\n#     a    b\n#     $ c\n# Then.\n", 8,
		"\nType:\n\n    a    b\n    $ c\n\nThen.\n");
	shows("# A   one\n# B   two\n# Text.\n", 8, "\nA   one\nB   two\n\nText.\n");
	shows("#\trepeat { }\n# does.\n", 80, "\n    repeat { }\n\ndoes.\n");
	shows("# 1. one\n#       drawn  so\n", 80, "\n1. one\n\n      drawn  so\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraphs_are_filled),
		cmocka_unit_test(headings_stand_out),
		cmocka_unit_test(items_stand_below_each_other),
		cmocka_unit_test(what_is_indented_stays),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
