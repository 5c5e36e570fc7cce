/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a call looks like as JSON, to the byte.
 */
#include "sys_fixture.h"

#define assert_json(call, expected)                                                                \
	do {                                                                                       \
		struct buf out = { 0 };                                                            \
		render_json(call, 7, slice_of("a \"cmd\""), 0, &out);                              \
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

static struct call lookup_of(const char *host, const char *service)
{
	struct call c = { .name = "getaddrinfo" };

	arg(&c, (struct call_arg){ .kind = CALL_QUOTE, .text = host });
	if (service)
		arg(&c, (struct call_arg){ .kind = CALL_QUOTE, .text = service });
	return c;
}

static void json_has_every_member(void **state)
{
	(void)state;
	struct addr a = loopback(9);
	struct call c = call_on("connect", 3);
	arg(&c, (struct call_arg){ .kind = CALL_ADDR, .addr = &a });
	c = failed(c, ECONNREFUSED);
	c.start = INT64_C(1700000000123456789);
	c.duration = 42600001;
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":\"connect\","
		"\"fd\":3,\"args\":[\"127.0.0.1:9\"],\"result\":-1,\"errno\":\"ECONNREFUSED\","
		"\"start\":1700000000.123456789,\"duration\":0.042600001,\"job\":null}");
}

static void json_carries_text_or_base64(void **state)
{
	(void)state;
	struct call c = data_call("recv", "h\"\n", 3, true);
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":\"recv\","
		"\"fd\":3,\"args\":[65536],\"result\":3,\"errno\":null,"
		"\"start\":0.000000000,\"duration\":0.000000000,\"job\":null,"
		"\"data\":\"h\\\"\\n\"}");
	c = data_call("recv", "\xff\xfe", 2, true);
	c.args[2].num = MSG_PEEK;
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":\"recv\","
		"\"fd\":3,\"args\":[65536,\"MSG_PEEK\"],\"result\":2,\"errno\":null,"
		"\"start\":0.000000000,\"duration\":0.000000000,\"job\":null,"
		"\"data_base64\":\"//4=\"}");
}

static void json_lists_what_a_lookup_found(void **state)
{
	(void)state;
	struct addr list[2] = { loopback(80), loopback(0) };
	struct call c = lookup_of(NULL, "80");
	c.list = list;
	c.list_count = 2;
	c.note = NOTE_TEXT;
	c.note_text = "2 addresses";
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":"
		"\"getaddrinfo\",\"fd\":null,\"args\":[null,\"80\"],\"result\":0,\"errno\":null,"
		"\"note\":\"2 addresses\",\"start\":0.000000000,\"duration\":0.000000000,"
		"\"job\":null,\"addresses\":[\"127.0.0.1:80\",\"127.0.0.1\"],\"canonical\":null}");
}

static void json_of_a_wait_given_up_says_so(void **state)
{
	(void)state;
	struct call c = failed(call_on("accept", 3), ETIME);
	c.outcome = CALL_GAVE_UP;
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":\"accept\","
		"\"fd\":3,\"args\":[],\"result\":-1,\"errno\":\"GAVEUP\","
		"\"start\":0.000000000,\"duration\":0.000000000,\"job\":null}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_has_every_member),
		cmocka_unit_test(json_carries_text_or_base64),
		cmocka_unit_test(json_lists_what_a_lookup_found),
		cmocka_unit_test(json_of_a_wait_given_up_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
