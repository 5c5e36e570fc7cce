/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "Did you mean", and look-ups that are not asked why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/nearest.h"
#include "base/text.h"
#include "sock/addr.h"
#include "sock/names.h"
#include "sock/sockopt.h"
#include "sock/property.h"

static void distance_counts_slips_of_the_fingers(void **state)
{
	char longest[41];

	(void)state;
	memset(longest, 'x', sizeof(longest));
	assert_int_equal(nearest_distance(slice_of(""), slice_of("")), 0);
	assert_int_equal(nearest_distance(slice_of(""), slice_of("abc")), 3);
	assert_int_equal(nearest_distance(slice_of("connect"), slice_of("conect")), 1);
	assert_int_equal(nearest_distance(slice_of("sned"), slice_of("send")), 1);
	assert_int_equal(nearest_distance(slice_of("SEND"), slice_of("send")), 0);
	assert_int_equal(nearest_distance(slice_of("kitten"), slice_of("sitting")), 3);
	assert_int_equal(nearest_distance((struct slice){ longest, 41 }, slice_of("x")), INT_MAX);
}

static const char *nearest_of(const char *word, const char *first, const char *second)
{
	struct nearest near = nearest_to(slice_of(word));

	nearest_offer(&near, first);
	nearest_offer(&near, second);
	return near.name;
}

static void only_a_near_word_is_a_slip(void **state)
{
	(void)state;
	assert_null(nearest_of("abc", "xyz", "uvw"));
	assert_null(nearest_of("a", "b", "c"));
	assert_null(nearest_of("", "ab", "cd"));
	assert_string_equal(nearest_of("recvbuf", "sndbuf", "rcvbuf"), "rcvbuf");
	assert_string_equal(nearest_of("recvbuf", "rcvbuf", "rcvbug"), "rcvbuf");
}

static void another_spelling_stands_for_the_name(void **state)
{
	struct nearest near = nearest_to(slice_of("nodlay"));

	(void)state;
	nearest_offer_as(&near, "NODELAY", "TCP_NODELAY");
	assert_string_equal(near.name, "TCP_NODELAY");
	assert_int_equal(near.distance, 1);
}

static void the_hint_says_that_it_suggests(void **state)
{
	struct nearest near = nearest_to(slice_of("sned"));
	struct err e = { 0 };

	(void)state;
	assert_false(nearest_hint(&near, &e));
	assert_string_equal(e.hint, "");
	nearest_offer(&near, "send");
	assert_false(nearest_hint(&near, NULL));
	assert_true(nearest_hint(&near, &e));
	assert_string_equal(e.hint, "did you mean send?");
	assert_true(e.suggests);
	err_hint(&e, "help lists the commands");
	assert_false(e.suggests);
	assert_true(nearest_hint(&near, &e));
	err_clear(&e);
	assert_false(e.suggests);
}

static void an_error_that_nobody_wants_costs_nothing(void **state)
{
	(void)state;
	err_clear(NULL);
	assert_int_equal(err_set(NULL, ERR_USAGE, "%s", "x"), -1);
	assert_int_equal(err_at(NULL, ERR_USAGE, (struct span){ 1, 2 }, "%s", "x"), -1);
	assert_int_equal(err_system(NULL, ENOENT, "x"), -1);
	assert_int_equal(err_hint(NULL, "%s", "x"), -1);
	assert_int_equal(err_locate(NULL, (struct span){ 1, 2 }), -1);
}

/* Each wrong in every way that the look-up knows. */
static const char *const wrong[] = { "", "-", "-1", "x", "sned", "MSG_PEAK|x", "99999999999999",
	"1.5", "1.5x", "5q", "1:2:3", "[::1", ":9", "host:70000", "mtu", "rcvbfu", "on", "off", "@",
	"unix:", "./", "12 3", "abc" };

static void look_ups_need_no_error_to_fill(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct slice word = slice_of(wrong[i]);
		struct buf b = { 0 };
		struct endpoint ep;
		struct sockopt_value value;
		int64_t number;
		long constant;
		int errnum;
		struct snapshot look;

		snapshot_begin(&look, -1, NULL);
		names_parse(&names_msg, word, &constant, NULL);
		names_parse(&names_shut, word, &constant, NULL);
		names_errno_parse(word, &errnum, NULL);
		text_number(word, 0, 10, &number, NULL);
		text_size(word, 10, &number, NULL);
		text_time(word, &number, NULL);
		text_hex(word, &b, NULL);
		endpoint_parse(word, &ep, NULL);
		endpoint_parse_two(word, word, &ep, NULL);
		property_read(&look, word, &b, NULL);
		sockopt_find(word, NULL);
		for (size_t o = 0; o < sockopt_count; o++)
			sockopt_parse(&sockopts[o], word, &value, NULL);
		buf_free(&b);
	}
	assert_int_equal(names_parse(&names_shut, slice_of("wx"), &(long){ 0 }, NULL), -1);
	assert_null(sockopt_find(slice_of("mtu"), NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distance_counts_slips_of_the_fingers),
		cmocka_unit_test(only_a_near_word_is_a_slip),
		cmocka_unit_test(another_spelling_stands_for_the_name),
		cmocka_unit_test(the_hint_says_that_it_suggests),
		cmocka_unit_test(an_error_that_nobody_wants_costs_nothing),
		cmocka_unit_test(look_ups_need_no_error_to_fill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
