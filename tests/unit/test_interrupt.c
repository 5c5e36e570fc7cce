/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ctrl-C, a thousand times at random moments around a call that blocks.
 */
#include "sys_fixture.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>

enum { TIMES = 1000 };

/* Interrupts the main thread once per go, after a random moment. */
struct typist {
	pthread_t thread, main;
	struct intr *intr;
	sem_t go;
	_Atomic bool stop;
	bool by_kill;
	unsigned int seed;
};

static void press(const struct typist *t, int how)
{
	if (!t->by_kill)
		intr_raise(t->intr, INTR_USER, SIGINT);
	else if (how)
		pthread_kill(t->main, SIGINT);
	else
		kill(getpid(), SIGINT);
}

static void *type_ctrl_c(void *context)
{
	struct typist *t = context;

	while (sem_wait(&t->go) == 0 && !t->stop) {
		int64_t until = intr_now() + rand_r(&t->seed) % 100000;

		while (intr_now() < until)
			;
		press(t, rand_r(&t->seed) & 1);
	}
	return NULL;
}

static void start_typist(struct typist *t, struct fixture *f, bool by_kill)
{
	sigset_t old;

	t->main = pthread_self();
	t->intr = &f->intr;
	t->stop = false;
	t->by_kill = by_kill;
	t->seed = 20260101;
	sem_init(&t->go, 0, 0);
	intr_block_signals(&old);
	pthread_create(&t->thread, NULL, type_ctrl_c, t);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void stop_typist(struct typist *t)
{
	t->stop = true;
	sem_post(&t->go);
	pthread_join(t->thread, NULL);
	sem_destroy(&t->go);
}

static int64_t receive(struct fixture *f, int fd)
{
	char data[10];

	return sys_recv(&f->sys, fd, data, sizeof(data), 0);
}

static int64_t wait_for_client(struct fixture *f, int fd)
{
	return sys_accept(&f->sys, fd, 0, NULL);
}

static int64_t call_after_a_pause(
	struct fixture *f, int fd, int64_t call(struct fixture *, int), unsigned int *seed)
{
	int64_t until = intr_now() + rand_r(seed) % 100000;

	while (intr_now() < until)
		;
	return call(f, fd);
}

/* The press may come before, at, or after the moment the call blocks. */
static void check_none_is_lost(
	struct fixture *f, int fd, int64_t call(struct fixture *, int), bool by_kill)
{
	struct typist t;
	unsigned int seed = 1;
	int number = 0;

	start_typist(&t, f, by_kill);
	for (int i = 0; i < TIMES; i++) {
		sem_post(&t.go);
		assert_int_equal(call_after_a_pause(f, fd, call, &seed), -1);
		assert_int_equal(errno, EINTR);
		assert_int_equal(f->outcome, CALL_RETURNED);
		assert_int_equal(intr_take(&f->intr, &number), INTR_USER);
		assert_int_equal(number, SIGINT);
		assert_int_equal(intr_pending(&f->intr), INTR_NO);
	}
	stop_typist(&t);
}

static void make_pair(struct fixture *f)
{
	struct addr at;

	assert_int_equal(make_listener(f, &at), 3);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
	assert_int_equal(sys_connect(&f->sys, 4, &at), 0);
	assert_int_equal(sys_accept(&f->sys, 3, 0, NULL), 5);
}

/* 3, 4 and 5 still work and nothing else is there. */
static void check_table_is_intact(struct fixture *f)
{
	char data[10];

	assert_int_equal(fdtab_next(f->sys.fds, 2), 3);
	assert_int_equal(fdtab_next(f->sys.fds, 5), -1);
	assert_int_equal(sys_send(&f->sys, 4, "abc", 3, 0), 3);
	assert_int_equal(sys_recv(&f->sys, 5, data, sizeof(data), 0), 3);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 6);
}

static void no_raise_is_lost_around_a_receive(void **state)
{
	make_pair(*state);
	check_none_is_lost(*state, 5, receive, false);
	check_table_is_intact(*state);
}

static void no_raise_is_lost_around_an_accept(void **state)
{
	make_pair(*state);
	check_none_is_lost(*state, 3, wait_for_client, false);
	check_table_is_intact(*state);
}

/* Thread sanitizer hands on a signal that comes just before a call once that has returned. */
static void skip_where_signals_are_late(void)
{
#ifdef __SANITIZE_THREAD__
	skip();
#endif
}

static void no_sigint_is_lost_around_a_receive(void **state)
{
	struct fixture *f = *state;

	skip_where_signals_are_late();
	make_pair(f);
	intr_catch_signals(&f->intr);
	check_none_is_lost(f, 5, receive, true);
	check_table_is_intact(f);
}

static void no_sigint_is_lost_around_an_accept(void **state)
{
	struct fixture *f = *state;

	skip_where_signals_are_late();
	make_pair(f);
	intr_catch_signals(&f->intr);
	check_none_is_lost(f, 3, wait_for_client, true);
	check_table_is_intact(f);
}

/* With data on its way as well, a call ends with either, and no byte is lost. */
static void an_interruption_may_meet_data(void **state)
{
	struct fixture *f = *state;
	struct typist t;
	unsigned int seed = 1;
	int64_t sent = 0, got = 0;

	make_pair(f);
	start_typist(&t, f, false);
	for (int i = 0; i < TIMES; i++) {
		sem_post(&t.go);
		if (rand_r(&seed) & 1)
			sent += send(4, "x", 1, 0);
		int64_t n = call_after_a_pause(f, 5, receive, &seed);
		assert_true(n > 0 || errno == EINTR);
		got += n > 0 ? n : 0;
		while (intr_take(&f->intr, NULL) != INTR_USER)
			;
	}
	stop_typist(&t);
	while (got < sent)
		got += receive(f, 5);
	assert_int_equal(got, sent);
	check_table_is_intact(f);
}

static int setup(void **state)
{
	alarm(300); /* a lost one would wait for ever */
	return fixture_setup(state);
}

#define IN_FIXTURE(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FIXTURE(no_raise_is_lost_around_a_receive),
		IN_FIXTURE(no_raise_is_lost_around_an_accept),
		IN_FIXTURE(no_sigint_is_lost_around_a_receive),
		IN_FIXTURE(no_sigint_is_lost_around_an_accept),
		IN_FIXTURE(an_interruption_may_meet_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
