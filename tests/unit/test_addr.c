/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses and endpoints.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <net/if.h>

#include "base/text.h"
#include "sock/addr.h"

static struct endpoint parsed(const char *word)
{
	struct endpoint ep;
	struct err e = { 0 };

	if (endpoint_parse(slice_of(word), &ep, &e) < 0)
		fail_msg("%s: %s", word, e.text);
	return ep;
}

static struct addr made(const char *word, int family)
{
	struct endpoint ep = parsed(word);
	struct addr a;

	assert_int_equal(addr_from_endpoint(&ep, family, &a), 1);
	return a;
}

static void assert_format(const struct addr *a, const char *text)
{
	struct buf b = { 0 };

	addr_format(a, &b);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

static void assert_host(const struct addr *a, const char *text)
{
	struct buf b = { 0 };

	addr_format_host(a, &b);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

static void becomes(const char *word, int family, const char *text)
{
	struct addr a = made(word, family);

	assert_format(&a, text);
}

static void round_trips(const char *word)
{
	becomes(word, AF_UNSPEC, word);
}

static void refused(const char *word, const char *message, const char *hint)
{
	struct endpoint ep;
	struct err e = { 0 };

	assert_int_equal(endpoint_parse(slice_of(word), &ep, &e), -1);
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.text, message);
	assert_string_equal(e.hint, hint);
}

static void what_is_printed_parses_to_the_same_address(void **state)
{
	(void)state;
	round_trips("127.0.0.1:80");
	round_trips("0.0.0.0:0");
	round_trips("255.255.255.255:65535");
	round_trips("[::1]:80");
	round_trips("[::]:0");
	round_trips("[::ffff:1.2.3.4]:9");
	round_trips("/tmp/socket");
	round_trips("./socket");
	round_trips("../socket");
	round_trips("unix:socket");
	round_trips("unix:@socket");
	round_trips("unix:unix:socket");
	round_trips("@name");
	round_trips("@a:1");
	round_trips("/tmp/a:1");
	round_trips("@");
}

static void an_interface_stands_in_the_brackets(void **state)
{
	struct addr a = made("[fe80::1%lo]:80", AF_UNSPEC);

	(void)state;
	assert_int_equal(a.in6.sin6_scope_id, if_nametoindex("lo"));
	assert_format(&a, "[fe80::1%lo]:80");
	assert_host(&a, "fe80::1%lo");
	a = made("[fe80::1%1]:80", AF_UNSPEC);
	assert_int_equal(a.in6.sin6_scope_id, 1);
	a = made("[fe80::1%4000000]:80", AF_UNSPEC);
	assert_format(&a, "[fe80::1%4000000]:80");
}

static void an_unknown_interface_is_left_to_the_lookup(void **state)
{
	struct endpoint ep = parsed("[fe80::1%nosuch0]:80");
	struct addr a;

	(void)state;
	assert_int_equal(addr_from_endpoint(&ep, AF_INET6, &a), 0);
	refused("[fe80::1%]:80", "\"fe80::1%\" is not an IPv6 address", "");
	refused("[fe80::1%averylonginterface]:80",
		"\"fe80::1%averylonginterface\" is not an IPv6 address", "");
}

static void unix_prefix_is_dropped_from_plain_paths(void **state)
{
	(void)state;
	becomes("unix:/tmp/a", AF_UNSPEC, "/tmp/a");
	becomes("unix:./a", AF_UNSPEC, "./a");
	becomes("unix:", AF_UNSPEC, "unnamed");
}

static void a_lone_port_means_loopback_in_the_family(void **state)
{
	(void)state;
	becomes("9999", AF_INET, "127.0.0.1:9999");
	becomes("9999", AF_UNSPEC, "127.0.0.1:9999");
	becomes("9999", AF_INET6, "[::1]:9999");
	becomes("0080", AF_INET, "127.0.0.1:80");
	becomes("0", AF_INET, "127.0.0.1:0");
}

static void a_star_means_all_interfaces_in_the_family(void **state)
{
	struct endpoint ep = parsed("*:9999");

	(void)state;
	assert_true(ep.any);
	becomes("*:9999", AF_INET, "0.0.0.0:9999");
	becomes("*:9999", AF_UNSPEC, "0.0.0.0:9999");
	becomes("*:9999", AF_INET6, "[::]:9999");
	refused("*", "a port is missing after \"*\"", "write HOST PORT or HOST:PORT: * 80");
}

static void a_numeric_host_keeps_its_family(void **state)
{
	(void)state;
	becomes("127.0.0.1:1", AF_INET6, "127.0.0.1:1");
	becomes("[::1]:1", AF_INET, "[::1]:1");
}

static void names_need_looking_up(void **state)
{
	const char *words[] = { "localhost:80", "127.0.0.1:http", "http", "127.1:80", "a-b" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct endpoint ep = parsed(words[i]);
		struct addr a;

		assert_int_equal(ep.kind, ENDPOINT_INET);
		assert_int_equal(addr_from_endpoint(&ep, AF_INET, &a), 0);
	}
	assert_true(slice_is(parsed("localhost:80").host, "localhost"));
	assert_true(slice_is(parsed("localhost:80").port, "80"));
	assert_true(slice_is(parsed("http").port, "http"));
	assert_int_equal(parsed("http").host.len, 0);
}

static void an_empty_host_is_refused_with_the_reason(void **state)
{
	(void)state;
	refused(":9999", "\":9999\" names no host, which other tools read as all interfaces",
		"write *:9999 for all interfaces, localhost:9999 for loopback");
}

static void malformed_words_are_refused(void **state)
{
	(void)state;
	refused("", "the endpoint is empty", "");
	refused("localhost:", "a port is missing after \"localhost\"",
		"write HOST PORT or HOST:PORT: localhost 80");
	refused("localhost", "a port is missing after \"localhost\"",
		"write HOST PORT or HOST:PORT: localhost 80");
	refused("a.example", "a port is missing after \"a.example\"",
		"write HOST PORT or HOST:PORT: a.example 80");
	refused("127.0.0.1", "a port is missing after \"127.0.0.1\"",
		"write HOST PORT or HOST:PORT: 127.0.0.1 80");
	refused("[::1]", "a port is missing after \"[::1]\"",
		"write HOST PORT or HOST:PORT: [::1] 80");
	refused("[::1]:", "a port is missing after \"[::1]\"",
		"write HOST PORT or HOST:PORT: [::1] 80");
	refused("http://a:1/b", "\"http://a:1/b\" is a URL; sockets know hosts and ports",
		"write a:1");
	refused("[::1", "\"[\" without \"]\"", "");
	refused("[::1]80", "after \"]\" comes :PORT, not \"80\"", "");
	refused("[localhost]:80", "\"localhost\" is not an IPv6 address", "");
	refused("localhost:70000", "port 70000 is out of range 0..65535", "");
	refused("65536", "port 65536 is out of range 0..65535", "");
	refused("99999999999999999999", "port 99999999999999999999 is out of range 0..65535", "");
	refused("localhost:-1", "port -1 is out of range 0..65535", "");
}

static void several_colons_want_brackets(void **state)
{
	(void)state;
	refused("::1", "\"::1\" has several colons: an IPv6 address needs brackets",
		"write [::1]:PORT");
	refused("fe80::1:80", "\"fe80::1:80\" has several colons: an IPv6 address needs brackets",
		"write [fe80::1]:80");
	refused("a:b:c", "\"a:b:c\" has several colons: an IPv6 address needs brackets",
		"write [::1]:80");
}

static void bytes_that_have_no_place_are_refused(void **state)
{
	struct endpoint ep;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(endpoint_parse((struct slice){ "/a\0b", 4 }, &ep, &e), -1);
	assert_string_equal(e.text, "a path cannot hold a NUL byte");
	assert_int_equal(endpoint_parse((struct slice){ "a\0b:1", 5 }, &ep, &e), -1);
	assert_string_equal(e.text, "a host cannot hold a NUL byte");
	assert_int_equal(endpoint_parse((struct slice){ "a:1\0", 4 }, &ep, &e), -1);
	assert_string_equal(e.text, "a port cannot hold a NUL byte");
}

static void a_path_has_at_most_107_bytes(void **state)
{
	struct endpoint ep;
	struct err e = { 0 };
	struct addr a;
	char path[109];

	(void)state;
	memset(path, 'p', sizeof(path));
	path[0] = '/';
	assert_int_equal(endpoint_parse((struct slice){ path, 107 }, &ep, &e), 0);
	assert_int_equal(addr_from_endpoint(&ep, AF_UNIX, &a), 1);
	assert_int_equal(a.len, sizeof(struct sockaddr_un));
	assert_int_equal(endpoint_parse((struct slice){ path, 108 }, &ep, &e), -1);
	assert_string_equal(e.text, "the path has 108 bytes; a socket's path has at most 107 and a "
				    "NUL (unix(7))");
	path[0] = '@';
	assert_int_equal(endpoint_parse((struct slice){ path, 108 }, &ep, &e), 0);
	assert_int_equal(addr_from_endpoint(&ep, AF_UNIX, &a), 1);
	assert_int_equal(a.len, sizeof(struct sockaddr_un));
	assert_int_equal(endpoint_parse((struct slice){ path, 109 }, &ep, &e), -1);
	assert_string_equal(e.text, "the abstract name has 108 bytes; it can have at most 107 "
				    "(unix(7))");
}

static void an_abstract_name_may_hold_any_byte(void **state)
{
	struct endpoint ep;
	struct err e = { 0 };
	struct addr a;
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(endpoint_parse((struct slice){ "@a\0\n\"", 5 }, &ep, &e), 0);
	assert_int_equal(addr_from_endpoint(&ep, AF_UNIX, &a), 1);
	assert_int_equal(a.len, offsetof(struct sockaddr_un, sun_path) + 5);
	assert_format(&a, "@a\\0\\n\\\"");
	addr_format_host(&a, &b);
	assert_true(slice_equal(buf_slice(&b), (struct slice){ "@a\0\n\"", 5 }));
	buf_free(&b);
}

static void a_path_cannot_forge_a_line(void **state)
{
	struct addr a = made("/tmp/x\nsend(3)", AF_UNIX);

	(void)state;
	assert_format(&a, "/tmp/x\\nsend(3)");
	assert_host(&a, "/tmp/x\nsend(3)");
}

static void a_path_without_its_nul_is_read_to_its_length(void **state)
{
	struct addr a = { .len = sizeof(struct sockaddr_un) };
	char wanted[109] = "/";

	(void)state;
	a.un.sun_family = AF_UNIX;
	memset(wanted + 1, 'x', 107);
	memcpy(a.un.sun_path, wanted, sizeof(a.un.sun_path));
	assert_format(&a, wanted);
	a.len++; /* getsockname(2) counts the NUL that is not there */
	assert_format(&a, wanted);
}

static void host_and_port_are_told_apart(void **state)
{
	struct addr a = made("127.0.0.1:80", AF_INET);

	(void)state;
	assert_host(&a, "127.0.0.1");
	assert_int_equal(addr_port(&a), 80);
	a = made("[::1]:65535", AF_INET);
	assert_host(&a, "::1");
	assert_int_equal(addr_port(&a), 65535);
	a = made("unix:rel", AF_INET);
	assert_host(&a, "rel");
	assert_int_equal(addr_port(&a), -1);
}

static void an_address_without_a_name_says_so(void **state)
{
	struct addr a = { .len = 0 };

	(void)state;
	assert_format(&a, "unnamed");
	assert_host(&a, "");
	assert_int_equal(addr_port(&a), -1);
	a.len = sizeof(sa_family_t);
	a.sa.sa_family = AF_UNIX;
	assert_format(&a, "unnamed");
}

static void another_family_prints_its_name_and_bytes(void **state)
{
	struct addr a = { .len = 6 };

	(void)state;
	a.sa.sa_family = AF_NETLINK;
	memcpy(a.sa.sa_data, "\x01\xab\x00\xff", 4);
	assert_format(&a, "AF_NETLINK:01ab00ff");
	a.sa.sa_family = AF_UNSPEC;
	a.len = sizeof(sa_family_t);
	assert_format(&a, "AF_UNSPEC");
}

static bool takes_two(const char *word, const char *next)
{
	struct slice second = slice_of(next);

	return endpoint_takes_two(slice_of(word), &second);
}

static void a_host_without_a_port_goes_on_with_the_next_word(void **state)
{
	(void)state;
	assert_true(takes_two("localhost", "80"));
	assert_true(takes_two("localhost", "http"));
	assert_true(takes_two("127.0.0.1", "80"));
	assert_true(takes_two("::1", "80"));
	assert_true(takes_two("fe80::1%lo", "80"));
	assert_true(takes_two("[::1]", "80"));
	assert_true(takes_two("*", "80"));
	assert_false(endpoint_takes_two(slice_of("localhost"), NULL));
}

static void a_whole_endpoint_does_not(void **state)
{
	(void)state;
	assert_false(takes_two("9999", "80"));
	assert_false(takes_two("localhost:80", "80"));
	assert_false(takes_two("[::1]:80", "80"));
	assert_false(takes_two(":80", "80"));
	assert_false(takes_two("/tmp/a", "80"));
	assert_false(takes_two("unix:a", "80"));
	assert_false(takes_two("@a", "80"));
	assert_false(takes_two("", "80"));
	assert_false(takes_two("http", "GET / HTTP/1.0"));
	assert_false(takes_two("http", ""));
}

static void two_words_make_an_endpoint(void **state)
{
	struct slice port = slice_of("80");
	struct endpoint ep;
	struct err e = { 0 };
	struct addr a;

	(void)state;
	assert_int_equal(endpoint_parse_two(slice_of("127.0.0.1"), port, &ep, &e), 0);
	assert_int_equal(addr_from_endpoint(&ep, AF_UNSPEC, &a), 1);
	assert_format(&a, "127.0.0.1:80");
	assert_int_equal(endpoint_parse_two(slice_of("::1"), port, &ep, &e), 0);
	assert_int_equal(addr_from_endpoint(&ep, AF_UNSPEC, &a), 1);
	assert_format(&a, "[::1]:80");
	assert_int_equal(endpoint_parse_two(slice_of("[fe80::1%lo]"), port, &ep, &e), 0);
	assert_int_equal(addr_from_endpoint(&ep, AF_UNSPEC, &a), 1);
	assert_format(&a, "[fe80::1%lo]:80");
	assert_int_equal(endpoint_parse_two(slice_of("*"), port, &ep, &e), 0);
	assert_true(ep.any);
}

static void two_wrong_words_are_refused(void **state)
{
	struct slice port = slice_of("80");
	struct endpoint ep;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(endpoint_parse_two(slice_of(""), port, &ep, &e), -1);
	assert_int_equal(endpoint_parse_two(slice_of("a:b:c"), port, &ep, &e), -1);
	assert_string_equal(e.text, "\"a:b:c\" is not a host");
	assert_int_equal(endpoint_parse_two(slice_of("localhost:1"), port, &ep, &e), -1);
	assert_int_equal(endpoint_parse_two(slice_of("[::1]:80"), port, &ep, &e), -1);
	assert_int_equal(endpoint_parse_two(slice_of("localhost"), slice_of("70000"), &ep, &e), -1);
	assert_string_equal(e.text, "port 70000 is out of range 0..65535");
	assert_int_equal(endpoint_parse_two(slice_of("localhost"), slice_of(""), &ep, &e), -1);
	assert_string_equal(e.text, "a port is missing after \"localhost\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_printed_parses_to_the_same_address),
		cmocka_unit_test(an_interface_stands_in_the_brackets),
		cmocka_unit_test(an_unknown_interface_is_left_to_the_lookup),
		cmocka_unit_test(unix_prefix_is_dropped_from_plain_paths),
		cmocka_unit_test(a_lone_port_means_loopback_in_the_family),
		cmocka_unit_test(a_star_means_all_interfaces_in_the_family),
		cmocka_unit_test(a_numeric_host_keeps_its_family),
		cmocka_unit_test(names_need_looking_up),
		cmocka_unit_test(an_empty_host_is_refused_with_the_reason),
		cmocka_unit_test(malformed_words_are_refused),
		cmocka_unit_test(several_colons_want_brackets),
		cmocka_unit_test(bytes_that_have_no_place_are_refused),
		cmocka_unit_test(a_path_has_at_most_107_bytes),
		cmocka_unit_test(an_abstract_name_may_hold_any_byte),
		cmocka_unit_test(a_path_cannot_forge_a_line),
		cmocka_unit_test(a_path_without_its_nul_is_read_to_its_length),
		cmocka_unit_test(host_and_port_are_told_apart),
		cmocka_unit_test(an_address_without_a_name_says_so),
		cmocka_unit_test(another_family_prints_its_name_and_bytes),
		cmocka_unit_test(a_host_without_a_port_goes_on_with_the_next_word),
		cmocka_unit_test(a_whole_endpoint_does_not),
		cmocka_unit_test(two_words_make_an_endpoint),
		cmocka_unit_test(two_wrong_words_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
