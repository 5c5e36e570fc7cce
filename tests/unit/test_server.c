/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers: both models, over TCP unless said otherwise, with clients that are
 * polite and clients that are not.
 */
#include "serve_fixture.h"

/* Each of these runs with threads and with workers. */
static int with_workers(void **state)
{
	fixture_setup(state);
	((struct fixture *)*state)->config.workers = 2;
	return 0;
}

static void what_is_sent_comes_back(void **state)
{
	struct fixture *f = *state;
	serve(f, NULL);
	int c = client(f);

	say(c, "hello");
	hear(c, "hello");
	say(c, "world");
	hear(c, "world");
	close(c);
	eventually(log_has(f, "close end of stream 10 10\n"));
	assert_true(log_has(f, "open\n"));
	struct server_stats s = stats_of(f);
	assert_int_equal(s.now, 0);
	assert_int_equal(s.peak, 1);
	assert_int_equal(s.total, 1);
	assert_int_equal(s.in, 10);
	assert_int_equal(s.out, 10);
	stop(f);
}

static void what_came_before_the_end_is_echoed_before_the_close(void **state)
{
	struct fixture *f = *state;
	serve(f, NULL);
	int c = client(f);
	static char sent[300000], got[300000];
	size_t n = 0, to = 0;

	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (char)(i * 7 % 251);
	while (n < sizeof(got)) {
		struct pollfd p = { c, (short)(POLLIN | (to < sizeof(sent) ? POLLOUT : 0)), 0 };
		poll(&p, 1, -1);
		if (p.revents & POLLOUT) {
			ssize_t r = send(c, sent + to, sizeof(sent) - to, MSG_DONTWAIT);
			to += r > 0 ? (size_t)r : 0;
			if (to == sizeof(sent))
				shutdown(c, SHUT_WR);
		}
		if (p.revents & POLLIN) {
			ssize_t r = recv(c, got + n, sizeof(got) - n, MSG_DONTWAIT);
			assert_true(r > 0);
			n += (size_t)r;
		}
	}
	hear_end(c);
	assert_memory_equal(sent, got, sizeof(got));
	close(c);
	eventually(log_has(f, "close end of stream 300000 300000\n"));
	stop(f);
}

static void stopping_ends_idle_connections_at_once(void **state)
{
	struct fixture *f = *state;
	serve(f, NULL);
	int c = client(f), d = client(f);

	say(c, "x");
	hear(c, "x");
	int64_t began = intr_now();
	eventually(stats_of(f).now == 2);
	stop(f);
	assert_true(intr_now() - began < 500 * MS);
	hear_end(c);
	hear_end(d);
	assert_true(log_has(f, "close stopped 1 1\n"));
	assert_int_equal(f->closed, 2);
	assert_int_equal(f->ended, 0);
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown),                    \
	{                                                                                          \
#test " (workers)", test, with_workers, fixture_teardown, NULL                     \
	}
#define ONE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_is_sent_comes_back),
		BOTH(what_came_before_the_end_is_echoed_before_the_close),
		BOTH(stopping_ends_idle_connections_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
