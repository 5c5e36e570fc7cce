/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long the socket calls wait, and what ends the wait.
 */
#include "sys_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

#define MS INT64_C(1000000)

static const char *last(const struct fixture *f)
{
	return buf_cstr(&f->text);
}

/* 3 listens, 4 is connected to 5. */
static void make_connection(struct fixture *f)
{
	struct addr at, peer;

	assert_int_equal(make_listener(f, &at), 3);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
	assert_int_equal(sys_connect(&f->sys, 4, &at), 0);
	assert_int_equal(sys_accept(&f->sys, 3, 0, &peer), 5);
}

static void accept_honours_the_receive_timeout(void **state)
{
	struct fixture *f = *state;
	struct addr at;
	struct timeval t = { 0, 30000 };

	make_listener(f, &at);
	assert_int_equal(setsockopt(3, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)), 0);
	assert_int_equal(sys_accept(&f->sys, 3, 0, NULL), -1);
	assert_int_equal(errno, EAGAIN);
	assert_true(f->duration >= 30 * MS);
	assert_int_equal(f->outcome, CALL_RETURNED);
}

static void a_limit_gives_up_a_receive(void **state)
{
	struct fixture *f = *state;
	char data[10];

	make_connection(f);
	int64_t begun = intr_now();
	intr_begin(&f->intr, 50 * MS);
	assert_int_equal(sys_recv(&f->sys, 5, data, sizeof(data), 0), -1);
	assert_int_equal(errno, ETIME);
	assert_int_equal(f->outcome, CALL_GAVE_UP);
	assert_int_equal(f->limit, 50 * MS);
	assert_true(intr_now() - begun >= 50 * MS);
	assert_int_equal(intr_end(&f->intr, INTR_NO_LIMIT), INTR_LIMIT);
	assert_string_equal(last(f), "recv(5, 10) = GAVEUP (after 50 ms)\n");
	assert_int_equal(sys_send(&f->sys, 4, "x", 1, 0), 1);
	assert_int_equal(sys_recv(&f->sys, 5, data, sizeof(data), 0), 1);
}

/* The third client of a backlog of 0 or 1 stays in SYN_SENT: listen(2). */
static void a_limit_gives_up_a_connect_and_tells_the_state(void **state)
{
	struct fixture *f = *state;
	struct addr at;
	int fd;

	make_listener(f, &at);
	assert_int_equal(sys_listen(&f->sys, 3, 0), 0);
	do {
		fd = sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
		intr_begin(&f->intr, 100 * MS);
		sys_connect(&f->sys, fd, &at);
		intr_end(&f->intr, INTR_NO_LIMIT);
	} while (f->outcome == CALL_RETURNED && fd < 10);
	assert_int_equal(f->outcome, CALL_GAVE_UP);
	assert_non_null(strstr(last(f), "; still SYN_SENT)\n"));
}

static void a_limit_that_is_used_up_ends_the_call(void **state)
{
	struct fixture *f = *state;
	char data[10];

	make_connection(f);
	intr_begin(&f->intr, 1);
	while (intr_pending(&f->intr) == INTR_NO)
		;
	assert_int_equal(sys_recv(&f->sys, 5, data, sizeof(data), 0), -1);
	assert_int_equal(errno, ETIME);
	assert_true(f->duration < 1000 * MS);
	intr_end(&f->intr, INTR_NO_LIMIT);
}

/* ---- signals that mean nothing ---- */

struct nuisance {
	pthread_t target;
	_Atomic bool stop;
	int after_ms;
	void (*act)(void *), *argument;
};

static void *disturb(void *context)
{
	struct nuisance *n = context;

	for (int i = 0; i < n->after_ms; i++) {
		struct timespec t = { 0, MS };

		pthread_kill(n->target, INTR_SIGNAL);
		nanosleep(&t, NULL);
	}
	if (n->act)
		n->act(n->argument);
	return NULL;
}

static void send_one(void *argument)
{
	assert_int_equal(send(*(int *)argument, "x", 1, 0), 1);
}

static void a_stray_signal_does_not_end_a_receive(void **state)
{
	struct fixture *f = *state;
	pthread_t thread;
	int sender = 4;
	char data[10];

	make_connection(f);
	struct nuisance n = {
		.target = pthread_self(), .after_ms = 30, .act = send_one, .argument = &sender
	};
	pthread_create(&thread, NULL, disturb, &n);
	assert_int_equal(sys_recv(&f->sys, 5, data, sizeof(data), 0), 1);
	pthread_join(thread, NULL);
	assert_true(f->duration >= 20 * MS);
}

static void take_two(void *argument)
{
	int listener = *(int *)argument;

	close(accept(listener, NULL, NULL));
	close(accept(listener, NULL, NULL));
}

/* A full backlog makes the client wait, for TCP in SYN_SENT. */
static void check_connect_under_signals(struct fixture *f, int listener, const struct addr *at)
{
	pthread_t thread;
	int filler;
	struct addr peer;

	assert_int_equal(listen(listener, 0), 0);
	filler = socket(at->sa.sa_family, SOCK_STREAM, 0);
	assert_int_equal(connect(filler, &at->sa, at->len), 0);
	struct nuisance n = {
		.target = pthread_self(), .after_ms = 30, .act = take_two, .argument = &listener
	};
	int fd = sys_socket(&f->sys, at->sa.sa_family, SOCK_STREAM, 0);
	pthread_create(&thread, NULL, disturb, &n);
	assert_int_equal(sys_connect(&f->sys, fd, at), 0);
	assert_int_equal(sys_getpeername(&f->sys, fd, &peer), 0);
	pthread_join(thread, NULL);
}

static void a_stray_signal_does_not_end_a_connect(void **state)
{
	struct fixture *f = *state;
	struct addr at;
	int listener = make_listener(f, &at);

	check_connect_under_signals(f, listener, &at);
}

static void a_stray_signal_does_not_end_a_unix_connect(void **state)
{
	struct fixture *f = *state;
	struct addr at = { .len = sizeof(sa_family_t) };

	at.sa.sa_family = AF_UNIX;
	int listener = sys_socket(&f->sys, AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(sys_bind(&f->sys, listener, &at), 0);
	assert_int_equal(sys_getsockname(&f->sys, listener, &at), 0);
	check_connect_under_signals(f, listener, &at);
}

#define IN_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FIXTURE(accept_honours_the_receive_timeout),
		IN_FIXTURE(a_limit_gives_up_a_receive),
		IN_FIXTURE(a_limit_gives_up_a_connect_and_tells_the_state),
		IN_FIXTURE(a_limit_that_is_used_up_ends_the_call),
		IN_FIXTURE(a_stray_signal_does_not_end_a_receive),
		IN_FIXTURE(a_stray_signal_does_not_end_a_connect),
		IN_FIXTURE(a_stray_signal_does_not_end_a_unix_connect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
