/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a call looks like as JSON, to the byte.
 */
#include "call_fixture.h"

/* 1700000000 seconds since the epoch, less the seconds that the machine ran. */
#define CLOCK INT64_C(1699999000000000000)

#define assert_json(sample, expected)                                                              \
	do {                                                                                       \
		struct buf out = { 0 };                                                            \
		(sample)->call.id = 7;                                                             \
		(sample)->call.cmd = slice_of("a \"cmd\"");                                        \
		render_json(&(sample)->call, CLOCK, &out);                                         \
		assert_string_equal(buf_cstr(&out), expected);                                     \
		buf_free(&out);                                                                    \
	} while (0)

static void json_has_every_member(void **state)
{
	(void)state;
	struct addr a = loopback(9);
	struct sample c;

	sample_on(&c, "connect", 3);
	sample_arg(&c, (struct call_arg){ .kind = CALL_ADDR, .addr = &a });
	sample_fail(&c, ECONNREFUSED);
	c.call.began = INT64_C(1000123456789);
	c.call.duration = 42600001;
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":\"connect\","
		"\"fd\":3,\"args\":[\"127.0.0.1:9\"],\"result\":-1,\"errno\":\"ECONNREFUSED\","
		"\"start\":1700000000.123456789,\"duration\":0.042600001,\"job\":null}");
}

static void json_carries_text_or_base64(void **state)
{
	(void)state;
	struct sample c;

	sample_data(&c, "recv", "h\"\n", 3, true);
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":\"recv\","
		"\"fd\":3,\"args\":[65536],\"result\":3,\"errno\":null,"
		"\"start\":1699999000.000000000,\"duration\":0.000000000,\"job\":null,"
		"\"data\":\"h\\\"\\n\"}");
	sample_data(&c, "recv", "\xff\xfe", 2, true);
	c.args[2].num = MSG_PEEK;
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":\"recv\","
		"\"fd\":3,\"args\":[65536,\"MSG_PEEK\"],\"result\":2,\"errno\":null,"
		"\"start\":1699999000.000000000,\"duration\":0.000000000,\"job\":null,"
		"\"data_base64\":\"//4=\"}");
}

static void json_lists_what_a_lookup_found(void **state)
{
	(void)state;
	struct addr list[2] = { loopback(80), loopback(0) };
	struct sample c;

	sample_lookup(&c, NULL, "80");
	c.call.list = list;
	c.call.list_count = 2;
	sample_note(&c, (struct call_note){ .kind = NOTE_FOUND, .num = 2 });
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":"
		"\"getaddrinfo\",\"fd\":null,\"args\":[null,\"80\"],\"result\":0,\"errno\":null,"
		"\"note\":\"2 addresses\",\"start\":1699999000.000000000,\"duration\":0.000000000,"
		"\"job\":null,\"addresses\":[\"127.0.0.1:80\",\"127.0.0.1\"],\"canonical\":null}");
}

static void json_of_a_wait_given_up_says_so(void **state)
{
	(void)state;
	struct sample c;

	sample_on(&c, "accept", 3);
	sample_fail(&c, ETIME);
	c.call.outcome = CALL_GAVE_UP;
	assert_json(&c,
		"{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":\"accept\","
		"\"fd\":3,\"args\":[],\"result\":-1,\"errno\":\"GAVEUP\","
		"\"start\":1699999000.000000000,\"duration\":0.000000000,\"job\":null}");
}

static void json_has_both_descriptors_of_a_pair(void **state)
{
	(void)state;
	struct sample c;

	sample_init(&c, "socketpair");
	sample_note(&c, (struct call_note){ .kind = NOTE_PAIR, .num = 3, .second = 4 });
	assert_json(&c, "{\"v\":1,\"type\":\"call\",\"id\":7,\"cmd\":\"a \\\"cmd\\\"\",\"call\":"
			"\"socketpair\",\"fd\":null,\"args\":[],\"result\":0,\"errno\":null,"
			"\"note\":\"3, 4\",\"descriptors\":[3,4],\"start\":1699999000.000000000,"
			"\"duration\":0.000000000,\"job\":null}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_has_every_member),
		cmocka_unit_test(json_carries_text_or_base64),
		cmocka_unit_test(json_lists_what_a_lookup_found),
		cmocka_unit_test(json_of_a_wait_given_up_says_so),
		cmocka_unit_test(json_has_both_descriptors_of_a_pair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
