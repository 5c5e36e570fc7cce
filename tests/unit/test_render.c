/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a call looks like, to the byte.
 */
#include "sys_fixture.h"

#include <netdb.h>

static const struct render_style plain = { .times = -1 };

#define assert_renders(call, style, expected)                                                      \
	do {                                                                                       \
		struct buf out = { 0 };                                                            \
		render_call(call, style, &out);                                                    \
		assert_string_equal(buf_cstr(&out), expected);                                     \
		buf_free(&out);                                                                    \
	} while (0)

static struct call call_on(const char *name, int fd)
{
	return (struct call){ .name = name, .has_fd = true, .fd = fd };
}

static void arg(struct call *c, struct call_arg a)
{
	c->args[c->nargs++] = a;
}

static struct call data_call(const char *name, const char *data, size_t len, bool received)
{
	struct call c = call_on(name, 3);

	c.data = data;
	c.len = len;
	c.result = (int64_t)len;
	c.received = received;
	arg(&c, (struct call_arg){ .kind = CALL_DATA });
	arg(&c, (struct call_arg){ .kind = CALL_INT, .num = received ? 65536 : (int64_t)len });
	arg(&c, (struct call_arg){ .kind = CALL_FLAGS, .names = &names_msg });
	return c;
}

static struct call failed(struct call c, int errnum)
{
	c.result = -1;
	c.errnum = errnum;
	c.data = NULL;
	return c;
}

static void arguments_are_written_as_in_c(void **state)
{
	(void)state;
	struct call c = { .name = "socket", .result = 3 };
	arg(&c, (struct call_arg){ CALL_NAME, AF_INET, { .names = &names_family } });
	arg(&c, (struct call_arg){ CALL_NAME, SOCK_STREAM, { .names = &names_type } });
	arg(&c, (struct call_arg){ CALL_NAME, IPPROTO_TCP, { .names = &names_protocol } });
	assert_renders(&c, &plain, "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3\n");
}

static void an_address_that_came_along_stands_in_parentheses(void **state)
{
	(void)state;
	struct addr given = loopback(0), bound = loopback(40123);
	struct call c = call_on("bind", 3);
	arg(&c, (struct call_arg){ .kind = CALL_ADDR, .addr = &given });
	c.note = NOTE_ADDR;
	c.note_addr = &bound;
	assert_renders(&c, &plain, "bind(3, 127.0.0.1:0) = 0 (127.0.0.1:40123)\n");
}

static void a_failure_names_its_errno(void **state)
{
	(void)state;
	struct addr a = loopback(80);
	struct call c = call_on("bind", 3);
	arg(&c, (struct call_arg){ .kind = CALL_ADDR, .addr = &a });
	c = failed(c, EACCES);
	assert_renders(&c, &plain, "bind(3, 127.0.0.1:80) = -1 EACCES (Permission denied)\n");
	assert_string_equal(render_error_name(&c), "EACCES");
	c.errnum = 524;
	assert_renders(&c, &plain, "bind(3, 127.0.0.1:80) = -1 524 (unknown error)\n");
	assert_string_equal(render_error_name(&c), "UNKNOWN");
}

static void short_data_stands_in_the_line(void **state)
{
	(void)state;
	struct call c = data_call("send", "GET / HTTP/1.0\r\n\r\n", 18, false);
	assert_renders(&c, &plain, "send(3, \"GET / HTTP/1.0\\r\\n\\r\\n\", 18) = 18\n");
	c = data_call("recv", "hello\n", 6, true);
	assert_renders(&c, &plain, "recv(3, \"hello\\n\", 65536) = 6\n");
	c.args[2].num = MSG_PEEK | MSG_DONTWAIT;
	assert_renders(&c, &plain, "recv(3, \"hello\\n\", 65536, MSG_PEEK|MSG_DONTWAIT) = 6\n");
}

static void the_end_of_a_stream_is_said(void **state)
{
	(void)state;
	struct call c = data_call("recv", "", 0, true);
	c.note = NOTE_EOF;
	assert_renders(&c, &plain, "recv(3, \"\", 65536) = 0 (end of stream)\n");
}

static void a_failed_receive_shows_no_data(void **state)
{
	(void)state;
	struct call c = failed(data_call("recv", "", 0, true), EAGAIN);
	assert_renders(
		&c, &plain, "recv(3, 65536) = -1 EAGAIN (Resource temporarily unavailable)\n");
}

#define SIXTY "0123456789012345678901234567890123456789012345678901234567 9"
static const char long_text[] = SIXTY "abcdefgh\nconnect(3) = 0\nx";

static void long_data_is_cut_and_follows_where_it_forges_nothing(void **state)
{
	(void)state;
	struct call c = data_call("recv", long_text, sizeof(long_text) - 1, true);
	assert_renders(&c, &plain,
		"recv(3, \"" SIXTY "abcd\"..., 65536) = 85\n"
		"  | " SIXTY "abcdefgh\n"
		"  | connect(3) = 0\n"
		"  | x\n");
}

static void data_is_not_cut_within_a_character(void **state)
{
	(void)state;
	struct call c = data_call("recv", SIXTY "abc\u00e9", 65, true);
	struct render_style style = { .times = -1, .max = 64 };
	assert_renders(&c, &style,
		"recv(3, \"" SIXTY "abc\"..., 65536) = 65\n"
		"  | " SIXTY "abc\n"
		"  ... 2 more bytes (print $data shows them)\n");
}

static void what_exceeds_the_maximum_is_counted(void **state)
{
	(void)state;
	struct call c = data_call("recv", long_text, sizeof(long_text) - 1, true);
	struct render_style style = { .times = -1, .max = 70 };
	assert_renders(&c, &style,
		"recv(3, \"" SIXTY "abcd\"..., 65536) = 85\n"
		"  | " SIXTY "abcdefgh\n"
		"  | c\n"
		"  ... 15 more bytes (print $data shows them)\n");
}

static void sent_data_that_is_cut_follows_on_request_only(void **state)
{
	(void)state;
	struct call c = data_call("send", SIXTY "abcdefgh", 68, false);
	struct render_style too = { .times = -1, .sent_too = true };
	assert_renders(&c, &plain, "send(3, \"" SIXTY "abcd\"..., 68) = 68\n");
	assert_renders(&c, &too, "send(3, \"" SIXTY "abcd\"..., 68) = 68\n  | " SIXTY "abcdefgh\n");
}

static void data_that_went_to_a_file_does_not_follow(void **state)
{
	(void)state;
	struct render_style hex = { .times = -1, .hex = true };
	struct call c = data_call("recv", SIXTY "abcdefgh", 68, true);
	c.hidden = true;
	assert_renders(&c, &plain, "recv(3, \"" SIXTY "abcd\"..., 65536) = 68\n");
	assert_renders(&c, &hex, "recv(3, \"" SIXTY "abcd\"..., 65536) = 68\n");
}

static void hex_stands_below_and_not_in_the_line(void **state)
{
	(void)state;
	struct render_style hex = { .times = -1, .hex = true };
	struct call c = data_call("recv", "hi\n", 3, true);
	const char *expected =
		"recv(3, 65536) = 3\n"
		"  00000000  68 69 0a                                          |hi.|\n"
		"  00000003\n";
	assert_renders(&c, &hex, expected);
	c.hex = true;
	assert_renders(&c, &plain, expected);
	c = data_call("send", "hi\n", 3, false);
	assert_renders(&c, &hex, "send(3, \"hi\\n\", 3) = 3\n");
}

static void hex_of_nothing_is_the_plain_line(void **state)
{
	(void)state;
	struct render_style hex = { .times = -1, .hex = true };
	struct call c = data_call("recv", "", 0, true);
	assert_renders(&c, &hex, "recv(3, \"\", 65536) = 0\n");
}

static void raw_data_comes_as_it_is(void **state)
{
	(void)state;
	struct render_style raw = { .times = -1, .raw = true };
	struct call c = data_call("recv", "\033[1mhi", 6, true);
	assert_renders(&c, &raw, "recv(3, 65536) = 6\n\033[1mhi\n");
	assert_renders(&c, &plain, "recv(3, \"\\e[1mhi\", 65536) = 6\n");
}

static void a_wait_given_up_says_after_how_long(void **state)
{
	(void)state;
	struct call c = call_on("accept", 3);
	c = failed(c, ETIME);
	c.outcome = CALL_GAVE_UP;
	c.limit = 500000000;
	assert_renders(&c, &plain, "accept(3) = GAVEUP (after 500 ms)\n");
	c.note = NOTE_TEXT;
	c.note_text = "still SYN_SENT";
	assert_renders(&c, &plain, "accept(3) = GAVEUP (after 500 ms; still SYN_SENT)\n");
	assert_string_equal(render_error_name(&c), "GAVEUP");
}

static struct call lookup_of(const char *host, const char *service)
{
	struct call c = { .name = "getaddrinfo" };

	arg(&c, (struct call_arg){ .kind = CALL_QUOTE, .text = host });
	if (service)
		arg(&c, (struct call_arg){ .kind = CALL_QUOTE, .text = service });
	return c;
}

static void a_lookup_lists_its_addresses(void **state)
{
	(void)state;
	struct addr list[2] = { loopback(80), { .len = sizeof(struct sockaddr_in6) } };
	struct call c = lookup_of("localhost", "http");
	list[1].in6.sin6_family = AF_INET6;
	list[1].in6.sin6_port = htons(80);
	list[1].in6.sin6_addr = in6addr_loopback;
	c.list = list;
	c.list_count = 2;
	c.note = NOTE_TEXT;
	c.note_text = "2 addresses";
	assert_renders(&c, &plain,
		"getaddrinfo(\"localhost\", \"http\") = 0 (2 addresses)\n"
		"  127.0.0.1:80\n"
		"  [::1]:80\n");
	c.canonical = "host\n.example";
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
	struct call c = lookup_of("no-such-host.invalid", NULL);
	c.outcome = CALL_EAI;
	c.result = EAI_NONAME;
	assert_renders(&c, &plain,
		"getaddrinfo(\"no-such-host.invalid\") = EAI_NONAME (Name or service not known)\n");
	assert_string_equal(render_error_name(&c), "EAI_NONAME");
	c.result = EAI_SYSTEM;
	c.errnum = EMFILE;
	assert_renders(&c, &plain,
		"getaddrinfo(\"no-such-host.invalid\") = EAI_SYSTEM (Too many open files)\n");
}

static void null_is_written_as_in_c(void **state)
{
	(void)state;
	struct call c = lookup_of(NULL, "80");
	assert_renders(&c, &plain, "getaddrinfo(NULL, \"80\") = 0\n");
}

static void a_long_call_ends_in_its_time(void **state)
{
	(void)state;
	struct render_style style = { .times = 1000000 };
	struct call c = call_on("accept", 3);
	c.result = 4;
	c.duration = 42600000;
	assert_renders(&c, &style, "accept(3) = 4 <42.6 ms>\n");
	c.duration = 999999;
	assert_renders(&c, &style, "accept(3) = 4\n");
	style.times = 0;
	assert_renders(&c, &style, "accept(3) = 4 <1 ms>\n");
}

static void colour_marks_the_result_and_dims_the_time(void **state)
{
	(void)state;
	struct render_style style = { .times = 0, .colour = true };
	struct call c = call_on("shutdown", 3);
	c.duration = 2000;
	assert_renders(&c, &style, "shutdown(3) = \033[32m0\033[0m \033[2m<2 us>\033[0m\n");
	style.times = -1;
	c = failed(c, EBADF);
	assert_renders(&c, &style, "shutdown(3) = \033[31m-1 EBADF (Bad file descriptor)\033[0m\n");
	c.outcome = CALL_GAVE_UP;
	c.limit = 1000000000;
	assert_renders(&c, &style, "shutdown(3) = \033[33mGAVEUP (after 1 s)\033[0m\n");
}

static void what_is_awaited_is_the_call_without_its_result(void **state)
{
	(void)state;
	struct buf b = { 0 };
	struct call c = data_call("recv", NULL, 0, true);
	render_pending(&c, &b);
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
