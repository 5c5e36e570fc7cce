/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a line does to the frames that enter it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/clock.h"
#include "net/line.h"

static struct line_state line;

static int bare(void **state)
{
	(void)state;
	line_free(&line);
	return 0;
}

static struct line_verdict enter(int64_t now, uint32_t len)
{
	return line_enter(&line, now, len, LINE_CARRIED);
}

static struct line_some some(const char *text)
{
	struct line_some s = { 0 };

	assert_int_equal(line_some_parse(slice_of(text), &s, NULL), 0);
	return s;
}

/* ---- time ---- */

static void a_bare_line_is_as_long_as_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct line_verdict v = enter(5, 1514);

		assert_int_equal(v.fate, LINE_CARRIED);
		assert_int_equal(v.arrives, 5);
		assert_false(v.twice || v.corrupted || v.reordered);
	}
	assert_int_equal(line.frames, 3000);
	assert_int_equal(line.bytes, 3000 * 1514);
}

static void delay_is_added(void **state)
{
	struct line_spec spec = { .delay_min = 10 * MILLISECOND, .delay_max = 10 * MILLISECOND };

	(void)state;
	line_set(&line, &spec);
	assert_int_equal(enter(100, 60).arrives, 100 + 10 * MILLISECOND);
	assert_int_equal(enter(90, 60).arrives, 100 + 10 * MILLISECOND); /* time goes on alone */
}

static void delay_from_a_range_keeps_the_order(void **state)
{
	struct line_spec spec = { .delay_min = MILLISECOND, .delay_max = 3 * MILLISECOND };
	int64_t last = 0, least = INT64_MAX, most = 0;

	(void)state;
	line_set(&line, &spec);
	for (int64_t now = 0; now < SECOND; now += MILLISECOND) {
		int64_t arrives = enter(now, 60).arrives;

		assert_true(arrives >= last);
		last = arrives;
		least = arrives - now < least ? arrives - now : least;
		most = arrives - now > most ? arrives - now : most;
	}
	assert_in_range(least, MILLISECOND, MILLISECOND + MILLISECOND / 10);
	assert_in_range(most, 3 * MILLISECOND - MILLISECOND / 10, 3 * MILLISECOND);
}

static void those_that_jump_the_delay_come_first(void **state)
{
	struct line_spec spec = { .delay_min = MILLISECOND, .delay_max = MILLISECOND };

	(void)state;
	spec.reorder = some("2");
	line_set(&line, &spec);
	assert_int_equal(enter(0, 60).arrives, MILLISECOND);
	assert_int_equal(enter(0, 60).arrives, 0);
	assert_int_equal(enter(0, 60).arrives, MILLISECOND);
	assert_int_equal(line.reordered, 1);
}

static void rate_is_a_frame_after_the_other(void **state)
{
	struct line_spec spec = { .rate = 8000000 }; /* a byte a microsecond */

	(void)state;
	line_set(&line, &spec);
	assert_int_equal(enter(0, 1000).arrives, 1000 * MICROSECOND);
	assert_int_equal(enter(0, 500).arrives, 1500 * MICROSECOND);
	assert_int_equal(enter(SECOND, 100).arrives, SECOND + 100 * MICROSECOND);
}

static void the_slowest_line_ends_with_time(void **state)
{
	struct line_spec spec = { .rate = 1, .queue = INT64_MAX };

	(void)state;
	line_set(&line, &spec);
	for (int i = 0; i < 200000; i++)
		assert_true(enter(0, 65550).arrives > 0);
}

/* ---- the queue ---- */

static void what_waits_is_told_and_its_peak(void **state)
{
	struct line_spec spec = { .rate = 8000000 };
	int64_t frames, bytes;

	(void)state;
	line_set(&line, &spec);
	for (int i = 0; i < 3; i++)
		enter(0, 1000);
	line_look(&line, 0, &frames, &bytes);
	assert_int_equal(frames, 2);
	assert_int_equal(bytes, 2000);
	line_look(&line, 1500 * MICROSECOND, &frames, &bytes);
	assert_int_equal(frames, 1);
	line_look(&line, 2000 * MICROSECOND, &frames, &bytes);
	assert_int_equal(frames, 0);
	assert_int_equal(bytes, 0);
	assert_int_equal(line.frames_peak, 2);
	assert_int_equal(line.bytes_peak, 2000);
}

static void a_full_queue_takes_no_more(void **state)
{
	struct line_spec spec = { .rate = 8000000, .queue = 2000 };

	(void)state;
	line_set(&line, &spec);
	for (int i = 0; i < 3; i++)
		assert_int_equal(enter(0, 1000).fate, LINE_CARRIED);
	assert_int_equal(enter(0, 1).fate, LINE_FULL);
	assert_int_equal(enter(1000 * MICROSECOND, 1000).fate, LINE_CARRIED);
	assert_int_equal(line.by_fate[LINE_FULL], 1);
}

static void a_frame_larger_than_the_queue_passes_an_idle_line(void **state)
{
	struct line_spec spec = { .rate = 8000000, .queue = 100 };

	(void)state;
	line_set(&line, &spec);
	assert_int_equal(enter(0, 1000).fate, LINE_CARRIED);
	assert_int_equal(enter(0, 1000).fate, LINE_FULL);
}

static void a_queue_without_a_size_has_frames(void **state)
{
	struct line_spec spec = { .rate = 1000 };

	(void)state;
	line_set(&line, &spec);
	for (int i = 0; i < LINE_QUEUE + 1; i++)
		assert_int_equal(enter(0, 60).fate, LINE_CARRIED);
	assert_int_equal(enter(0, 60).fate, LINE_FULL);
}

/* ---- fates ---- */

/* The frames of 1000 that have FATE, as a sum of what tells them apart. */
static uint64_t which(uint64_t seed, int64_t step, enum line_fate fate)
{
	struct line_spec spec = { .loss = some("5%"), .delay_max = MILLISECOND };
	uint64_t sum = 0;

	line_free(&line);
	line_seed(&line, seed);
	line_set(&line, &spec);
	for (int i = 0; i < 1000; i++)
		if (enter(i * step, 60).fate == fate)
			sum = sum * 31 + (uint64_t)i;
	return sum;
}

static void a_seed_loses_the_same_frames_whenever_they_come(void **state)
{
	uint64_t of_one = which(1, 0, LINE_LOST);

	(void)state;
	assert_in_range(line.by_fate[LINE_LOST], 30, 70);
	assert_int_equal(which(1, MILLISECOND, LINE_LOST), of_one);
	assert_int_not_equal(which(2, 0, LINE_LOST), of_one);
}

static void numbers_count_from_when_they_were_set(void **state)
{
	struct line_spec spec = { .loss = some("1,3"), .dup = some("2") };

	(void)state;
	enter(0, 60);
	for (int again = 0; again < 2; again++) {
		line_set(&line, &spec);
		assert_int_equal(enter(0, 60).fate, LINE_LOST);
		assert_true(enter(0, 60).twice);
		assert_int_equal(enter(0, 60).fate, LINE_LOST);
		assert_int_equal(enter(0, 60).fate, LINE_CARRIED);
	}
	assert_int_equal(line.by_fate[LINE_LOST], 4);
	assert_int_equal(line.duplicated, 2);
}

static void a_bit_is_turned_behind_the_addresses(void **state)
{
	struct line_spec spec = { .corrupt = some("100%") };

	(void)state;
	line_set(&line, &spec);
	for (int i = 0; i < 1000; i++) {
		struct line_verdict v = enter(0, 20);

		assert_true(v.corrupted);
		assert_in_range(v.bit, 14 * 8, 20 * 8 - 1);
	}
	assert_false(enter(0, 14).corrupted);
}

static void what_is_cut_carries_nothing(void **state)
{
	(void)state;
	line.cut = true;
	assert_int_equal(enter(0, 60).fate, LINE_CUT);
	assert_int_equal(line_enter(&line, 0, 60, LINE_DROPPED).fate, LINE_CUT);
	line.cut = false;
	assert_int_equal(line_enter(&line, 0, 60, LINE_DROPPED).fate, LINE_DROPPED);
	assert_int_equal(line.by_fate[LINE_CUT], 2);
}

static void what_is_lost_on_the_way_took_its_time(void **state)
{
	struct line_spec spec = { .rate = 8000000, .loss = some("1") };

	(void)state;
	line_set(&line, &spec);
	assert_int_equal(enter(0, 1000).fate, LINE_LOST);
	assert_int_equal(enter(0, 1000).arrives, 2000 * MICROSECOND);
}

/* ---- text ---- */

static void rates_have_a_unit(void **state)
{
	static const struct {
		const char *text;
		int64_t rate;
	} good[] = { { "10mbit", 10000000 }, { "1.5Gbit", 1500000000 }, { "64kbit", 64000 },
		{ "9600bit", 9600 }, { "1tbit", 1000000000000 } };
	static const char *const bad[] = { "", "10", "10m", "10k", "mbit", "0bit", "2tbit", "-1bit",
		"10mbits", "1.mbit", "1e3bit", "99999999999999999999999999gbit" };
	int64_t rate;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(line_rate_parse(slice_of(good[i].text), &rate, NULL), 0);
		assert_int_equal(rate, good[i].rate);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err e = { 0 };

		assert_int_equal(line_rate_parse(slice_of(bad[i]), &rate, &e), -1);
		assert_int_equal(e.kind, ERR_USAGE);
	}
}

static void some_are_a_share_or_numbers(void **state)
{
	static const char *const bad[] = { "", "%", "101%", "0", "3,", ",3", "3,x", "-1", "3%4%" };
	struct buf many = { 0 };
	struct line_some s;

	(void)state;
	assert_true(some("0.5%").share > 0.00499 && some("0.5%").share < 0.00501);
	assert_int_equal(some("3,7").count, 2);
	assert_int_equal(some("3,7").numbers[1], 7);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(line_some_parse(slice_of(bad[i]), &s, NULL), -1);
	}
	for (int i = 0; i < LINE_LOSSES; i++)
		buf_adds(&many, "1,");
	buf_adds(&many, "1");
	assert_int_equal(line_some_parse(buf_slice(&many), &s, NULL), -1);
	assert_int_equal(line_some_parse(slice_from(buf_slice(&many), 2), &s, NULL), 0);
	buf_free(&many);
}

static void a_line_prints_as_it_is_written(void **state)
{
	struct line_spec spec = { .delay_min = 10 * MILLISECOND,
		.delay_max = 12 * MILLISECOND,
		.rate = 10000000,
		.queue = 65536 };
	struct buf b = { 0 };

	(void)state;
	spec.loss = some("0.1%");
	spec.dup = some("3,7");
	line_print(&spec, &b);
	assert_string_equal(
		buf_cstr(&b), "delay 10ms..12ms rate 10mbit queue 64k loss 0.1% dup 3,7");
	buf_clear(&b);
	line_print(&(struct line_spec){ 0 }, &b);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_bare_line_is_as_long_as_nothing, bare),
		cmocka_unit_test_setup(delay_is_added, bare),
		cmocka_unit_test_setup(delay_from_a_range_keeps_the_order, bare),
		cmocka_unit_test_setup(those_that_jump_the_delay_come_first, bare),
		cmocka_unit_test_setup(rate_is_a_frame_after_the_other, bare),
		cmocka_unit_test_setup(the_slowest_line_ends_with_time, bare),
		cmocka_unit_test_setup(what_waits_is_told_and_its_peak, bare),
		cmocka_unit_test_setup(a_full_queue_takes_no_more, bare),
		cmocka_unit_test_setup(a_frame_larger_than_the_queue_passes_an_idle_line, bare),
		cmocka_unit_test_setup(a_queue_without_a_size_has_frames, bare),
		cmocka_unit_test_setup(a_seed_loses_the_same_frames_whenever_they_come, bare),
		cmocka_unit_test_setup(numbers_count_from_when_they_were_set, bare),
		cmocka_unit_test_setup(a_bit_is_turned_behind_the_addresses, bare),
		cmocka_unit_test_setup(what_is_cut_carries_nothing, bare),
		cmocka_unit_test_setup(what_is_lost_on_the_way_took_its_time, bare),
		cmocka_unit_test_setup(rates_have_a_unit, bare),
		cmocka_unit_test_setup(some_are_a_share_or_numbers, bare),
		cmocka_unit_test_setup(a_line_prints_as_it_is_written, bare),
	};
	int failed = cmocka_run_group_tests_name("lines", tests, NULL, NULL);

	line_free(&line);
	return failed;
}
