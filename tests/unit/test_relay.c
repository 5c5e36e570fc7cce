/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The relay: what it passes on, and its faults.
 */
#include "serve_fixture.h"

/* A relay to a listener of the test's own, and the two ends of one connection. */
struct ends {
	struct addr target;
	int listener, client, served;
};

static struct ends relay(struct fixture *f)
{
	struct ends e;

	e.listener = bound(AF_INET, SOCK_STREAM, &e.target);
	f->config.options.targets = &e.target;
	f->config.options.target_count = 1;
	f->config.options.target_type = SOCK_STREAM;
	serve(f, "relay");
	e.client = client(f);
	e.served = accept(e.listener, NULL, NULL);
	assert_true(e.served >= 0);
	setsockopt(e.served, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ .tv_sec = 5 },
		sizeof(struct timeval));
	return e;
}

static bool hears_nothing(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 0;
}

static void hear_reset(int fd)
{
	char c;

	assert_int_equal(recv(fd, &c, 1, 0), -1);
	assert_int_equal(errno, ECONNRESET);
}

static void both_directions_are_passed_on(void **state)
{
	struct fixture *f = *state;

	f->config.options.banner = slice_of("220 ready\r\n");
	struct ends e = relay(f);

	hear(e.client, "220 ready\r\n");
	say(e.client, "question");
	hear(e.served, "question");
	say(e.served, "answer");
	hear(e.client, "answer");
	assert_int_equal(stats_of(f).in, 8);
	eventually(stats_of(f).out == 17);
	stop(f);
	hear_end(e.served);
}

static void a_half_close_is_passed_on_in_each_direction(void **state)
{
	struct fixture *f = *state;
	struct ends e = relay(f);

	say(e.client, "all I say");
	shutdown(e.client, SHUT_WR);
	hear(e.served, "all I say");
	hear_end(e.served);
	say(e.served, "and the answer");
	hear(e.client, "and the answer");
	assert_int_equal(f->closed, 0);
	close(e.served);
	hear_end(e.client);
	eventually(log_has(f, "close end of stream 9 14\n"));
	stop(f);
}

static void a_reset_is_passed_on(void **state)
{
	struct fixture *f = *state;
	struct ends e = relay(f);

	say(e.client, "x");
	hear(e.served, "x");
	reset(e.client);
	hear_reset(e.served);
	eventually(log_has(f, "close reset 1 0\n"));
	int c = client(f), d = accept(e.listener, NULL, NULL);
	say(c, "y");
	hear(d, "y");
	reset(d);
	hear_reset(c);
	eventually(log_has(f, "close reset by the target 1 0\n"));
	stop(f);
}

struct stream {
	int fd;
	size_t len;
};

static void *send_pattern(void *context)
{
	const struct stream *s = context;
	static char part[10007]; /* a prime, so that what is missing shows */

	for (size_t i = 0; i < sizeof(part); i++)
		part[i] = (char)(i % 251);
	for (size_t n = 0; n < s->len; n += sizeof(part))
		send(s->fd, part, s->len - n < sizeof(part) ? s->len - n : sizeof(part),
			MSG_NOSIGNAL);
	shutdown(s->fd, SHUT_WR);
	return NULL;
}

static void check_pattern(int fd, size_t len)
{
	static char part[65536];
	size_t at = 0;
	ssize_t n;

	while ((n = recv(fd, part, sizeof(part), 0)) > 0)
		for (ssize_t i = 0; i < n; i++, at++)
			if (part[i] != (char)(at % 10007 % 251))
				fail_msg("byte %zu is wrong", at);
	assert_int_equal(n, 0);
	assert_int_equal(at, len);
}

static void much_comes_through_whole_with_a_slow_reader(void **state)
{
	struct fixture *f = *state;
	struct ends e = relay(f);
	struct stream s = { e.client, 3000000 };
	pthread_t sender;

	pthread_create(&sender, NULL, send_pattern, &s);
	nanosleep(&(struct timespec){ .tv_nsec = 50 * MS }, NULL);
	check_pattern(e.served, s.len);
	pthread_join(sender, NULL);
	close(e.served);
	hear_end(e.client);
	eventually(log_has(f, "close end of stream 3000000 0\n"));
	stop(f);
}

static void a_reader_that_never_reads_does_not_make_memory_grow(void **state)
{
	struct fixture *f = *state;
	struct ends e = relay(f);
	static const char junk[65536];
	size_t sent = 0;

	for (int full = 0; full < 30;) {
		ssize_t n = send(e.client, junk, sizeof(junk), MSG_DONTWAIT);

		sent += n > 0 ? (size_t)n : 0;
		full = n > 0 ? 0 : full + 1;
		if (n < 0)
			nanosleep(&(struct timespec){ .tv_nsec = MS }, NULL);
	}
	assert_true(stats_of(f).in < sent);
	int64_t began = intr_now();
	stop(f);
	assert_true(intr_now() - began < SOON);
}

static void delay_holds_each_piece(void **state)
{
	struct fixture *f = *state;

	f->config.options.delay = 200 * MS;
	struct ends e = relay(f);
	int64_t began = intr_now();

	for (int i = 0; i < 10; i++) {
		say(e.client, "x");
		nanosleep(&(struct timespec){ .tv_nsec = 2 * MS }, NULL);
	}
	shutdown(e.client, SHUT_WR);
	hear(e.served, "x");
	assert_in_range(intr_now() - began, 199 * MS, 2000 * MS);
	hear(e.served, "xxxxxxxxx"); /* held side by side, not one after the other */
	hear_end(e.served);
	assert_in_range(intr_now() - began, 199 * MS, 2000 * MS);
	stop(f);
}

static void rate_limits_the_bytes_a_second(void **state)
{
	struct fixture *f = *state;

	f->config.options.rate = 200000;
	struct ends e = relay(f);
	struct stream s = { e.client, 40000 };
	int64_t began = intr_now();

	send_pattern(&s);
	check_pattern(e.served, s.len);
	assert_in_range(intr_now() - began, 170 * MS, SOON);
	stop(f);
}

static void split_forwards_few_bytes_at_a_time(void **state)
{
	struct fixture *f = *state;

	f->config.options.split = 3;
	f->config.hex = true;
	struct ends e = relay(f);

	say(e.client, "abcdefgh");
	hear(e.served, "abcdefgh");
	say(e.served, "ok");
	hear(e.client, "ok");
	eventually(f->pieces == 4);
	assert_string_equal(buf_cstr(&f->data[0]), "abcdefgh");
	assert_string_equal(buf_cstr(&f->data[1]), "ok");
	stop(f);
}

static void after_its_bytes_a_direction_stalls(void **state)
{
	struct fixture *f = *state;

	f->config.options.stall_after = 5;
	struct ends e = relay(f);

	say(e.client, "12345678");
	hear(e.served, "12345");
	assert_true(hears_nothing(e.served, 40));
	say(e.served, "1234");
	hear(e.client, "1234");
	assert_true(hears_nothing(e.served, 10));
	close(e.client);
	eventually(log_has(f, "close end of stream 8 4\n"));
	stop(f);
}

static void a_stalled_relay_can_be_stopped(void **state)
{
	struct fixture *f = *state;

	f->config.options.stall_after = 0;
	struct ends e = relay(f);

	say(e.client, "x");
	say(e.served, "y");
	assert_true(hears_nothing(e.served, 20));
	assert_true(hears_nothing(e.client, 1));
	int64_t began = intr_now();
	stop(f);
	assert_true(intr_now() - began < SOON);
	assert_true(log_has(f, "close stopped"));
}

static void after_its_bytes_both_sides_are_reset(void **state)
{
	struct fixture *f = *state;

	f->config.options.reset_after = 4;
	struct ends e = relay(f);

	say(e.client, "123");
	hear(e.served, "123");
	say(e.client, "456");
	hear_reset(e.client);
	eventually(log_has(f, "close reset by the relay 6 0\n"));
	stop(f);
}

static void silence_ends_a_relay(void **state)
{
	struct fixture *f = *state;

	f->config.idle = 60 * MS;
	struct ends e = relay(f);

	say(e.client, "x");
	hear(e.served, "x");
	hear_end(e.served);
	hear_end(e.client);
	eventually(log_has(f, "close idle 1 0\n"));
	stop(f);
}

static void a_target_that_refuses_is_said(void **state)
{
	struct fixture *f = *state;
	struct addr targets[2];

	close(bound(AF_INET, SOCK_STREAM, &targets[0]));
	targets[1] = targets[0];
	f->config.options.targets = targets;
	f->config.options.target_count = 2;
	f->config.options.target_type = SOCK_STREAM;
	serve(f, "relay");
	hear_end(client(f));
	eventually(log_has(f, "close no target 0 0\n"));
	assert_true(log_has(f, "note no connection to the target: Connection refused\n"));
	stop(f);
}

static void the_next_target_is_tried(void **state)
{
	struct fixture *f = *state;
	struct addr targets[2];

	close(bound(AF_INET, SOCK_STREAM, &targets[0]));
	int listener = bound(AF_UNIX, SOCK_STREAM, &targets[1]);
	f->config.options.targets = targets;
	f->config.options.target_count = 2;
	f->config.options.target_type = SOCK_STREAM;
	serve(f, "relay");
	int c = client(f), d = accept(listener, NULL, NULL);
	say(c, "from TCP to unix");
	hear(d, "from TCP to unix");
	stop(f);
}

/* A backlog that is full makes connect wait. */
static void a_relay_that_is_still_connecting_can_be_stopped(void **state)
{
	struct fixture *f = *state;
	struct addr target;
	int listener = bound(AF_INET, SOCK_STREAM, &target);

	assert_int_equal(listen(listener, 0), 0);
	client_of(&target, SOCK_STREAM);
	f->config.options.targets = &target;
	f->config.options.target_count = 1;
	f->config.options.target_type = SOCK_STREAM;
	serve(f, "relay");
	client(f);
	eventually(stats_of(f).now == 1 && held(f->fds) == 5);
	int64_t began = intr_now();
	stop(f);
	assert_true(intr_now() - began < SOON);
	assert_true(log_has(f, "close stopped 0 0\n"));
	assert_int_equal(f->notes, 0);
}

static void what_has_hung_up_does_not_make_it_spin(void **state)
{
	struct fixture *f = *state;

	f->config.options.delay = 300 * MS;
	struct ends e = relay(f);
	struct timespec used;

	say(e.client, "last words");
	shutdown(e.client, SHUT_WR);
	shutdown(e.served, SHUT_WR);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	int64_t cpu = used.tv_sec * 1000 * MS + used.tv_nsec;
	hear(e.served, "last words");
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	assert_true(used.tv_sec * 1000 * MS + used.tv_nsec - cpu < 30 * MS);
	hear_end(e.served);
	hear_end(e.client);
	eventually(log_has(f, "close end of stream 10 0\n"));
	stop(f);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		ONE(both_directions_are_passed_on),
		ONE(a_half_close_is_passed_on_in_each_direction),
		ONE(a_reset_is_passed_on),
		ONE(much_comes_through_whole_with_a_slow_reader),
		ONE(a_reader_that_never_reads_does_not_make_memory_grow),
		ONE(delay_holds_each_piece),
		ONE(rate_limits_the_bytes_a_second),
		ONE(split_forwards_few_bytes_at_a_time),
		ONE(after_its_bytes_a_direction_stalls),
		ONE(a_stalled_relay_can_be_stopped),
		ONE(after_its_bytes_both_sides_are_reset),
		ONE(silence_ends_a_relay),
		ONE(a_target_that_refuses_is_said),
		ONE(the_next_target_is_tried),
		ONE(a_relay_that_is_still_connecting_can_be_stopped),
		ONE(what_has_hung_up_does_not_make_it_spin),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
