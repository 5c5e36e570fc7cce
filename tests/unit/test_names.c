/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of constants.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "sock/events.h"
#include "sock/names.h"

static const struct names *const tables[] = {
	&names_family,
	&names_type,
	&names_type_flag,
	&names_protocol,
	&names_msg,
	&names_shut,
	&names_tcp_state,
	&names_eai,
	&names_ni,
	&names_poll,
	&names_select,
	&names_epoll,
	&names_epoll_op,
	&names_file_flag,
	&names_fcntl,
	&names_netlink,
	&names_ether,
};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static long parsed(const struct names *n, const char *text)
{
	struct err e = { 0 };
	long value = -12345;

	if (names_parse(n, slice_of(text), &value, &e) < 0)
		fail_msg("%s: %s", text, e.text);
	return value;
}

static void refused(const struct names *n, const char *text, const char *message, const char *hint)
{
	struct err e = { 0 };
	long value;

	assert_int_equal(names_parse(n, slice_of(text), &value, &e), -1);
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.text, message);
	assert_string_equal(e.hint, hint);
}

static void printed(const struct names *n, long value, const char *text)
{
	struct buf b = { 0 };

	names_print(n, value, &b);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

static void every_name_parses_to_its_value(void **state)
{
	size_t t, i;

	(void)state;
	for (t = 0; t < TABLES; t++)
		for (i = 0; i < tables[t]->count; i++)
			assert_int_equal(parsed(tables[t], tables[t]->rows[i].name),
				tables[t]->rows[i].value);
}

static void what_prints_parses_again(void **state)
{
	struct buf b = { 0 };
	size_t t, i;

	(void)state;
	for (t = 0; t < TABLES; t++) {
		for (i = 0; i < tables[t]->count; i++) {
			buf_clear(&b);
			names_print(tables[t], tables[t]->rows[i].value, &b);
			assert_int_equal(parsed(tables[t], buf_cstr(&b)), tables[t]->rows[i].value);
		}
	}
	buf_free(&b);
}

static void the_prefix_may_be_left_out_in_any_case(void **state)
{
	(void)state;
	assert_int_equal(parsed(&names_family, "inet6"), AF_INET6);
	assert_int_equal(parsed(&names_family, "AF_INET6"), AF_INET6);
	assert_int_equal(parsed(&names_family, "af_Inet6"), AF_INET6);
	assert_int_equal(parsed(&names_family, "local"), AF_UNIX);
	assert_int_equal(parsed(&names_type, "Stream"), SOCK_STREAM);
	assert_int_equal(parsed(&names_shut, "wr"), SHUT_WR);
	assert_int_equal(parsed(&names_tcp_state, "TCP_SYN_SENT"), TCP_SYN_SENT);
	assert_int_equal(parsed(&names_tcp_state, "syn_sent"), TCP_SYN_SENT);
	assert_int_equal(parsed(&names_eai, "noname"), EAI_NONAME);
}

static void a_level_has_several_spellings_and_one_prints(void **state)
{
	(void)state;
}

static void a_number_always_parses_and_an_unknown_value_prints_as_one(void **state)
{
	(void)state;
	assert_int_equal(parsed(&names_family, "77"), 77);
	assert_int_equal(parsed(&names_family, "-1"), -1);
	assert_int_equal(parsed(&names_type, "0x803"), 0x803);
	printed(&names_family, 77, "77");
	printed(&names_family, -1, "-1");
	assert_null(names_find(&names_family, 77));
	assert_string_equal(names_find(&names_family, AF_UNIX), "AF_UNIX");
}

static void flags_are_joined_by_a_bar(void **state)
{
	(void)state;
	assert_int_equal(parsed(&names_msg, "peek|MSG_DONTWAIT"), MSG_PEEK | MSG_DONTWAIT);
	assert_int_equal(parsed(&names_msg, "peek|0x10000000"), MSG_PEEK | 0x10000000);
	assert_int_equal(parsed(&names_msg, "peek,MSG_OOB|trunc"), MSG_PEEK | MSG_OOB | MSG_TRUNC);
	assert_int_equal(parsed(&names_msg, "0"), 0);
	printed(&names_msg, 0, "0");
	printed(&names_msg, MSG_DONTWAIT | MSG_PEEK, "MSG_PEEK|MSG_DONTWAIT");
	printed(&names_msg, MSG_PEEK | 0x10000000, "MSG_PEEK|0x10000000");
	printed(&names_type_flag, SOCK_CLOEXEC | SOCK_NONBLOCK, "SOCK_NONBLOCK|SOCK_CLOEXEC");
	refused(&names_msg, "peek|", "\"\" is not a message flag", "");
	refused(&names_msg, "peek||oob", "\"\" is not a message flag", "");
	refused(&names_type, "stream|dgram", "\"stream|dgram\" is not a socket type",
		"one of SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW, SOCK_RDM");
}

static void a_slip_gets_a_suggestion(void **state)
{
	(void)state;
	refused(&names_type, "strem", "\"strem\" is not a socket type",
		"did you mean SOCK_STREAM?");
	refused(&names_msg, "MSG_PEKE", "\"MSG_PEKE\" is not a message flag",
		"did you mean MSG_PEEK?");
	refused(&names_family, "inte", "\"inte\" is not an address family",
		"did you mean AF_INET?");
	refused(&names_shut, "hello", "\"hello\" is not a way to shut down",
		"one of SHUT_RD, SHUT_WR, SHUT_RDWR");
	refused(&names_family, "xyzzy", "\"xyzzy\" is not an address family", "");
	refused(&names_family, "", "\"\" is not an address family", "");
	refused(&names_family, "99999999999", "\"99999999999\" is not an address family", "");
}

static void a_long_wrong_word_is_cut_in_the_message(void **state)
{
	struct err e = { 0 };
	char word[500];
	long value;

	(void)state;
	memset(word, 'x', sizeof(word));
	assert_int_equal(
		names_parse(&names_type, (struct slice){ word, sizeof(word) }, &value, &e), -1);
	assert_true(strlen(e.text) < 100);
	assert_non_null(strstr(e.text, "is not a socket type"));
}

static void parsed_errno(const char *text, int wanted)
{
	struct err e = { 0 };
	int errnum = -1;

	if (names_errno_parse(slice_of(text), &errnum, &e) < 0)
		fail_msg("%s: %s", text, e.text);
	assert_int_equal(errnum, wanted);
}

static void errno_values_have_names_and_texts(void **state)
{
	(void)state;
	assert_string_equal(names_errno(ECONNREFUSED), "ECONNREFUSED");
	assert_string_equal(names_errno_text(ECONNREFUSED), "Connection refused");
	assert_string_equal(names_errno(EWOULDBLOCK), "EAGAIN");
	assert_string_equal(names_errno(EOPNOTSUPP), "EOPNOTSUPP");
	assert_null(names_errno(0));
	assert_null(names_errno(-1));
	assert_null(names_errno(INT_MAX));
	assert_null(names_errno_text(0));
	assert_null(names_errno_text(524));
}

static void errno_names_parse_in_any_case_and_as_numbers(void **state)
{
	struct err e = { 0 };
	int errnum;

	(void)state;
	parsed_errno("ECONNREFUSED", ECONNREFUSED);
	parsed_errno("econnrefused", ECONNREFUSED);
	parsed_errno("EWOULDBLOCK", EAGAIN);
	parsed_errno("ENOTSUP", EOPNOTSUPP);
	parsed_errno("111", 111);
	parsed_errno("0", 0);
	assert_int_equal(names_errno_parse(slice_of("ECONREFUSED"), &errnum, &e), -1);
	assert_string_equal(e.text, "\"ECONREFUSED\" is not an error's name");
	assert_string_equal(e.hint, "did you mean ECONNREFUSED?");
	assert_int_equal(names_errno_parse(slice_of("5000"), &errnum, &e), -1);
}

static void names_compare_in_any_case_and_whole(void **state)
{
	(void)state;
	assert_true(names_same(slice_of("SiZe"), "sIzE"));
	assert_false(names_same(slice_of("siz"), "size"));
	assert_false(names_same(slice_of("sizes"), "size"));
	assert_false(names_same((struct slice){ "si\0e", 4 }, "size"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_parses_to_its_value),
		cmocka_unit_test(what_prints_parses_again),
		cmocka_unit_test(the_prefix_may_be_left_out_in_any_case),
		cmocka_unit_test(a_level_has_several_spellings_and_one_prints),
		cmocka_unit_test(a_number_always_parses_and_an_unknown_value_prints_as_one),
		cmocka_unit_test(flags_are_joined_by_a_bar),
		cmocka_unit_test(a_slip_gets_a_suggestion),
		cmocka_unit_test(a_long_wrong_word_is_cut_in_the_message),
		cmocka_unit_test(errno_values_have_names_and_texts),
		cmocka_unit_test(errno_names_parse_in_any_case_and_as_numbers),
		cmocka_unit_test(names_compare_in_any_case_and_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
