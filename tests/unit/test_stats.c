/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What calls have moved, by records made by hand, and what a socket has on the wire.
 */
#include "call_fixture.h"

#include "insight/stats.h"
#include "sock/ring.h"

static void add(struct ring *r, struct sample *s, uint64_t serial)
{
	s->call.serial = serial;
	s->call.id = r->added + 1;
	ring_add(r, &s->call);
}

static void calls_of_a_name_are_one_row_and_failures_are_no_bytes(void **state)
{
	struct stats_calls found = { 0 };
	struct sample s;
	struct ring r;

	(void)state;
	ring_init(&r, 65536);
	sample_data(&s, "send", "hello", 5, false);
	add(&r, &s, 7);
	sample_data(&s, "send", "worlds", 6, false);
	add(&r, &s, 7);
	sample_data(&s, "send", "other", 5, false);
	add(&r, &s, 8);
	sample_data(&s, "send", "never", 5, false);
	sample_fail(&s, EPIPE);
	add(&r, &s, 7);
	stats_count(&found, &r, 7);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.list[0].calls, 3);
	assert_int_equal(found.list[0].failed, 1);
	assert_int_equal(found.list[0].bytes, 11);
	assert_false(found.forgotten);
	ring_free(&r);
}

static void a_look_an_end_and_a_cut_message_are_told_apart(void **state)
{
	struct stats_calls found = { 0 };
	struct stats_call sum;
	struct sample s;
	struct ring r;

	(void)state;
	ring_init(&r, 65536);
	sample_data(&s, "recv", "hello", 5, true);
	s.args[2].num = MSG_PEEK;
	add(&r, &s, 7);
	sample_data(&s, "recv", "he", 2, true);
	sample_note(&s, (struct call_note){ .kind = NOTE_OF, .num = 5 });
	add(&r, &s, 7);
	sample_data(&s, "recv", "", 0, true);
	add(&r, &s, 7);
	sample_data(&s, "recv", "", 0, true);
	sample_note(&s, (struct call_note){ .kind = NOTE_EOF });
	add(&r, &s, 7);
	stats_count(&found, &r, 7);
	assert_int_equal(found.count, 2);
	assert_true(found.list[0].looked);
	sum = stats_sum(&found, STATS_IN);
	assert_int_equal(sum.calls, 3);
	assert_int_equal(sum.bytes, 2);
	assert_int_equal(sum.messages, 2);
	assert_int_equal(sum.whole, 5);
	ring_free(&r);
}

static void datagrams_of_calls_that_are_forgotten_are_unknown(void **state)
{
	struct stats_calls calls = { .forgotten = true };
	struct fd_info info = { .out = 9 };
	struct stats_wire wires[STATS_WAYS];
	struct snapshot look;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	(void)state;
	snapshot_begin(&look, fd, NULL);
	stats_wire(wires, &look, &info, &calls);
	assert_int_equal(wires[STATS_OUT].why, STATS_FORGOTTEN);
	assert_int_equal(wires[STATS_IN].why, STATS_KNOWN);
	close(fd);
}

/* More names than there is room for: the last row takes them. */
static void there_are_never_more_rows_than_room(void **state)
{
	static const char names[STATS_CALLS + 5][8] = { "a", "b", "c", "d", "e", "f", "g", "h", "i",
		"j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z",
		"A", "B", "C" };
	struct stats_calls found = { 0 };
	struct sample s;
	struct ring r;

	(void)state;
	ring_init(&r, 65536);
	for (size_t i = 0; i < STATS_CALLS + 5; i++) {
		sample_data(&s, names[i], "x", 1, true);
		add(&r, &s, 7);
	}
	stats_count(&found, &r, 0);
	assert_int_equal(found.count, STATS_CALLS);
	assert_int_equal(stats_sum(&found, STATS_IN).bytes, STATS_CALLS + 5);
	ring_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_of_a_name_are_one_row_and_failures_are_no_bytes),
		cmocka_unit_test(a_look_an_end_and_a_cut_message_are_told_apart),
		cmocka_unit_test(datagrams_of_calls_that_are_forgotten_are_unknown),
		cmocka_unit_test(there_are_never_more_rows_than_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
