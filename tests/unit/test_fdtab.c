/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The descriptor table, and the numbers that threads get from it.
 */
#include "sys_fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>

static void user_numbers_begin_at_three(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
	assert_int_equal(sys_close(&f->sys, 3), 0);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_DGRAM, 0), 3);
}

static void the_shells_files_live_above_the_base(void **state)
{
	struct fixture *f = *state;
	struct fd_info info;
	int base = fdtab_base(f->sys.fds);
	int fd = fdtab_open_file(f->sys.fds, "/dev/null", O_RDONLY, 0, "a test's file");

	assert_true(fd >= base);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_true(fdtab_get(f->sys.fds, fd, &info));
	assert_true(info.shell);
	assert_string_equal(fdtab_owner(f->sys.fds, fd), "a test's file");
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	assert_null(fdtab_owner(f->sys.fds, 3));
	assert_int_equal(fdtab_close(f->sys.fds, fd), 0);
	assert_null(fdtab_owner(f->sys.fds, fd));
}

static void a_missing_file_is_an_errno(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(fdtab_open_file(f->sys.fds, "/nowhere/at/all", O_RDONLY, 0, "x"), -1);
	assert_int_equal(errno, ENOENT);
}

static void taking_a_bad_number_says_so(void **state)
{
	struct fixture *f = *state;

	fdtab_lock(f->sys.fds);
	assert_int_equal(fdtab_take(f->sys.fds, 57, "x"), -1);
	assert_int_equal(errno, EBADF);
	fdtab_unlock(f->sys.fds);
}

static void a_kept_number_is_closed_by_nobody_else(void **state)
{
	struct fixture *f = *state;
	struct sys job = f->sys;
	struct fd_info info;

	job.reserved = fdtab_reserve(f->sys.fds);
	job.drops = true;
	assert_int_equal(job.reserved, 3);
	assert_int_equal(sys_close(&f->sys, 3), -1);
	assert_int_equal(errno, EBADF);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(sys_socket(&job, AF_INET, SOCK_STREAM, 0), 3);
		assert_int_equal(sys_close(&f->sys, 3), -1);
		assert_string_equal(fdtab_owner(f->sys.fds, 3), "kept for a job");
		assert_true(fdtab_get(f->sys.fds, 3, &info) && info.kept && !info.shell);
		assert_int_equal(sys_close(&job, 3), 0);
		assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
		assert_int_equal(sys_close(&f->sys, 4), 0);
	}
	fdtab_release(f->sys.fds, job.reserved);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
}

static void a_number_handed_over_is_the_users(void **state)
{
	struct fixture *f = *state;
	struct sys job = f->sys;

	job.reserved = fdtab_reserve(f->sys.fds);
	assert_int_equal(sys_socket(&job, AF_INET, SOCK_STREAM, 0), 3);
	assert_int_equal(job.reserved, 0);
	assert_null(fdtab_owner(f->sys.fds, 3));
	assert_int_equal(sys_close(&f->sys, 3), 0);
	assert_int_equal(fdtab_reserve(f->sys.fds), 3);
}

static void standard_numbers_have_an_owner(void **state)
{
	struct fixture *f = *state;
	struct fd_info info;

	assert_string_equal(fdtab_owner(f->sys.fds, 0), "standard input");
	assert_string_equal(fdtab_owner(f->sys.fds, 1), "standard output");
	assert_string_equal(fdtab_owner(f->sys.fds, 2), "standard error");
	assert_true(fdtab_get(f->sys.fds, 2, &info));
	assert_int_equal(info.listener, 0);
}

static void numbers_that_were_never_there_are_nobodys(void **state)
{
	struct fixture *f = *state;
	struct fd_info info;
	const int odd[] = { -1, 700, INT32_MAX, INT32_MIN };

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_null(fdtab_owner(f->sys.fds, odd[i]));
		assert_false(fdtab_get(f->sys.fds, odd[i], &info));
		fdtab_count(f->sys.fds, odd[i], 1, 1);
		assert_int_equal(fdtab_close(f->sys.fds, odd[i]), -1);
		assert_int_equal(errno, EBADF);
	}
}

static void a_walk_finds_every_number_in_order(void **state)
{
	struct fixture *f = *state;
	int high = fdtab_open_file(f->sys.fds, "/dev/null", O_RDONLY, 0, "x");
	const int expected[] = { 0, 1, 2, 3, high, -1 };
	int fd = -1;

	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		fd = fdtab_next(f->sys.fds, fd);
		assert_int_equal(fd, expected[i]);
	}
	fdtab_close(f->sys.fds, high);
}

static void counters_start_at_zero_for_each_owner_of_a_number(void **state)
{
	struct fixture *f = *state;
	struct fd_info info;

	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	fdtab_count(f->sys.fds, 3, 5, 7);
	fdtab_count(f->sys.fds, 3, 10, 0);
	assert_true(fdtab_get(f->sys.fds, 3, &info));
	assert_int_equal(info.in, 15);
	assert_int_equal(info.out, 7);
	sys_close(&f->sys, 3);
	assert_false(fdtab_get(f->sys.fds, 3, &info));
	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	assert_true(fdtab_get(f->sys.fds, 3, &info));
	assert_int_equal(info.in, 0);
	assert_int_equal(info.out, 0);
}

static void a_serial_outlives_its_number(void **state)
{
	struct fixture *f = *state;
	struct fdtab *t = f->sys.fds;
	struct fd_info info;

	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	uint64_t first = fdtab_serial(t, 3);
	assert_true(first > fdtab_serial(t, 2));
	assert_true(fdtab_get(t, 3, &info));
	assert_int_equal(info.serial, first);
	sys_close(&f->sys, 3);
	assert_int_equal(fdtab_serial(t, 3), 0);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	assert_true(fdtab_serial(t, 3) > first);
	assert_int_equal(fdtab_serial(t, -1), 0);
	assert_int_equal(fdtab_serial(t, 700), 0);
}

static void a_closed_number_is_forgotten_even_if_the_kernel_did_not_know_it(void **state)
{
	struct fixture *f = *state;
	struct fd_info info;

	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	close(3);
	assert_int_equal(sys_close(&f->sys, 3), -1);
	assert_string_equal(buf_cstr(&f->text), "close(3) = -1 EBADF (Bad file descriptor)\n");
	assert_false(fdtab_get(f->sys.fds, 3, &info));
}

static void a_number_that_is_served_is_not_closed_by_threads_nor_the_other_way_round(void **state)
{
	struct fixture *f = *state;
	struct fdtab *t = f->sys.fds;

	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	assert_int_equal(fdtab_serve(t, 3), 0);
	assert_false(fdtab_spare(t, 3));
	fdtab_unserve(t, 3);
	assert_true(fdtab_spare(t, 3));
	assert_int_equal(fdtab_serve(t, 3), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(sys_close(&f->sys, 3), 0);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	assert_int_equal(fdtab_serve(t, 3), 0);
	assert_true(fdtab_spare(t, 77777777));
	assert_int_equal(fdtab_serve(t, 77777777), 0);
}

static void the_soft_limit_is_the_hard_one(void **state)
{
	struct rlimit r;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &r), 0);
	assert_true(r.rlim_cur == r.rlim_max || r.rlim_cur == 1048576);
}

static void inherited_numbers_are_closed_or_noted(void **state)
{
	(void)state;
	struct fd_info info;
	assert_int_equal(dup2(2, 17), 17);
	struct fdtab *t = fdtab_open(true);
	assert_true(fdtab_get(t, 17, &info));
	assert_string_equal(info.role, "inherited");
	assert_false(info.shell);
	fdtab_free(t);
	t = fdtab_open(false);
	assert_false(fdtab_get(t, 17, &info));
	assert_int_equal(fcntl(17, F_GETFD), -1);
	fdtab_free(t);
}

static void missing_standard_numbers_are_filled(void **state)
{
	(void)state;
	int kept = fcntl(0, F_DUPFD, 500);
	close(0);
	struct fdtab *t = fdtab_open(true);
	assert_true(fcntl(0, F_GETFD) >= 0);
	assert_int_equal(fcntl(3, F_GETFD), -1);
	fdtab_free(t);
	if (kept >= 0) {
		dup2(kept, 0);
		close(kept);
	}
}

static void *open_alone(void *number)
{
	fdtab_unshare();
	*(int *)number = open("/dev/null", O_RDONLY);
	return NULL;
}

static void a_thread_with_its_own_table_takes_no_number_from_others(void **state)
{
	struct fixture *f = *state;
	pthread_t thread;
	int number = -1;

	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	pthread_create(&thread, NULL, open_alone, &number);
	pthread_join(thread, NULL);
	assert_int_equal(number, 3);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
}

/* ---- numbers while threads accept ---- */

enum { LISTENERS = 4, ROUNDS = 1000, FIRST_FREE = 3 + LISTENERS };

struct acceptor {
	pthread_t thread;
	struct fdtab *fds;
	int listener;
	struct addr at;
	_Atomic int accepted; /* the number, or -1 while it waits */
	_Atomic bool stop;
};

static void *accept_for_ever(void *context)
{
	struct acceptor *a = context;
	struct fixture f;

	fixture_init(&f, a->fds);
	f.sys.before = NULL;
	while (!a->stop) {
		int fd = sys_accept(&f.sys, a->listener, 0, NULL);

		a->accepted = fd;
		while (a->accepted >= 0 && !a->stop)
			sched_yield();
	}
	fixture_done(&f);
	return NULL;
}

static void start_acceptors(struct fixture *f, struct acceptor *all)
{
	for (int i = 0; i < LISTENERS; i++) {
		all[i].fds = f->sys.fds;
		all[i].listener = make_listener(f, &all[i].at);
		all[i].accepted = -1;
		all[i].stop = false;
	}
	for (int i = 0; i < LISTENERS; i++)
		pthread_create(&all[i].thread, NULL, accept_for_ever, &all[i]);
}

static int wait_accepted(struct acceptor *a)
{
	while (a->accepted < 0)
		sched_yield();
	return a->accepted;
}

static void stop_acceptors(struct acceptor *all)
{
	for (int i = 0; i < LISTENERS; i++)
		all[i].stop = true;
	for (int i = 0; i < LISTENERS; i++) {
		shutdown(all[i].listener, SHUT_RDWR);
		pthread_join(all[i].thread, NULL);
	}
}

static void close_from(struct fixture *f, int first, int count)
{
	for (int fd = first; fd < first + count; fd++)
		assert_int_equal(fdtab_close(f->sys.fds, fd), 0);
}

/* A thread that waits must not hold a number: each new one is the next. */
static void threads_that_wait_in_accept_hold_no_number(void **state)
{
	struct fixture *f = *state;
	struct acceptor all[LISTENERS];

	start_acceptors(f, all);
	for (int round = 0; round < ROUNDS; round++) {
		struct acceptor *a = &all[round % LISTENERS];

		assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), FIRST_FREE);
		assert_int_equal(sys_connect(&f->sys, FIRST_FREE, &a->at), 0);
		assert_int_equal(wait_accepted(a), FIRST_FREE + 1);
		assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), FIRST_FREE + 2);
		close_from(f, FIRST_FREE, 3);
		a->accepted = -1;
	}
	stop_acceptors(all);
}

/* All accept at once while this thread makes sockets: nothing was closed, so the
 * numbers that came out are the lowest, without a gap, each once. */
static void numbers_made_at_the_same_time_have_no_gap(void **state)
{
	struct fixture *f = *state;
	struct acceptor all[LISTENERS];

	start_acceptors(f, all);
	for (int round = 0; round < ROUNDS; round++) {
		bool seen[3 * LISTENERS] = { false };
		int made[3 * LISTENERS];

		for (int i = 0; i < LISTENERS; i++) {
			made[i] = sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
			assert_int_equal(made[i], FIRST_FREE + i);
		}
		for (int i = 0; i < LISTENERS; i++)
			assert_int_equal(sys_connect(&f->sys, made[i], &all[i].at), 0);
		for (int i = LISTENERS; i < 2 * LISTENERS; i++)
			made[i] = sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
		for (int i = 0; i < LISTENERS; i++)
			made[2 * LISTENERS + i] = wait_accepted(&all[i]);
		for (int i = 0; i < 3 * LISTENERS; i++) {
			assert_in_range(made[i], FIRST_FREE, FIRST_FREE + 3 * LISTENERS - 1);
			assert_false(seen[made[i] - FIRST_FREE]);
			seen[made[i] - FIRST_FREE] = true;
		}
		close_from(f, FIRST_FREE, 3 * LISTENERS);
		for (int i = 0; i < LISTENERS; i++)
			all[i].accepted = -1;
	}
	stop_acceptors(all);
}

/* Several wait on one listener: one gets the connection, the others go on. */
static void threads_on_one_listener_share_its_connections(void **state)
{
	struct fixture *f = *state;
	struct acceptor all[LISTENERS];
	int listener = make_listener(f, &all[0].at);

	for (int i = 0; i < LISTENERS; i++) {
		all[i].fds = f->sys.fds;
		all[i].listener = listener;
		all[i].accepted = -1;
		all[i].stop = false;
		pthread_create(&all[i].thread, NULL, accept_for_ever, &all[i]);
	}
	for (int round = 0; round < ROUNDS; round++) {
		int got = -1;

		assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
		assert_int_equal(sys_connect(&f->sys, 4, &all[0].at), 0);
		while (got < 0)
			for (int i = 0; i < LISTENERS && got < 0; i++)
				if (all[i].accepted >= 0)
					got = i;
		assert_int_equal(all[got].accepted, 5);
		assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 6);
		close_from(f, 4, 3);
		all[got].accepted = -1;
	}
	stop_acceptors(all);
}

#define IN_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FIXTURE(user_numbers_begin_at_three),
		IN_FIXTURE(the_shells_files_live_above_the_base),
		IN_FIXTURE(a_missing_file_is_an_errno),
		IN_FIXTURE(taking_a_bad_number_says_so),
		IN_FIXTURE(a_kept_number_is_closed_by_nobody_else),
		IN_FIXTURE(a_number_handed_over_is_the_users),
		IN_FIXTURE(standard_numbers_have_an_owner),
		IN_FIXTURE(numbers_that_were_never_there_are_nobodys),
		IN_FIXTURE(a_walk_finds_every_number_in_order),
		IN_FIXTURE(counters_start_at_zero_for_each_owner_of_a_number),
		IN_FIXTURE(a_serial_outlives_its_number),
		IN_FIXTURE(a_closed_number_is_forgotten_even_if_the_kernel_did_not_know_it),
		IN_FIXTURE(
			a_number_that_is_served_is_not_closed_by_threads_nor_the_other_way_round),
		IN_FIXTURE(the_soft_limit_is_the_hard_one),
		cmocka_unit_test(inherited_numbers_are_closed_or_noted),
		cmocka_unit_test(missing_standard_numbers_are_filled),
		IN_FIXTURE(a_thread_with_its_own_table_takes_no_number_from_others),
		IN_FIXTURE(threads_that_wait_in_accept_hold_no_number),
		IN_FIXTURE(numbers_made_at_the_same_time_have_no_gap),
		IN_FIXTURE(threads_on_one_listener_share_its_connections),
	};

	alarm(300); /* a number's holder that blocks would stop everyone */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
