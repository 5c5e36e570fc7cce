/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Readings in bounded memory: thinned, drawn, charted.
 */
#include "call_fixture.h"

#include "insight/series.h"

static void a_long_series_is_thinned_and_loses_no_peak(void **state)
{
	struct series s;
	bool found = false;

	(void)state;
	series_begin(&s, slice_of("rtt"), UNIT_US);
	for (int i = 0; i < 100000; i++)
		series_add(&s, i * 1000LL, true, i == 31337 ? 900 : 10);
	assert_true(s.count <= SERIES_POINTS);
	assert_true(s.each >= 64);
	for (size_t i = 0; i < s.count; i++)
		found = found || (s.points[i].high > 899 && s.points[i].low < 11);
	assert_true(found);
	assert_true(s.min < 11 && s.max > 899 && s.last < 11);
	series_free(&s);
}

static void what_is_unknown_is_a_blank_and_no_zero(void **state)
{
	struct buf b = { 0 };
	struct series s;

	(void)state;
	series_begin(&s, slice_of("cwnd"), UNIT_NONE);
	series_add(&s, 0, true, 5);
	series_add(&s, 1, false, 0);
	series_add(&s, 2, true, 9);
	series_spark(&s, 40, false, &b);
	assert_string_equal(b.data, "_ #");
	assert_true(s.min > 4);
	buf_clear(&b);
	series_spark(&s, 40, true, &b);
	assert_string_equal(b.data, "▁ █");
	buf_clear(&b);
	series_spark(&s, 1, false, &b);
	assert_string_equal(b.data, "#");
	buf_free(&b);
	series_free(&s);
}

static void steps_are_round(void **state)
{
	(void)state;
	assert_true(series_step(9, 5) == 2);
	assert_true(series_step(10, 5) == 2);
	assert_true(series_step(11, 5) == 5);
	assert_true(series_step(26, 5) == 10);
	assert_true(series_step(0, 5) == 1);
	assert_true(series_step(1e300, 5) == 1);
}

static void a_chart_has_a_panel_for_each_unit(void **state)
{
	struct series all[3];
	struct buf b = { 0 };

	(void)state;
	series_begin(&all[0], slice_of("cwnd"), UNIT_NONE);
	series_begin(&all[1], slice_of("rtt"), UNIT_US);
	series_begin(&all[2], slice_of("ssthresh"), UNIT_NONE);
	for (int i = 0; i < 3; i++) {
		series_add(&all[0], i, true, i);
		series_add(&all[1], i, i != 1, 1e15);
		series_add(&all[2], i, false, 0);
	}
	series_chart(all, 3, slice_of("a < b"), &b);
	assert_non_null(strstr(b.data, "rtt (microseconds)"));
	assert_non_null(strstr(b.data, "ssthresh: unknown"));
	assert_null(strstr(b.data, "a < b"));
	assert_null(strstr(b.data, "nan"));
	assert_null(strstr(b.data, "inf"));
	for (int i = 0; i < 3; i++)
		series_free(&all[i]);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_series_is_thinned_and_loses_no_peak),
		cmocka_unit_test(what_is_unknown_is_a_blank_and_no_zero),
		cmocka_unit_test(steps_are_round),
		cmocka_unit_test(a_chart_has_a_panel_for_each_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
