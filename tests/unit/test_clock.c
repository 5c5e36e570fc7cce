/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Units of time, and threads' waits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>

#include "base/clock.h"
#include "base/intr.h"
#include "base/thread.h"

static void poll_waits_whole_milliseconds_rounded_up(void **state)
{
	(void)state;
	assert_int_equal(clock_poll_ms(-1), -1);
	assert_int_equal(clock_poll_ms(INT64_MIN), -1);
	assert_int_equal(clock_poll_ms(0), 0);
	assert_int_equal(clock_poll_ms(1), 1);
	assert_int_equal(clock_poll_ms(MILLISECOND), 1);
	assert_int_equal(clock_poll_ms(MILLISECOND + 1), 2);
	assert_int_equal(clock_poll_ms(INT64_MAX), INT_MAX);
}

static void a_short_time_is_not_rounded_to_none(void **state)
{
	struct timeval t = clock_timeval(1);

	(void)state;
	assert_int_equal(t.tv_sec, 0);
	assert_int_equal(t.tv_usec, 1);
	t = clock_timeval(2 * SECOND - 1);
	assert_int_equal(t.tv_sec, 2);
	assert_int_equal(t.tv_usec, 0);
}

static void a_timespec_and_back(void **state)
{
	(void)state;
	assert_int_equal(clock_ns(clock_timespec(INT64_MAX)), INT64_MAX);
	assert_int_equal(clock_timespec(3 * SECOND + 7).tv_nsec, 7);
}

static void *keep_mask(void *mask)
{
	pthread_sigmask(SIG_SETMASK, NULL, mask);
	return NULL;
}

static void a_thread_hears_of_interruptions_alone(void **state)
{
	sigset_t mask, before, after;
	pthread_t thread;

	(void)state;
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	assert_int_equal(thread_start(&thread, 64 * 1024, keep_mask, &mask), 0);
	pthread_join(thread, NULL);
	assert_true(sigismember(&mask, SIGINT));
	assert_true(sigismember(&mask, SIGTERM));
	assert_false(sigismember(&mask, INTR_SIGNAL));
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	assert_int_equal(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
}

static void a_wait_ends_when_it_is_due(void **state)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
	int64_t due = intr_now() + 5 * MILLISECOND;

	(void)state;
	pthread_mutex_lock(&lock);
	while (thread_wait(&cond, &lock, due) == 0)
		;
	pthread_mutex_unlock(&lock);
	assert_true(intr_now() >= due);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(poll_waits_whole_milliseconds_rounded_up),
		cmocka_unit_test(a_short_time_is_not_rounded_to_none),
		cmocka_unit_test(a_timespec_and_back),
		cmocka_unit_test(a_thread_hears_of_interruptions_alone),
		cmocka_unit_test(a_wait_ends_when_it_is_due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
