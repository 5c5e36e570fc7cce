/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a call looks like, to the byte.
 */
#include "call_fixture.h"

#include <netdb.h>

static const struct render_style plain = { .times = -1 };

#define assert_renders(sample, style, expected)                                                    \
	do {                                                                                       \
		struct buf out = { 0 };                                                            \
		render_call(&(sample)->call, style, &out);                                         \
		assert_string_equal(buf_cstr(&out), expected);                                     \
		buf_free(&out);                                                                    \
	} while (0)

static void arguments_are_written_as_in_c(void **state)
{
	(void)state;
	struct sample c;

	sample_init(&c, "socket");
	c.call.result = 3;
	sample_arg(&c, (struct call_arg){ CALL_NAME, AF_INET, { .names = &names_family } });
	sample_arg(&c, (struct call_arg){ CALL_NAME, SOCK_STREAM, { .names = &names_type } });
	sample_arg(&c, (struct call_arg){ CALL_NAME, IPPROTO_TCP, { .names = &names_protocol } });
	assert_renders(&c, &plain, "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3\n");
}

static void an_address_that_came_along_stands_in_parentheses(void **state)
{
	(void)state;
	struct addr given = loopback(0), bound = loopback(40123);
	struct sample c;

	sample_on(&c, "bind", 3);
	sample_arg(&c, (struct call_arg){ .kind = CALL_ADDR, .addr = &given });
	sample_note(&c, (struct call_note){ .kind = NOTE_ADDR, .addr = &bound });
	assert_renders(&c, &plain, "bind(3, 127.0.0.1:0) = 0 (127.0.0.1:40123)\n");
}

static void a_failure_names_its_errno(void **state)
{
	(void)state;
	struct addr a = loopback(80);
	struct sample c;

	sample_on(&c, "bind", 3);
	sample_arg(&c, (struct call_arg){ .kind = CALL_ADDR, .addr = &a });
	sample_fail(&c, EACCES);
	assert_renders(&c, &plain, "bind(3, 127.0.0.1:80) = -1 EACCES (Permission denied)\n");
	assert_string_equal(render_error_name(&c.call), "EACCES");
	c.call.errnum = 524;
	assert_renders(&c, &plain, "bind(3, 127.0.0.1:80) = -1 524 (unknown error)\n");
	assert_string_equal(render_error_name(&c.call), "UNKNOWN");
}

static void short_data_stands_in_the_line(void **state)
{
	(void)state;
	struct sample c;

	sample_data(&c, "send", "GET / HTTP/1.0\r\n\r\n", 18, false);
	assert_renders(&c, &plain, "send(3, \"GET / HTTP/1.0\\r\\n\\r\\n\", 18) = 18\n");
	sample_data(&c, "recv", "hello\n", 6, true);
	assert_renders(&c, &plain, "recv(3, \"hello\\n\", 65536) = 6\n");
	c.args[2].num = MSG_PEEK | MSG_DONTWAIT;
	assert_renders(&c, &plain, "recv(3, \"hello\\n\", 65536, MSG_PEEK|MSG_DONTWAIT) = 6\n");
	const struct render_style hidden = { .times = -1, .hidden = true };
	assert_renders(&c, &hidden, "recv(3, 65536, MSG_PEEK|MSG_DONTWAIT) = 6\n");
}

static void the_end_of_a_stream_is_said(void **state)
{
	(void)state;
	struct sample c;

	sample_data(&c, "recv", "", 0, true);
	sample_note(&c, (struct call_note){ .kind = NOTE_EOF });
	assert_renders(&c, &plain, "recv(3, \"\", 65536) = 0 (end of stream)\n");
}

static void a_failed_receive_shows_no_data(void **state)
{
	(void)state;
	struct sample c;

	sample_data(&c, "recv", "", 0, true);
	sample_fail(&c, EAGAIN);
	assert_renders(
		&c, &plain, "recv(3, 65536) = -1 EAGAIN (Resource temporarily unavailable)\n");
}

#define SIXTY "0123456789012345678901234567890123456789012345678901234567 9"
static const char long_text[] = SIXTY "abcdefgh\nconnect(3) = 0\nx";

static void long_data_is_cut_and_follows_where_it_forges_nothing(void **state)
{
	(void)state;
	struct sample c;

	sample_data(&c, "recv", long_text, sizeof(long_text) - 1, true);
	assert_renders(&c, &plain,
		"recv(3, \"" SIXTY "abcd\"..., 65536) = 85\n"
		"  | " SIXTY "abcdefgh\n"
		"  | connect(3) = 0\n"
		"  | x\n");
}

static void data_is_not_cut_within_a_character(void **state)
{
	(void)state;
	struct sample c;

	sample_data(&c, "recv", SIXTY "abc\u00e9", 65, true);
	struct render_style style = { .times = -1, .max = 64, .rest = "print $data shows them" };
	assert_renders(&c, &style,
		"recv(3, \"" SIXTY "abc\"..., 65536) = 65\n"
		"  | " SIXTY "abc\n"
		"  ... 2 more bytes (print $data shows them)\n");
}

static void what_exceeds_the_maximum_is_counted(void **state)
{
	(void)state;
	struct sample c;

	sample_data(&c, "recv", long_text, sizeof(long_text) - 1, true);
	struct render_style style = { .times = -1, .max = 70 };
	assert_renders(&c, &style,
		"recv(3, \"" SIXTY "abcd\"..., 65536) = 85\n"
		"  | " SIXTY "abcdefgh\n"
		"  | c\n"
		"  ... 15 more bytes\n");
}

static void sent_data_that_is_cut_follows_on_request_only(void **state)
{
	(void)state;
	struct sample c;

	sample_data(&c, "send", SIXTY "abcdefgh", 68, false);
	struct render_style too = { .times = -1, .sent_too = true };
	assert_renders(&c, &plain, "send(3, \"" SIXTY "abcd\"..., 68) = 68\n");
	assert_renders(&c, &too, "send(3, \"" SIXTY "abcd\"..., 68) = 68\n  | " SIXTY "abcdefgh\n");
}

static void data_that_went_to_a_file_does_not_follow(void **state)
{
	(void)state;
	struct render_style hex = { .times = -1, .hex = true };
	struct sample c;

	sample_data(&c, "recv", SIXTY "abcdefgh", 68, true);
	c.call.file = "saved";
	assert_renders(&c, &plain, "recv(3, \"" SIXTY "abcd\"..., 65536) = 68\n");
	assert_renders(&c, &hex, "recv(3, \"" SIXTY "abcd\"..., 65536) = 68\n");
}

static void hex_stands_below_and_not_in_the_line(void **state)
{
	(void)state;
	struct render_style hex = { .times = -1, .hex = true };
	struct sample c;

	sample_data(&c, "recv", "hi\n", 3, true);
	const char *expected =
		"recv(3, 65536) = 3\n"
		"  00000000  68 69 0a                                          |hi.|\n"
		"  00000003\n";
	assert_renders(&c, &hex, expected);
	sample_data(&c, "send", "hi\n", 3, false);
	assert_renders(&c, &hex, "send(3, \"hi\\n\", 3) = 3\n");
}

static void data_in_pieces_is_shown_as_one(void **state)
{
	(void)state;
	struct render_style hex = { .times = -1, .hex = true };
	struct sample c;

	sample_data(&c, "recv", "h", 1, true);
	sample_piece(&c, "", 0);
	sample_piece(&c, "i\n", 2);
	assert_int_equal(call_length(&c.call), 3);
	assert_renders(&c, &plain, "recv(3, \"hi\\n\", 65536) = 3\n");
	assert_renders(&c, &hex,
		"recv(3, 65536) = 3\n"
		"  00000000  68 69 0a                                          |hi.|\n"
		"  00000003\n");
}

static void notes_stand_side_by_side(void **state)
{
	(void)state;
	struct addr from = loopback(4000);
	struct sample c;

	sample_data(&c, "recvfrom", "", 0, true);
	sample_note(&c, (struct call_note){ .kind = NOTE_EOF });
	sample_note(&c, (struct call_note){ .kind = NOTE_ADDR, .addr = &from });
	assert_renders(
		&c, &plain, "recvfrom(3, \"\", 65536) = 0 (end of stream; 127.0.0.1:4000)\n");
}

static void an_option_is_written_as_in_c(void **state)
{
	(void)state;
	struct err e;
	const struct sockopt *o = sockopt_find(slice_of("SO_LINGER"), &e);
	struct sockopt_value given = { .linger = { 1, 5 } }, became = { .linger = { 0, 0 } };
	struct sample c;

	sample_on(&c, "setsockopt", 3);
	sample_arg(&c, (struct call_arg){ .kind = CALL_LEVEL, .option = o });
	sample_arg(&c, (struct call_arg){ .kind = CALL_OPTION, .option = o });
	sample_arg(&c, (struct call_arg){ .kind = CALL_VALUE, .option = o, .value = &given });
	assert_renders(&c, &plain, "setsockopt(3, SOL_SOCKET, SO_LINGER, 5s) = 0\n");
	sample_note(&c, (struct call_note){ .kind = NOTE_VALUE, .option = o, .value = &became });
	assert_renders(&c, &plain, "setsockopt(3, SOL_SOCKET, SO_LINGER, 5s) = 0 (off)\n");
}

static void a_type_is_its_number_and_its_flags(void **state)
{
	static const struct {
		int64_t type;
		const char *shown;
	} types[] = {
		{ SOCK_STREAM, "socket(SOCK_STREAM) = 0\n" },
		{ SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			"socket(SOCK_DGRAM|SOCK_NONBLOCK|SOCK_CLOEXEC) = 0\n" },
		{ 15 | SOCK_NONBLOCK | 0x10, "socket(15|SOCK_NONBLOCK|0x10) = 0\n" },
		{ -1, "socket(-1) = 0\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct sample c;

		sample_init(&c, "socket");
		sample_arg(&c, (struct call_arg){ .kind = CALL_TYPE, .num = types[i].type });
		assert_renders(&c, &plain, types[i].shown);
	}
}

static void hex_of_nothing_is_the_plain_line(void **state)
{
	(void)state;
	struct render_style hex = { .times = -1, .hex = true };
	struct sample c;

	sample_data(&c, "recv", "", 0, true);
	assert_renders(&c, &hex, "recv(3, \"\", 65536) = 0\n");
}

static void raw_data_comes_as_it_is(void **state)
{
	(void)state;
	struct render_style raw = { .times = -1, .raw = true };
	struct sample c;

	sample_data(&c, "recv", "\033[1mhi", 6, true);
	assert_renders(&c, &raw, "recv(3, 65536) = 6\n\033[1mhi\n");
	assert_renders(&c, &plain, "recv(3, \"\\e[1mhi\", 65536) = 6\n");
}

static void a_wait_given_up_says_after_how_long(void **state)
{
	(void)state;
	struct sample c;

	sample_on(&c, "accept", 3);
	sample_fail(&c, ETIME);
	c.call.outcome = CALL_GAVE_UP;
	c.call.limit = 500000000;
	assert_renders(&c, &plain, "accept(3) = GAVEUP (after 500 ms)\n");
	sample_note(&c, (struct call_note){ .kind = NOTE_STATE, .state = "SYN_SENT" });
	assert_renders(&c, &plain, "accept(3) = GAVEUP (after 500 ms; still SYN_SENT)\n");
	assert_string_equal(render_error_name(&c.call), "GAVEUP");
}

static void a_lookup_lists_its_addresses(void **state)
{
	(void)state;
	struct addr list[2] = { loopback(80), { .len = sizeof(struct sockaddr_in6) } };
	struct sample c;

	sample_lookup(&c, "localhost", "http");
	list[1].in6.sin6_family = AF_INET6;
	list[1].in6.sin6_port = htons(80);
	list[1].in6.sin6_addr = in6addr_loopback;
	c.call.list = list;
	c.call.list_count = 2;
	sample_note(&c, (struct call_note){ .kind = NOTE_FOUND, .num = 2 });
	assert_renders(&c, &plain,
		"getaddrinfo(\"localhost\", \"http\") = 0 (2 addresses)\n"
		"  127.0.0.1:80\n"
		"  [::1]:80\n");
	c.call.canonical = "host\n.example";
	list[1].in6.sin6_port = 0;
	assert_renders(&c, &plain,
		"getaddrinfo(\"localhost\", \"http\") = 0 (2 addresses)\n"
		"  canonical name: host\\n.example\n"
		"  127.0.0.1:80\n"
		"  ::1\n");
}

static void a_failed_lookup_names_its_code(void **state)
{
	(void)state;
	struct sample c;

	sample_lookup(&c, "no-such-host.invalid", NULL);
	c.call.outcome = CALL_EAI;
	c.call.result = EAI_NONAME;
	assert_renders(&c, &plain,
		"getaddrinfo(\"no-such-host.invalid\") = EAI_NONAME (Name or service not known)\n");
	assert_string_equal(render_error_name(&c.call), "EAI_NONAME");
	c.call.result = EAI_SYSTEM;
	c.call.errnum = EMFILE;
	assert_renders(&c, &plain,
		"getaddrinfo(\"no-such-host.invalid\") = EAI_SYSTEM (Too many open files)\n");
}

static void null_is_written_as_in_c(void **state)
{
	(void)state;
	struct sample c;

	sample_lookup(&c, NULL, "80");
	assert_renders(&c, &plain, "getaddrinfo(NULL, \"80\") = 0\n");
}

static void a_long_call_ends_in_its_time(void **state)
{
	(void)state;
	struct render_style style = { .times = 1000000 };
	struct sample c;

	sample_on(&c, "accept", 3);
	c.call.result = 4;
	c.call.duration = 42600000;
	assert_renders(&c, &style, "accept(3) = 4 <42.6 ms>\n");
	c.call.duration = 999999;
	assert_renders(&c, &style, "accept(3) = 4\n");
	style.times = 0;
	assert_renders(&c, &style, "accept(3) = 4 <1 ms>\n");
}

static void colour_marks_the_result_and_dims_the_time(void **state)
{
	(void)state;
	struct render_style style = { .times = 0, .colour = true };
	struct sample c;

	sample_on(&c, "shutdown", 3);
	c.call.duration = 2000;
	assert_renders(&c, &style, "shutdown(3) = \033[32m0\033[0m \033[2m<2 us>\033[0m\n");
	style.times = -1;
	sample_fail(&c, EBADF);
	assert_renders(&c, &style, "shutdown(3) = \033[31m-1 EBADF (Bad file descriptor)\033[0m\n");
	c.call.outcome = CALL_GAVE_UP;
	c.call.limit = 1000000000;
	assert_renders(&c, &style, "shutdown(3) = \033[33mGAVEUP (after 1 s)\033[0m\n");
}

static void what_is_awaited_is_the_call_without_its_result(void **state)
{
	(void)state;
	struct buf b = { 0 };
	struct sample c;

	sample_data(&c, "recv", "", 0, true);
	c.call.ndata = 0;
	render_pending(&c.call, &b);
	assert_string_equal(buf_cstr(&b), "recv(3, 65536)");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_written_as_in_c),
		cmocka_unit_test(an_address_that_came_along_stands_in_parentheses),
		cmocka_unit_test(a_failure_names_its_errno),
		cmocka_unit_test(short_data_stands_in_the_line),
		cmocka_unit_test(the_end_of_a_stream_is_said),
		cmocka_unit_test(a_failed_receive_shows_no_data),
		cmocka_unit_test(long_data_is_cut_and_follows_where_it_forges_nothing),
		cmocka_unit_test(data_is_not_cut_within_a_character),
		cmocka_unit_test(what_exceeds_the_maximum_is_counted),
		cmocka_unit_test(sent_data_that_is_cut_follows_on_request_only),
		cmocka_unit_test(data_that_went_to_a_file_does_not_follow),
		cmocka_unit_test(hex_stands_below_and_not_in_the_line),
		cmocka_unit_test(data_in_pieces_is_shown_as_one),
		cmocka_unit_test(notes_stand_side_by_side),
		cmocka_unit_test(an_option_is_written_as_in_c),
		cmocka_unit_test(a_type_is_its_number_and_its_flags),
		cmocka_unit_test(hex_of_nothing_is_the_plain_line),
		cmocka_unit_test(raw_data_comes_as_it_is),
		cmocka_unit_test(a_wait_given_up_says_after_how_long),
		cmocka_unit_test(a_lookup_lists_its_addresses),
		cmocka_unit_test(a_failed_lookup_names_its_code),
		cmocka_unit_test(null_is_written_as_in_c),
		cmocka_unit_test(a_long_call_ends_in_its_time),
		cmocka_unit_test(colour_marks_the_result_and_dims_the_time),
		cmocka_unit_test(what_is_awaited_is_the_call_without_its_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
