/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kernel wakes us for, and what is news of it: real sockets, and each change once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "insight/news.h"
#include "sock/watch.h"

struct scene {
	struct fdtab *fds;
	struct watch *watch;
};

static int begin(void **state)
{
	struct scene *c = calloc(1, sizeof(*c));

	c->fds = fdtab_open(true);
	c->watch = watch_open(c->fds);
	*state = c;
	return c->watch ? 0 : -1;
}

static int end(void **state)
{
	struct scene *c = *state;

	watch_close(c->watch);
	fdtab_free(c->fds);
	free(c);
	return 0;
}

static int add(struct scene *c, int fd)
{
	assert_true(fd >= 0);
	fdtab_lock(c->fds);
	fdtab_add(c->fds, fd, "socket", 0);
	fdtab_unlock(c->fds);
	return fd;
}

static int make(struct scene *c, int type)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = add(c, socket(AF_INET, type, 0));

	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	return fd;
}

static void connect_to(int fd, int to, int expected)
{
	struct sockaddr_in in;
	socklen_t len = sizeof(in);

	assert_int_equal(getsockname(to, (struct sockaddr *)&in, &len), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&in, len) ? errno : 0, expected);
}

/* A listener, a client and the connection accepted. */
static void connected(struct scene *c, int three[3])
{
	three[0] = make(c, SOCK_STREAM);
	assert_int_equal(listen(three[0], 5), 0);
	three[1] = make(c, SOCK_STREAM);
	connect_to(three[1], three[0], 0);
	three[2] = add(c, accept(three[0], NULL, NULL));
}

static void close_all(struct scene *c, const int *fds, int n)
{
	for (int i = 0; i < n; i++)
		fdtab_close(c->fds, fds[i]);
}

static struct news take(struct scene *c, int fd)
{
	struct watch_state before, now;
	struct news found = { 0 };
	int which;

	while (watch_next(c->watch, &which, &before, &now))
		if (which == fd)
			found = news_find(&before, &now);
	return found;
}

/* All that is new so far is behind us. */
static void settle(struct scene *c)
{
	watch_renew(c->watch);
	take(c, -1);
	watch_refresh(c->watch);
}

/* Within a while, TEXT is the news of FD: and then no more. */
static void has_news(struct scene *c, int fd, const char *text)
{
	struct pollfd p = { .fd = watch_fd(c->watch), .events = POLLIN };
	struct buf b = { 0 };

	for (int i = 0; i < 20 && !b.len && poll(&p, 1, *text ? 5000 : 20) > 0; i++) {
		struct news n = take(c, fd);

		news_print(&n, &b);
	}
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
	assert_int_equal(poll(&p, 1, 0), 0);
}

static void a_connection_that_waits_is_news(void **state)
{
	int l = make(*state, SOCK_STREAM), c[2];

	assert_int_equal(listen(l, 5), 0);
	settle(*state);
	for (int i = 0; i < 2; i++) {
		c[i] = socket(AF_INET, SOCK_STREAM, 0);
		connect_to(c[i], l, 0);
		has_news(*state, l,
			i ? "2 connections wait to be accepted (backlog 5)"
			  : "1 connection waits to be accepted (backlog 5)");
	}
	close(c[0]);
	close(c[1]);
	close_all(*state, &l, 1);
}

static void bytes_are_news_each_time_they_come(void **state)
{
	int three[3];
	char text[8];

	connected(*state, three);
	settle(*state);
	assert_int_equal(send(three[1], "hello", 5, 0), 5);
	has_news(*state, three[2], "5 bytes wait to be read");
	assert_int_equal(send(three[1], "!", 1, 0), 1);
	has_news(*state, three[2], "6 bytes wait to be read");
	/* who reads some leaves no news behind */
	assert_int_equal(recv(three[2], text, 5, 0), 5);
	settle(*state);
	has_news(*state, three[2], "");
	assert_int_equal(send(three[1], "more", 4, 0), 4);
	has_news(*state, three[2], "5 bytes wait to be read");
	assert_int_equal(send(three[1], "!", 1, MSG_OOB), 1);
	has_news(*state, three[2], "urgent data");
	close_all(*state, three, 3);
}

static void the_end_of_a_stream_is_news_and_a_reset_is_another(void **state)
{
	struct linger now = { 1, 0 };
	int three[3];

	connected(*state, three);
	settle(*state);
	assert_int_equal(shutdown(three[1], SHUT_WR), 0);
	has_news(*state, three[2], "the peer has closed its end");
	setsockopt(three[1], SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	fdtab_close(((struct scene *)*state)->fds, three[1]);
	has_news(*state, three[2], "the connection was reset");
	close_all(*state, (int[]){ three[0], three[2] }, 2);
}

static void what_was_read_by_nobody_resets_a_pair(void **state)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	add(*state, pair[0]);
	add(*state, pair[1]);
	settle(*state);
	assert_int_equal(send(pair[0], "unread", 6, 0), 6);
	has_news(*state, pair[1], "6 bytes wait to be read");
	fdtab_close(((struct scene *)*state)->fds, pair[1]);
	has_news(*state, pair[0], "the connection was reset");
	close_all(*state, pair, 1);
}

static void messages_are_news_one_by_one(void **state)
{
	int u = make(*state, SOCK_DGRAM), v = make(*state, SOCK_DGRAM);

	connect_to(v, u, 0);
	settle(*state);
	assert_int_equal(send(v, "", 0, 0), 0);
	has_news(*state, u, "a message of 0 bytes waits to be read");
	assert_int_equal(send(v, "1234567", 7, 0), 7);
	/* behind the empty one, which is the next */
	has_news(*state, u, "");
	close_all(*state, (int[]){ u, v }, 2);
}

static void an_error_that_waits_is_news_and_still_waits(void **state)
{
	int u = make(*state, SOCK_DGRAM), v = make(*state, SOCK_DGRAM), error = 0;
	socklen_t len = sizeof(error);

	connect_to(v, u, 0);
	close_all(*state, &u, 1);
	settle(*state);
	assert_int_equal(send(v, "x", 1, 0), 1);
	has_news(*state, v, "an error is pending (SO_ERROR has it)");
	getsockopt(v, SOL_SOCKET, SO_ERROR, &error, &len);
	assert_int_equal(error, ECONNREFUSED);
	close_all(*state, &v, 1);
}

/* The listener's queue is full: the SYN is sent again until there is room. */
static void a_connect_that_completes_is_news(void **state)
{
	int l = make(*state, SOCK_STREAM), first = socket(AF_INET, SOCK_STREAM, 0);
	int late = make(*state, SOCK_STREAM);

	assert_int_equal(listen(l, 0), 0);
	connect_to(first, l, 0);
	assert_int_equal(fcntl(late, F_SETFL, O_NONBLOCK), 0);
	connect_to(late, l, EINPROGRESS);
	settle(*state);
	has_news(*state, late, "");
	close(accept(l, NULL, NULL));
	has_news(*state, late, "connected");
	close(first);
	close_all(*state, (int[]){ l, late }, 2);
}

/* A copy keeps the connection in the kernel's list under the number that is closed. */
static void a_number_that_was_closed_tells_nothing(void **state)
{
	int three[3], copy;

	connected(*state, three);
	settle(*state);
	copy = add(*state, dup(three[2]));
	close_all(*state, &three[2], 1);
	settle(*state);
	assert_int_equal(send(three[1], "one", 3, 0), 3);
	has_news(*state, three[2], "");
	settle(*state);
	assert_int_equal(send(three[1], "two", 3, 0), 3);
	has_news(*state, copy, "6 bytes wait to be read");
	/* what was known of the others is known still */
	close_all(*state, &copy, 1);
	close_all(*state, (int[]){ three[0], three[1] }, 2);
}

/* The kernel wakes for it as if the peer had ended. */
static void what_one_shuts_oneself_is_no_news(void **state)
{
	int three[3];

	connected(*state, three);
	settle(*state);
	assert_int_equal(shutdown(three[2], SHUT_RD), 0);
	has_news(*state, three[2], "");
	close_all(*state, three, 3);
}

static void news_are_objects_one_for_each(void **state)
{
	struct watch_state before = { .state = TCP_ESTABLISHED }, now = before;
	struct buf b = { 0 };
	struct news n;

	(void)state;
	now.events = POLLIN | POLLRDHUP;
	now.state = TCP_CLOSE_WAIT;
	now.unread = 3;
	n = news_find(&before, &now);
	news_json(&n, 7, 1500000000, &b);
	assert_string_equal(buf_cstr(&b),
		"{\"v\":1,\"type\":\"event\",\"event\":\"readable\",\"fd\":7,\"start\":1.500000000,"
		"\"bytes\":3}\n"
		"{\"v\":1,\"type\":\"event\",\"event\":\"peer closed\",\"fd\":7,"
		"\"start\":1.500000000}\n");
	buf_free(&b);
}

/* Without an answer to what was sent the kernel gave the connection up: no reset. */
static void a_time_out_is_no_reset(void **state)
{
	struct watch_state before = { .state = TCP_ESTABLISHED };
	struct watch_state now = { .state = TCP_CLOSE,
		.events = POLLERR | POLLHUP | POLLIN | POLLRDHUP };

	(void)state;
	assert_true(news_find(&before, &now).kinds == 1U << NEWS_RESET);
	now.unanswered = true;
	assert_true(news_find(&before, &now).kinds == 1U << NEWS_ERROR);
	before.state = TCP_CLOSE; /* refused, before it was looked at */
	now.unanswered = false;
	assert_true(news_find(&before, &now).kinds == 1U << NEWS_ERROR);
	before.state = TCP_SYN_SENT;
	assert_true(news_find(&before, &now).kinds == 1U << NEWS_ERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_connection_that_waits_is_news, begin, end),
		cmocka_unit_test_setup_teardown(bytes_are_news_each_time_they_come, begin, end),
		cmocka_unit_test_setup_teardown(
			the_end_of_a_stream_is_news_and_a_reset_is_another, begin, end),
		cmocka_unit_test_setup_teardown(what_was_read_by_nobody_resets_a_pair, begin, end),
		cmocka_unit_test_setup_teardown(messages_are_news_one_by_one, begin, end),
		cmocka_unit_test_setup_teardown(
			an_error_that_waits_is_news_and_still_waits, begin, end),
		cmocka_unit_test_setup_teardown(a_connect_that_completes_is_news, begin, end),
		cmocka_unit_test_setup_teardown(a_number_that_was_closed_tells_nothing, begin, end),
		cmocka_unit_test_setup_teardown(what_one_shuts_oneself_is_no_news, begin, end),
		cmocka_unit_test(news_are_objects_one_for_each),
		cmocka_unit_test(a_time_out_is_no_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
