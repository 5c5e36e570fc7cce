/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values: how they print, what is read as one, how they compare.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sock/tcpinfo.h"
#include "sock/value.h"

static void prints(const struct value *v, const char *wanted)
{
	struct buf b = { 0 };

	value_print(v, &b);
	assert_string_equal(buf_cstr(&b), wanted);
	buf_free(&b);
}

static struct value in(enum unit unit, int64_t number)
{
	struct value v;

	value_number(&v, number, unit);
	return v;
}

/* -1, 0 or 1; 9: they have no order. */
static int order(const struct value *a, const char *text)
{
	struct value b;

	if (!value_parse(slice_of(text), a, &b) || !value_comparable(a, &b))
		return 9;
	return value_compare(a, &b);
}

static void a_number_prints_bare(void **state)
{
	struct value v = in(UNIT_US, 30);

	(void)state;
	prints(&v, "30");
	v = in(UNIT_NONE, INT64_MIN);
	prints(&v, "-9223372036854775808");
	value_unsigned(&v, UINT64_MAX, UNIT_RATE);
	prints(&v, "18446744073709551615");
	value_word(&v, "BOUND");
	prints(&v, "BOUND");
}

static void prints_with_unit(enum unit unit, uint64_t number, const char *wanted)
{
	struct buf b = { 0 };
	struct value v;

	value_unsigned(&v, number, unit);
	value_print_unit(&v, &b);
	assert_string_equal(buf_cstr(&b), wanted);
	buf_free(&b);
}

static void a_number_for_people_has_its_unit(void **state)
{
	struct value v;
	struct buf b = { 0 };

	(void)state;
	prints_with_unit(UNIT_US, 200000, "200ms");
	prints_with_unit(UNIT_US, 36, "36us");
	prints_with_unit(UNIT_MS, 0, "0s");
	prints_with_unit(UNIT_S, UINT64_MAX, "18446744073709551615");
	prints_with_unit(UNIT_BYTES, 1, "1 byte");
	prints_with_unit(UNIT_BYTES, 65483, "65483 bytes");
	prints_with_unit(UNIT_RATE, 7, "7 bytes/s");
	prints_with_unit(UNIT_RATE, UINT64_MAX, "no limit");
	prints_with_unit(UNIT_NONE, 3, "3");
	value_name(&v, AF_INET, &names_family);
	value_print_unit(&v, &b);
	assert_string_equal(buf_cstr(&b), "AF_INET");
	buf_free(&b);
}

static void a_time_compares_with_any_unit_and_a_bare_number_in_its_own(void **state)
{
	struct value rtt = in(UNIT_US, 5000);

	(void)state;
	assert_int_equal(order(&rtt, "5ms"), 0);
	assert_int_equal(order(&rtt, "5000us"), 0);
	assert_int_equal(order(&rtt, "5000"), 0);
	assert_int_equal(order(&rtt, "4999999ns"), 1);
	assert_int_equal(order(&rtt, "5.001ms"), -1);
	assert_int_equal(order(&rtt, "1h"), -1);
	assert_int_equal(order(&rtt, "4k"), 9);
	assert_int_equal(order(&rtt, "soon"), 9);
}

static void a_number_of_bytes_compares_with_sizes_not_with_times(void **state)
{
	struct value unread = in(UNIT_BYTES, 4096), rtt = in(UNIT_US, 1), ms = in(UNIT_MS, 1);

	(void)state;
	assert_int_equal(order(&unread, "4k"), 0);
	assert_int_equal(order(&unread, "4096"), 0);
	assert_int_equal(order(&unread, "0x1000"), 0);
	assert_int_equal(order(&unread, "1M"), -1);
	assert_int_equal(order(&unread, "5ms"), 9);
	assert_false(value_comparable(&unread, &rtt));
	assert_true(value_comparable(&rtt, &ms));
	assert_int_equal(value_compare(&rtt, &ms), -1);
}

static void the_largest_numbers_have_an_order(void **state)
{
	struct value most, least = in(UNIT_S, INT64_MIN), some = in(UNIT_NS, INT64_MAX);

	(void)state;
	value_unsigned(&most, UINT64_MAX, UNIT_S);
	assert_int_equal(value_compare(&most, &some), 1);
	assert_int_equal(value_compare(&least, &most), -1);
	value_unsigned(&most, UINT64_MAX, UNIT_RATE);
	assert_int_equal(order(&most, "9223372036854775807"), 1);
}

static void names_and_flags_have_numbers(void **state)
{
	struct value v;

	(void)state;
	value_name(&v, 1 | 2 | 32, &names_tcp_options);
	prints(&v, "timestamps|sack|syn_data");
	assert_int_equal(order(&v, "35"), 0);
	assert_int_equal(order(&v, "sack|SYN_DATA|timestamps"), 0);
	assert_int_equal(order(&v, "sack"), 1);
	assert_int_equal(order(&v, "sock"), 9);
	value_name(&v, 0, &names_tcp_options);
	prints(&v, "0");
	value_name(&v, 0x100, &names_tcp_options);
	prints(&v, "0x100");
	value_name(&v, 4, &names_ca_state);
	prints(&v, "loss");
	assert_int_equal(order(&v, "4"), 0);
}

static struct value option(int fd, const char *name)
{
	const struct sockopt *o = sockopt_find(slice_of(name), NULL);
	struct sockopt_value raw;
	struct value v;

	assert_non_null(o);
	assert_int_equal(sockopt_read(o, fd, &raw), 0);
	value_option(&v, o, &raw);
	return v;
}

static void options_have_the_units_of_their_rows(void **state)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), minute = 60;
	struct timeval wait = { 1, 500000 };
	struct value v;

	(void)state;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	v = option(fd, "SO_RCVTIMEO");
	prints(&v, "1500ms");
	assert_int_equal(order(&v, "1.5s"), 0);
	assert_int_equal(order(&v, "2s"), -1);
	setsockopt(fd, 6, 4 /* TCP_KEEPIDLE */, &minute, sizeof(minute));
	v = option(fd, "TCP_KEEPIDLE");
	assert_int_equal(order(&v, "1m"), 0);
	assert_int_equal(order(&v, "60"), 0);
	v = option(fd, "SO_RCVBUF");
	assert_int_equal(order(&v, "1k"), 1);
	v = option(fd, "TCP_NODELAY");
	assert_int_equal(order(&v, "off"), 0);
	assert_int_equal(order(&v, "0"), 0);
	v = option(fd, "SO_TYPE");
	assert_int_equal(order(&v, "stream"), 0);
	v = option(fd, "SO_LINGER");
	prints(&v, "off");
	assert_false(v.numeric);
	close(fd);
}

static void two_readings_are_the_same_or_not(void **state)
{
	struct value a = in(UNIT_US, 1000), b = in(UNIT_MS, 1), c = in(UNIT_BYTES, 1000);
	struct value word, name;

	(void)state;
	assert_true(value_same(&a, &b));
	assert_false(value_same(&a, &c));
	value_word(&word, "BOUND");
	value_name(&name, 1, &names_tcp_state);
	assert_false(value_same(&word, &name));
	assert_true(value_same(&word, &word));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_prints_bare),
		cmocka_unit_test(a_number_for_people_has_its_unit),
		cmocka_unit_test(a_time_compares_with_any_unit_and_a_bare_number_in_its_own),
		cmocka_unit_test(a_number_of_bytes_compares_with_sizes_not_with_times),
		cmocka_unit_test(the_largest_numbers_have_an_order),
		cmocka_unit_test(names_and_flags_have_numbers),
		cmocka_unit_test(options_have_the_units_of_their_rows),
		cmocka_unit_test(two_readings_are_the_same_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
