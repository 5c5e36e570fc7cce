/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limits of a server: on connections, time, memory, descriptors and threads.
 */
#include "serve_fixture.h"

static void one_too_many_is_closed_and_said(void **state)
{
	struct fixture *f = *state;

	f->config.max = 2;
	serve(f, NULL);
	int a = client(f), b = client(f);
	say(a, "a");
	hear(a, "a");
	say(b, "b");
	hear(b, "b");
	int c = client(f);
	hear_end(c);
	eventually(log_has(f, "note turned away: 2 connections at most\n"));
	assert_int_equal(stats_of(f).turned_away, 1);
	say(a, "goes on");
	hear(a, "goes on");
	close(a);
	eventually(stats_of(f).now == 1);
	int d = client(f);
	say(d, "welcome");
	hear(d, "welcome");
	assert_int_equal(stats_of(f).total, 3);
	stop(f);
}

static void silence_ends_a_connection_after_its_time(void **state)
{
	struct fixture *f = *state;

	f->config.idle = 80 * MS;
	serve(f, NULL);
	int c = client(f), busy = client(f);
	int64_t began = intr_now();

	/* A byte now and then is no silence. */
	while (intr_now() - began < 240 * MS) {
		say(busy, "x");
		hear(busy, "x");
		nanosleep(&(struct timespec){ .tv_nsec = 10 * MS }, NULL);
	}
	hear_end(c);
	eventually(log_has(f, "close idle 0 0\n"));
	say(busy, "alive");
	hear(busy, "alive");
	hear_end(busy);
	eventually(f->closed == 2);
	stop(f);
}

static void a_client_that_never_reads_is_idle_in_the_end(void **state)
{
	struct fixture *f = *state;

	f->config.idle = 100 * MS;
	serve(f, NULL);
	int c = client(f);
	static const char junk[65536];

	int64_t began = intr_now();
	while (!log_has(f, "close idle") && intr_now() - began < 5000 * MS)
		if (send(c, junk, sizeof(junk), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
			nanosleep(&(struct timespec){ .tv_nsec = MS }, NULL);
	eventually(log_has(f, "close idle"));
	stop(f);
}

static void a_client_that_never_reads_does_not_make_memory_grow(void **state)
{
	struct fixture *f = *state;

	serve(f, NULL);
	int c = client(f), other = client(f), full = 0;
	static const char junk[65536];

	while (full < 50) {
		if (send(c, junk, sizeof(junk), MSG_DONTWAIT | MSG_NOSIGNAL) > 0) {
			full = 0;
		} else {
			full++;
			nanosleep(&(struct timespec){ .tv_nsec = MS }, NULL);
		}
	}
	struct server_stats s = stats_of(f);
	assert_true(s.in > 65536);
	assert_true(s.in - s.out <= 256 * 1024);
	say(other, "unharmed");
	hear(other, "unharmed");
	stop(f);
}

static void once_serves_one_and_ends(void **state)
{
	struct fixture *f = *state;

	f->config.once = true;
	serve(f, NULL);
	int c = client(f);
	say(c, "only");
	hear(c, "only");
	assert_true(server_running(f->server));
	struct pollfd p = { .fd = server_wait_fd(f->server), .events = POLLIN };
	assert_int_equal(poll(&p, 1, 0), 0);
	close(c);
	assert_int_equal(poll(&p, 1, 5000), 1);
	assert_false(server_running(f->server));
	assert_false(stats_of(f).running);
	assert_true(log_has(f, "close end of stream 4 4\nend served once\n"));
	stop(f);
	assert_int_equal(f->ended, 1);
}

/* No number of the shell's above those that it has, and MORE. */
static struct rlimit keep_short(struct fixture *f, int more)
{
	int workers = f->config.workers; /* each an epoll set, and one eventfd for all */
	struct rlimit before, low;

	eventually(held(f->fds) >= 3 + workers + (workers > 0));
	getrlimit(RLIMIT_NOFILE, &before);
	low = before;
	low.rlim_cur = (rlim_t)(fdtab_base(f->fds) + held(f->fds) + more);
	setrlimit(RLIMIT_NOFILE, &low);
	return before;
}

static void without_descriptors_accepting_pauses_and_goes_on(void **state)
{
	enum { N = 12 };
	struct fixture *f = *state;
	int c[N];

	serve(f, NULL);
	struct rlimit before = keep_short(f, 3);
	for (int i = 0; i < N; i++) {
		c[i] = client(f);
		say(c[i], "x");
	}
	eventually(f->notes == 1);
	assert_true(log_has(f, "note accepting pauses: accept: Too many open files\n"));
	int served = stats_of(f).now;
	assert_int_equal(served, 4);
	for (int i = 0; i < N; i++) {
		hear(c[i], "x");
		close(c[i]);
	}
	eventually(stats_of(f).total == N);
	eventually(log_has(f, "note accepting goes on\n"));
	setrlimit(RLIMIT_NOFILE, &before);
	assert_in_range(f->notes, 2, 6);
	stop(f);
}

static void the_acceptor_does_not_spin_when_short(void **state)
{
	struct fixture *f = *state;
	struct timespec used[2];

	serve(f, NULL);
	struct rlimit before = keep_short(f, 0);
	client(f);
	client(f);
	client(f);
	eventually(f->notes == 1);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used[0]);
	nanosleep(&(struct timespec){ .tv_nsec = 250 * MS }, NULL);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used[1]);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_true(
		(used[1].tv_sec - used[0].tv_sec) * 1000 * MS + used[1].tv_nsec - used[0].tv_nsec <
		25 * MS);
	eventually(stats_of(f).now == 3);
	stop(f);
}

static rlim_t address_space(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	assert_int_equal(fscanf(file, "%lu", &pages), 1);
	fclose(file);
	return pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void without_threads_a_connection_waits_for_one(void **state)
{
	enum { N = 10 };
	struct fixture *f = *state;
	struct rlimit before, low;
	int c[N];

	if (SANITIZED) /* they need the room */
		skip();
	serve(f, NULL);
	getrlimit(RLIMIT_AS, &before);
	low = before;
	low.rlim_cur = address_space() + 200 * 1024;
	setrlimit(RLIMIT_AS, &low);
	for (int i = 0; i < N; i++) {
		c[i] = client(f);
		say(c[i], "x");
	}
	eventually(f->notes == 1);
	assert_true(log_has(f,
		"note accepting pauses: a thread for a connection: Resource temporarily unavailable\n"));
	assert_true(stats_of(f).now < N);
	setrlimit(RLIMIT_AS, &before);
	for (int i = 0; i < N; i++)
		hear(c[i], "x");
	assert_int_equal(stats_of(f).now, N);
	eventually(log_has(f, "note accepting goes on\n"));
	stop(f);
}

static void a_drain_time_lets_connections_end(void **state)
{
	struct fixture *f = *state;

	serve(f, NULL);
	int c = client(f);
	say(c, "x");
	hear(c, "x");
	int64_t began = intr_now();
	server_stop(f->server, 100 * MS);
	f->server = NULL;
	assert_in_range(intr_now() - began, 100 * MS, SOON);
	assert_true(log_has(f, "close stopped 1 1\n"));
	hear_end(c);

	struct err e;
	f->server = server_start(&f->config, &e);
	assert_non_null(f->server);
	c = client(f);
	say(c, "y");
	hear(c, "y");
	shutdown(c, SHUT_WR);
	server_stop(f->server, 5000 * MS);
	f->server = NULL;
	assert_true(log_has(f, "close end of stream 1 1\n"));
}

static void a_large_buffer_is_given_back_after_a_pause(void **state)
{
	struct fixture *f = *state;
	static char sent[200000], got[200000];

	f->config.idle = 1100 * MS;
	serve(f, NULL);
	int c = client(f);

	assert_int_equal(send(c, sent, sizeof(sent), 0), sizeof(sent));
	for (size_t n = 0; n < sizeof(got);)
		n += (size_t)recv(c, got, sizeof(got), 0);
	int64_t began = intr_now();
	nanosleep(&(struct timespec){ .tv_sec = 1, .tv_nsec = 40 * MS }, NULL);
	say(c, "after a pause");
	hear(c, "after a pause");
	assert_int_equal(f->closed, 0);
	began = intr_now();
	hear_end(c);
	assert_in_range(intr_now() - began, 1000 * MS, SOON);
	eventually(log_has(f, "close idle"));
	stop(f);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		ONE(without_threads_a_connection_waits_for_one), /* before there are stacks to be
								    had again */
		BOTH(one_too_many_is_closed_and_said),
		BOTH(silence_ends_a_connection_after_its_time),
		BOTH(a_client_that_never_reads_is_idle_in_the_end),
		BOTH(a_client_that_never_reads_does_not_make_memory_grow),
		BOTH(once_serves_one_and_ends),
		BOTH(without_descriptors_accepting_pauses_and_goes_on),
		BOTH(the_acceptor_does_not_spin_when_short),
		BOTH(a_drain_time_lets_connections_end),
		ONE(a_large_buffer_is_given_back_after_a_pause),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
