/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interruptions: none is lost, none is left over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/intr.h"

#define MS 1000000LL

static int start(void **state)
{
	static struct intr i;

	*state = &i;
	return intr_init(&i);
}

static int stop(void **state)
{
	intr_destroy(*state);
	return 0;
}

/* A call that blocks on an empty pipe, as a command's would. */
typedef void block(int fd);

static void block_in_read(int fd)
{
	char c;

	assert_int_equal(read(fd, &c, 1), -1);
}

/* gcc's thread sanitizer holds handlers back during read(2), and so loses the
 * first signal that comes just before; during poll(2) it runs them at once. */
static void block_in_poll(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	assert_int_equal(poll(&p, 1, -1), -1);
}

/* What disturbs the call without a cause is ignored. */
static void block_until_interrupted(struct intr *i, block *call)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	do {
		call(ends[0]);
		assert_int_equal(errno, EINTR);
	} while (intr_pending(i) == INTR_NO);
	close(ends[0]);
	close(ends[1]);
}

static void read_until_interrupted(struct intr *i)
{
	block_until_interrupted(i, block_in_read);
}

/* Nothing must end this sleep early. */
static void expect_quiet(struct intr *i, int64_t ns)
{
	struct timespec t = { .tv_nsec = (long)ns };

	assert_int_equal(intr_pending(i), INTR_NO);
	assert_int_equal(clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL), 0);
}

/* ---- raises from another thread ---- */

struct raiser {
	struct intr *target;
	block *call;
	enum intr_cause cause;
	int signal;        /* sent to the process when cause is INTR_NO */
	_Atomic int asked; /* raises wanted so far */
	int rounds;
};

static void *raise_when_asked(void *arg)
{
	struct raiser *r = arg;
	unsigned int seed = 7;

	intr_block_signals(NULL);
	for (int n = 1; n <= r->rounds; n++) {
		while (atomic_load(&r->asked) < n)
			sched_yield();
		/* From before the read has begun to well after. */
		for (int spin = rand_r(&seed) % 20000; spin > 0; spin--)
			__asm__ volatile("" ::: "memory");
		if (r->cause == INTR_NO)
			kill(getpid(), r->signal);
		else
			intr_raise(r->target, r->cause, r->signal);
	}
	return NULL;
}

static void run_rounds(struct raiser *r, enum intr_cause cause)
{
	pthread_t thread;
	int signal;

	assert_int_equal(pthread_create(&thread, NULL, raise_when_asked, r), 0);
	for (int n = 0; n < r->rounds; n++) {
		intr_begin(r->target, n % 2 ? 0 : 3600 * 1000 * MS);
		atomic_fetch_add(&r->asked, 1);
		block_until_interrupted(r->target, r->call);
		assert_int_equal(intr_end(r->target, INTR_NO_LIMIT), cause);
		assert_int_equal(intr_take(r->target, &signal), cause);
		assert_int_equal(signal, r->signal);
	}
	pthread_join(thread, NULL);
	expect_quiet(r->target, 20 * MS);
}

static void every_raise_ends_a_blocking_read(void **state)
{
	struct raiser r = {
		.target = *state, .call = block_in_read, .cause = INTR_USER, .rounds = 500
	};

	run_rounds(&r, INTR_USER);
}

static void every_sigint_ends_a_blocking_read(void **state)
{
	struct raiser r = {
		.target = *state, .call = block_in_poll, .signal = SIGINT, .rounds = 500
	};

	run_rounds(&r, INTR_USER);
}

static void sigterm_asks_for_the_end(void **state)
{
	struct raiser r = {
		.target = *state, .call = block_in_poll, .signal = SIGTERM, .rounds = 5
	};

	run_rounds(&r, INTR_TERM);
}

/* ---- limits ---- */

static void a_limit_ends_a_blocking_read_in_time(void **state)
{
	struct intr *i = *state;
	int64_t begun = intr_now();

	intr_begin(i, 30 * MS);
	read_until_interrupted(i);
	assert_true(intr_now() - begun >= 30 * MS);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_LIMIT);
	expect_quiet(i, 20 * MS);
}

static void a_limit_that_is_over_leaves_nothing_behind(void **state)
{
	struct intr *i = *state;

	for (int n = 0; n < 2000; n++) {
		intr_begin(i, 1 + n * 37 % 40000);
		intr_end(i, INTR_NO_LIMIT);
		assert_int_equal(intr_pending(i), INTR_NO);
	}
	expect_quiet(i, 20 * MS);
}

static void the_first_call_within_a_limit_begins_with_it(void **state)
{
	struct intr *i = *state;
	int64_t before = intr_now(), after;

	intr_begin(i, 3600 * 1000 * MS);
	after = intr_now();
	intr_sleep(i, 2 * MS);
	int64_t call = intr_call(i);
	assert_true(call >= before && call <= after);
	assert_true(intr_call(i) >= after + 2 * MS); /* the second begins when it does */
	intr_end(i, INTR_NO_LIMIT);
}

static void a_limit_without_a_call_dates_none_that_follows(void **state)
{
	struct intr *i = *state;
	struct intr_limit none = intr_begin(i, 3600 * 1000 * MS);
	int64_t now = intr_now();

	struct intr_limit outer = intr_begin(i, 0);
	assert_true(intr_call(i) >= now);
	intr_end(i, outer);
	intr_end(i, none);
	none = intr_begin(i, 3600 * 1000 * MS);
	intr_end(i, none);
	now = intr_now();
	assert_true(intr_call(i) >= now);
	intr_begin(i, 1);
	read_until_interrupted(i);
	now = intr_now();
	intr_take(i, NULL);
	assert_true(intr_call(i) >= now);
}

static void a_limit_that_is_taken_does_not_come_again(void **state)
{
	struct intr *i = *state;

	intr_begin(i, 1);
	read_until_interrupted(i);
	assert_int_equal(intr_take(i, NULL), INTR_LIMIT);
	expect_quiet(i, 20 * MS);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_NO);
}

static void the_longest_limit_is_no_limit_that_ends(void **state)
{
	struct intr *i = *state;

	intr_begin(i, INT64_MAX);
	expect_quiet(i, 20 * MS);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_NO);
}

/* ---- nested limits ---- */

static void a_nearer_limit_within_another_ends_alone(void **state)
{
	struct intr *i = *state;
	int64_t begun = intr_now();
	struct intr_limit none = intr_begin(i, 200 * MS);
	struct intr_limit outer = intr_begin(i, 20 * MS);

	read_until_interrupted(i);
	assert_int_equal(i->limit, 20 * MS);
	assert_int_equal(intr_end(i, outer), INTR_LIMIT);
	assert_int_equal(intr_pending(i), INTR_NO);
	assert_int_equal(i->limit, 200 * MS);
	read_until_interrupted(i);
	assert_true(intr_now() - begun >= 200 * MS);
	assert_int_equal(intr_end(i, none), INTR_LIMIT);
	expect_quiet(i, 20 * MS);
}

static void a_farther_limit_within_another_leaves_that_in_force(void **state)
{
	struct intr *i = *state;
	struct intr_limit none = intr_begin(i, 20 * MS);
	struct intr_limit outer = intr_begin(i, 3600 * 1000 * MS);

	read_until_interrupted(i);
	assert_int_equal(i->limit, 20 * MS);
	assert_int_equal(intr_end(i, outer), INTR_LIMIT);
	assert_int_equal(intr_pending(i), INTR_LIMIT);
	assert_int_equal(intr_end(i, none), INTR_LIMIT);
	assert_int_equal(intr_pending(i), INTR_NO);
	expect_quiet(i, 20 * MS);
}

static void an_outer_limit_that_passed_meanwhile_is_found_at_once(void **state)
{
	struct intr *i = *state;
	struct intr_limit none = intr_begin(i, 2 * MS);
	struct intr_limit outer = intr_begin(i, 1);

	for (int64_t begun = intr_now(); intr_now() - begun < 10 * MS;)
		;
	assert_int_equal(intr_end(i, outer), INTR_LIMIT);
	assert_int_equal(intr_pending(i), INTR_LIMIT);
	assert_int_equal(intr_end(i, none), INTR_LIMIT);
	expect_quiet(i, 20 * MS);
}

static void a_nested_limit_that_is_not_reached_leaves_nothing(void **state)
{
	struct intr *i = *state;
	struct intr_limit none = intr_begin(i, 60 * MS);

	for (int n = 0; n < 100; n++) {
		struct intr_limit outer = intr_begin(i, n % 3 ? 50 * MS : 0);

		assert_int_equal(intr_end(i, outer), INTR_NO);
	}
	read_until_interrupted(i);
	assert_int_equal(intr_end(i, none), INTR_LIMIT);
	expect_quiet(i, 20 * MS);
}

static void the_user_ends_every_nested_wait(void **state)
{
	struct intr *i = *state;
	struct intr_limit none = intr_begin(i, 3600 * 1000 * MS);
	struct intr_limit outer = intr_begin(i, 5 * MS);

	intr_raise(i, INTR_USER, SIGINT);
	read_until_interrupted(i);
	assert_int_equal(intr_end(i, outer), INTR_USER);
	assert_int_equal(intr_end(i, none), INTR_USER);
	assert_int_equal(intr_take(i, NULL), INTR_USER);
	expect_quiet(i, 20 * MS);
}

/* ---- a limit and the user ---- */

static void the_user_outranks_a_limit(void **state)
{
	struct intr *i = *state;

	intr_begin(i, 1);
	read_until_interrupted(i);
	intr_raise(i, INTR_USER, SIGINT);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_USER);
	intr_raise(i, INTR_TERM, SIGHUP);
	intr_raise(i, INTR_USER, SIGINT);
	assert_int_equal(intr_take(i, NULL), INTR_TERM);
	expect_quiet(i, 20 * MS);
}

static void *limited_reads(void *arg)
{
	struct intr i;

	(void)arg;
	intr_block_signals(NULL);
	if (intr_init(&i))
		return "intr_init";
	for (int n = 0; n < 20; n++) {
		intr_begin(&i, 2 * MS);
		read_until_interrupted(&i);
		if (intr_end(&i, INTR_NO_LIMIT) != INTR_LIMIT)
			return "no limit";
	}
	intr_destroy(&i);
	return NULL;
}

static void each_thread_has_its_own_limit(void **state)
{
	struct intr *i = *state;
	pthread_t threads[4];
	void *wrong;

	for (int n = 0; n < 4; n++)
		assert_int_equal(pthread_create(&threads[n], NULL, limited_reads, NULL), 0);
	for (int n = 0; n < 4; n++) {
		pthread_join(threads[n], &wrong);
		assert_null(wrong);
	}
	expect_quiet(i, 20 * MS);
}

/* ---- between commands ---- */

static void a_cause_between_commands_waits_to_be_taken(void **state)
{
	struct intr *i = *state;
	int signal;

	intr_raise(i, INTR_USER, SIGINT);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_USER);
	intr_begin(i, 3600 * 1000 * MS);
	read_until_interrupted(i);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_USER);
	assert_int_equal(intr_pending(i), INTR_USER);
	assert_int_equal(intr_take(i, &signal), INTR_USER);
	assert_int_equal(signal, SIGINT);
	assert_int_equal(intr_take(i, &signal), INTR_NO);
	expect_quiet(i, 20 * MS);
}

static void a_sleep_ends_at_its_end_or_at_an_interruption(void **state)
{
	struct intr *i = *state;
	int64_t begun = intr_now();

	intr_begin(i, 0);
	assert_int_equal(intr_sleep(i, 10 * MS), 0);
	assert_true(intr_now() - begun >= 10 * MS);
	assert_int_equal(intr_sleep(i, -1), 0);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_NO);
	intr_begin(i, 10 * MS);
	assert_int_equal(intr_sleep(i, INT64_MAX), -1);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_LIMIT);
	intr_raise(i, INTR_USER, 0);
	assert_int_equal(intr_sleep(i, INT64_MAX), -1);
	assert_int_equal(intr_take(i, NULL), INTR_USER);
}

static void a_stray_signal_is_no_cause(void **state)
{
	struct intr *i = *state;

	intr_begin(i, 20 * MS);
	pthread_kill(pthread_self(), INTR_SIGNAL);
	assert_int_equal(intr_pending(i), INTR_NO);
	read_until_interrupted(i);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_LIMIT);
}

static void a_signal_that_was_ignored_stays_ignored(void **state)
{
	struct sigaction before, now;

	sigaction(SIGHUP, NULL, &before);
	signal(SIGHUP, SIG_IGN);
	intr_catch_signals(*state);
	sigaction(SIGHUP, NULL, &now);
	assert_ptr_equal(now.sa_handler, SIG_IGN);
	sigaction(SIGHUP, &before, NULL);
}

static int set_up(void **state)
{
	(void)state;
	intr_setup();
	return 0;
}

static int catch_signals(void **state)
{
	int failed = start(state);

	intr_catch_signals(*state);
	return failed;
}

#define WITH_INTR(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_INTR(every_raise_ends_a_blocking_read),
		cmocka_unit_test_setup_teardown(
			every_sigint_ends_a_blocking_read, catch_signals, stop),
		cmocka_unit_test_setup_teardown(sigterm_asks_for_the_end, catch_signals, stop),
		WITH_INTR(a_limit_ends_a_blocking_read_in_time),
		WITH_INTR(a_limit_that_is_over_leaves_nothing_behind),
		WITH_INTR(the_first_call_within_a_limit_begins_with_it),
		WITH_INTR(a_limit_without_a_call_dates_none_that_follows),
		WITH_INTR(a_limit_that_is_taken_does_not_come_again),
		WITH_INTR(the_longest_limit_is_no_limit_that_ends),
		WITH_INTR(a_nearer_limit_within_another_ends_alone),
		WITH_INTR(a_farther_limit_within_another_leaves_that_in_force),
		WITH_INTR(an_outer_limit_that_passed_meanwhile_is_found_at_once),
		WITH_INTR(a_nested_limit_that_is_not_reached_leaves_nothing),
		WITH_INTR(the_user_ends_every_nested_wait),
		WITH_INTR(the_user_outranks_a_limit),
		WITH_INTR(each_thread_has_its_own_limit),
		WITH_INTR(a_cause_between_commands_waits_to_be_taken),
		WITH_INTR(a_sleep_ends_at_its_end_or_at_an_interruption),
		WITH_INTR(a_stray_signal_is_no_cause),
		WITH_INTR(a_signal_that_was_ignored_stays_ignored),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
