/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The socket calls, on real sockets.
 */
#include "sys_fixture.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>

#include "sock/peer.h"

static const char *last(const struct fixture *f)
{
	return buf_cstr(&f->text);
}

static void expect_starts(const struct fixture *f, const char *prefix)
{
	if (strncmp(last(f), prefix, strlen(prefix)) != 0)
		fail_msg("\"%s\" does not begin with \"%s\"", last(f), prefix);
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

static void a_socket_shows_its_arguments(void **state)
{
	struct fixture *f = *state;

	sys_socket(&f->sys, AF_INET, SOCK_STREAM, IPPROTO_TCP);
	assert_string_equal(last(f), "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3\n");
	sys_socket(&f->sys, AF_UNIX, SOCK_DGRAM, 0);
	assert_string_equal(last(f), "socket(AF_UNIX, SOCK_DGRAM, 0) = 4\n");
	sys_socket(&f->sys, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_string_equal(last(f), "socket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK, 0) = 5\n");
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, IPPROTO_UDP), -1);
	assert_int_equal(errno, EPROTONOSUPPORT);
	expect_starts(f, "socket(AF_INET, SOCK_STREAM, IPPROTO_UDP) = -1 EPROTONOSUPPORT (");
}

static void bind_notes_what_the_kernel_chose(void **state)
{
	struct fixture *f = *state;
	struct addr any = loopback(0), at;
	char expected[80];

	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	assert_int_equal(sys_bind(&f->sys, 3, &any), 0);
	expect_starts(f, "bind(3, 127.0.0.1:0) = 0 (127.0.0.1:");
	assert_int_equal(sys_getsockname(&f->sys, 3, &at), 0);
	snprintf(expected, sizeof(expected), "getsockname(3) = 0 (127.0.0.1:%d)\n", addr_port(&at));
	assert_string_equal(last(f), expected);
	assert_int_equal(sys_bind(&f->sys, 3, &at), -1);
	assert_int_equal(errno, EINVAL);
	struct addr autobind = { .len = sizeof(sa_family_t) };
	autobind.sa.sa_family = AF_UNIX;
	sys_socket(&f->sys, AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(sys_bind(&f->sys, 4, &autobind), 0);
	assert_non_null(strstr(last(f), " = 0 (@"));
}

static void bind_to_a_given_port_notes_nothing(void **state)
{
	struct fixture *f = *state;
	struct addr at;

	make_listener(f, &at);
	sys_close(&f->sys, 3);
	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	assert_int_equal(sys_bind(&f->sys, 3, &at), 0);
	assert_int_equal(f->notes, 0);
}

static long somaxconn(void)
{
	long n = -1;
	FILE *file = fopen("/proc/sys/net/core/somaxconn", "r");

	if (file && fscanf(file, "%ld", &n) != 1)
		n = -1;
	if (file)
		fclose(file);
	return n;
}

static void listen_says_when_the_backlog_is_cut(void **state)
{
	struct fixture *f = *state;
	char expected[100];
	struct addr at;

	make_listener(f, &at);
	assert_int_equal(sys_listen(&f->sys, 3, 128), 0);
	assert_string_equal(last(f), "listen(3, 128) = 0\n");
	assert_int_equal(sys_listen(&f->sys, 3, 2000000000), 0);
	snprintf(expected, sizeof(expected),
		"listen(3, 2000000000) = 0 (cut to %ld by net.core.somaxconn)\n", somaxconn());
	assert_string_equal(last(f), expected);
	assert_int_equal(sys_listen(&f->sys, 3, -1), 0);
	snprintf(expected, sizeof(expected),
		"listen(3, -1) = 0 (cut to %ld by net.core.somaxconn)\n", somaxconn());
	assert_string_equal(last(f), expected);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
}

static void a_refused_connect_is_a_result(void **state)
{
	struct fixture *f = *state;
	struct addr at;

	make_listener(f, &at);
	sys_close(&f->sys, 3);
	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	assert_int_equal(sys_connect(&f->sys, 3, &at), -1);
	assert_int_equal(errno, ECONNREFUSED);
	assert_non_null(strstr(last(f), " = -1 ECONNREFUSED (Connection refused)\n"));
}

static void data_goes_through_and_is_counted(void **state)
{
	struct fixture *f = *state;
	struct fd_info info;
	char data[100];

	make_connection(f);
	assert_int_equal(sys_send(&f->sys, 4, "hello\n", 6, 0), 6);
	assert_string_equal(last(f), "send(4, \"hello\\n\", 6) = 6\n");
	assert_string_equal(buf_cstr(&f->before), "send(4, \"hello\\n\", 6)");
	assert_int_equal(sys_recv(&f->sys, 5, data, sizeof(data), 0), 6);
	assert_string_equal(last(f), "recv(5, \"hello\\n\", 100) = 6\n");
	assert_string_equal(buf_cstr(&f->before), "recv(5, 100)");
	assert_true(fdtab_get(f->sys.fds, 4, &info));
	assert_int_equal(info.out, 6);
	assert_true(fdtab_get(f->sys.fds, 5, &info));
	assert_int_equal(info.in, 6);
	assert_int_equal(info.listener, fdtab_serial(f->sys.fds, 3));
	assert_string_equal(info.role, "accepted");
}

static void expect_ends(struct fdtab *t, int a, int b)
{
	struct fd_info one, two;

	assert_int_equal(fdtab_other(t, a), b);
	assert_int_equal(fdtab_other(t, b), a);
	assert_true(fdtab_get(t, a, &one) && fdtab_get(t, b, &two));
	assert_int_equal(one.other, two.serial);
	assert_int_equal(two.other, one.serial);
}

static void each_end_knows_the_other(void **state)
{
	struct fixture *f = *state;
	struct fdtab *t = f->sys.fds;
	struct fd_info info;
	struct addr at, peer;

	make_connection(f);
	assert_int_equal(sys_getsockname(&f->sys, 3, &at), 0);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 6);
	at.in.sin_addr.s_addr = htonl(INADDR_ANY); /* which is loopback, to connect to */
	assert_int_equal(sys_connect(&f->sys, 6, &at), 0);
	assert_int_equal(fdtab_other(t, 6), -1);
	assert_int_equal(sys_accept(&f->sys, 3, 0, &peer), 7);
	expect_ends(t, 4, 5);
	expect_ends(t, 6, 7);
	assert_int_equal(fdtab_other(t, 3), -1);
	assert_int_equal(fdtab_other(t, -1), -1);
	uint64_t serial = fdtab_serial(t, 5);
	sys_close(&f->sys, 5);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 5);
	assert_int_equal(fdtab_other(t, 4), -1);
	assert_int_equal(fdtab_other(t, 5), -1);
	assert_true(fdtab_get(t, 4, &info));
	assert_int_equal(info.other, serial);
}

/* Another thread may accept before connect has returned. And a datagram socket has
 * the addresses of a connection, but is no end of it. */
static void either_end_may_be_noted_first(void **state)
{
	struct fixture *f = *state;
	struct fdtab *t = f->sys.fds;
	struct addr at, from;

	make_listener(f, &at);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
	assert_int_equal(connect(4, &at.sa, at.len), 0);
	assert_int_equal(sys_accept(&f->sys, 3, 0, &from), 5);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_DGRAM, 0), 6);
	assert_int_equal(sys_bind(&f->sys, 6, &from), 0);
	assert_int_equal(sys_connect(&f->sys, 6, &at), 0);
	assert_int_equal(fdtab_other(t, 5), -1);
	assert_int_equal(fdtab_other(t, 6), -1);
	peer_connected(t, 4, &at);
	expect_ends(t, 4, 5);
}

/* A connect that does not block is made again to learn how it went. */
static void a_connection_noted_twice_keeps_its_ends(void **state)
{
	struct fixture *f = *state;
	struct addr at, peer;

	make_listener(f, &at);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), 4);
	assert_int_equal(sys_connect(&f->sys, 4, &at), -1);
	assert_int_equal(errno, EINPROGRESS);
	assert_int_equal(sys_accept(&f->sys, 3, 0, &peer), 5);
	expect_ends(f->sys.fds, 4, 5);
	assert_int_equal(sys_connect(&f->sys, 4, &at), 0);
	expect_ends(f->sys.fds, 4, 5);
}

static void bind_datagrams(struct fixture *f, int fd, struct addr *at)
{
	*at = loopback(0);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_DGRAM, 0), fd);
	assert_int_equal(sys_bind(&f->sys, fd, at), 0);
	assert_int_equal(sys_getsockname(&f->sys, fd, at), 0);
}

static void an_end_that_connects_elsewhere_leaves_none_behind(void **state)
{
	struct fixture *f = *state;
	struct addr a, b, c;

	bind_datagrams(f, 3, &a);
	bind_datagrams(f, 4, &b);
	bind_datagrams(f, 5, &c);
	assert_int_equal(sys_connect(&f->sys, 3, &b), 0);
	assert_int_equal(sys_connect(&f->sys, 4, &a), 0);
	expect_ends(f->sys.fds, 3, 4);
	assert_int_equal(sys_connect(&f->sys, 3, &c), 0);
	assert_int_equal(fdtab_other(f->sys.fds, 3), -1);
	assert_int_equal(fdtab_other(f->sys.fds, 4), -1);
}

static void ends_of_the_unix_family_find_each_other(void **state)
{
	static const int types[] = { SOCK_STREAM, SOCK_SEQPACKET };
	struct fixture *f = *state;
	struct addr any = { .len = sizeof(sa_family_t), .sa = { .sa_family = AF_UNIX } }, at, peer;

	for (int i = 0, l = 3; i < 2; i++, l += 5) {
		assert_int_equal(sys_socket(&f->sys, AF_UNIX, types[i], 0), l);
		assert_int_equal(sys_bind(&f->sys, l, &any), 0);
		assert_int_equal(sys_listen(&f->sys, l, 5), 0);
		assert_int_equal(sys_getsockname(&f->sys, l, &at), 0);
		for (int c = l + 1; c < l + 3; c++) {
			assert_int_equal(sys_socket(&f->sys, AF_UNIX, types[i], 0), c);
			assert_int_equal(sys_connect(&f->sys, c, &at), 0);
			assert_int_equal(fdtab_other(f->sys.fds, c), -1);
		}
		assert_int_equal(sys_accept(&f->sys, l, 0, &peer), l + 3);
		assert_int_equal(sys_accept(&f->sys, l, 0, &peer), l + 4);
		expect_ends(f->sys.fds, l + 1, l + 3);
		expect_ends(f->sys.fds, l + 2, l + 4);
		assert_int_equal(fdtab_listener(f->sys.fds, l + 4), l);
	}
}

static void ends_of_both_families_find_each_other(void **state)
{
	struct fixture *f = *state;
	struct addr any = { .len = sizeof(any.in6) }, at, peer;

	any.in6.sin6_family = AF_INET6;
	assert_int_equal(sys_socket(&f->sys, AF_INET6, SOCK_STREAM, 0), 3);
	assert_int_equal(sys_bind(&f->sys, 3, &any), 0);
	assert_int_equal(sys_listen(&f->sys, 3, 5), 0);
	assert_int_equal(sys_getsockname(&f->sys, 3, &peer), 0);
	at = loopback(addr_port(&peer));
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
	assert_int_equal(sys_connect(&f->sys, 4, &at), 0);
	assert_int_equal(sys_accept(&f->sys, 3, 0, &peer), 5);
	expect_ends(f->sys.fds, 4, 5);
}

static void the_end_of_a_stream_is_noted(void **state)
{
	struct fixture *f = *state;
	char data[10];

	make_connection(f);
	assert_int_equal(sys_shutdown(&f->sys, 4, SHUT_WR), 0);
	assert_string_equal(last(f), "shutdown(4, SHUT_WR) = 0\n");
	assert_int_equal(sys_recv(&f->sys, 5, data, sizeof(data), 0), 0);
	assert_string_equal(last(f), "recv(5, \"\", 10) = 0 (end of stream)\n");
	assert_int_equal(sys_recvfrom(&f->sys, 5, data, sizeof(data), 0, NULL), 0);
	assert_string_equal(last(f), "recvfrom(5, \"\", 10) = 0 (end of stream)\n");
	assert_int_equal(sys_recv(&f->sys, 5, data, 0, 0), 0);
	assert_string_equal(last(f), "recv(5, \"\", 0) = 0\n");
	assert_int_equal(sys_send(&f->sys, 4, "x", 1, 0), -1);
	assert_string_equal(last(f), "send(4, \"x\", 1) = -1 EPIPE (Broken pipe)\n");
}

static void receives_nothing(struct fixture *f, int fd, int flags, const char *note)
{
	char data[10], expected[100];

	assert_int_equal(sys_recv(&f->sys, fd, data, sizeof(data), flags), 0);
	snprintf(expected, sizeof(expected), "recv(%d, \"\", 10) = 0%s\n", fd, note);
	assert_string_equal(last(f), expected);
}

static void an_empty_message_is_no_end(void **state)
{
	struct fixture *f = *state;
	char data[10];
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	assert_int_equal(send(fds[0], "", 0, 0), 0);
	assert_int_equal(send(fds[0], "", 0, 0), 0);
	assert_int_equal(send(fds[0], "x", 1, 0), 1);
	receives_nothing(f, fds[1], 0, "");
	close(fds[0]);
	receives_nothing(f, fds[1], 0, "");
	assert_int_equal(sys_recv(&f->sys, fds[1], data, sizeof(data), 0), 1);
	receives_nothing(f, fds[1], 0, " (end of stream, or an empty message)");
	close(fds[1]);
}

/* What MSG_ZEROCOPY reports has no bytes. */
static void the_queue_of_errors_has_no_end(void **state)
{
	struct fixture *f = *state;
	struct pollfd reported = { .fd = 4 };
	char data[10];
	int one = 1;

	make_connection(f);
	assert_int_equal(setsockopt(4, SOL_SOCKET, SO_ZEROCOPY, &one, sizeof(one)), 0);
	assert_int_equal(send(4, "x", 1, MSG_ZEROCOPY), 1);
	assert_int_equal(recv(5, data, sizeof(data), 0), 1);
	assert_int_equal(poll(&reported, 1, 10000), 1);
	assert_int_equal(sys_recv(&f->sys, 4, data, sizeof(data), MSG_ERRQUEUE), 0);
	assert_string_equal(last(f), "recv(4, \"\", 10, MSG_ERRQUEUE) = 0\n");
}

/* 3 and 4 are datagram sockets; returns 3's address. */
static struct addr make_datagram_pair(struct fixture *f)
{
	struct addr any = loopback(0), at;

	for (int fd = 3; fd <= 4; fd++) {
		assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_DGRAM, 0), fd);
		assert_int_equal(sys_bind(&f->sys, fd, &any), 0);
	}
	assert_int_equal(sys_getsockname(&f->sys, 3, &at), 0);
	return at;
}

static void a_datagram_comes_with_its_sender(void **state)
{
	struct fixture *f = *state;
	struct addr at = make_datagram_pair(f), from, sender;
	char data[10], expected[100];

	assert_int_equal(sys_sendto(&f->sys, 4, "Hello", 5, 0, &at), 5);
	snprintf(expected, sizeof(expected), "sendto(4, \"Hello\", 5, 127.0.0.1:%d) = 5\n",
		addr_port(&at));
	assert_string_equal(last(f), expected);
	assert_int_equal(sys_recvfrom(&f->sys, 3, data, sizeof(data), 0, &from), 5);
	assert_int_equal(sys_getsockname(&f->sys, 4, &sender), 0);
	assert_int_equal(addr_port(&from), addr_port(&sender));
}

static void an_empty_datagram_is_not_the_end(void **state)
{
	struct fixture *f = *state;
	struct addr at = make_datagram_pair(f);
	char data[10];

	assert_int_equal(sys_sendto(&f->sys, 4, "", 0, 0, &at), 0);
	assert_int_equal(sys_recv(&f->sys, 3, data, sizeof(data), 0), 0);
	assert_string_equal(last(f), "recv(3, \"\", 10) = 0\n");
}

static void a_truncated_datagram_shows_what_came(void **state)
{
	struct fixture *f = *state;
	struct addr at = make_datagram_pair(f);
	char data[2];

	assert_int_equal(sys_sendto(&f->sys, 4, "Hello", 5, 0, &at), 5);
	assert_int_equal(sys_recv(&f->sys, 3, data, sizeof(data), MSG_TRUNC), 5);
	assert_string_equal(last(f), "recv(3, \"He\", 2, MSG_TRUNC) = 5\n");
}

static void accept_shows_the_peer_and_its_flags(void **state)
{
	struct fixture *f = *state;
	struct addr at, client;
	char expected[100];

	make_listener(f, &at);
	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	assert_int_equal(sys_connect(&f->sys, 4, &at), 0);
	assert_int_equal(sys_getsockname(&f->sys, 4, &client), 0);
	assert_int_equal(sys_accept(&f->sys, 3, SOCK_NONBLOCK, NULL), 5);
	snprintf(expected, sizeof(expected), "accept4(3, SOCK_NONBLOCK) = 5 (127.0.0.1:%d)\n",
		addr_port(&client));
	assert_string_equal(last(f), expected);
	assert_true(fcntl(5, F_GETFL) & O_NONBLOCK);
}

static void accept_fails_as_the_kernel_would(void **state)
{
	struct fixture *f = *state;
	struct addr at;

	assert_int_equal(sys_accept(&f->sys, 77, 0, NULL), -1);
	assert_string_equal(last(f), "accept(77) = -1 EBADF (Bad file descriptor)\n");
	assert_int_equal(sys_accept(&f->sys, -1, 0, NULL), -1);
	assert_string_equal(last(f), "accept(-1) = -1 EBADF (Bad file descriptor)\n");
	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	assert_int_equal(sys_accept(&f->sys, 3, 0, NULL), -1);
	assert_string_equal(last(f), "accept(3) = -1 EINVAL (Invalid argument)\n");
	sys_close(&f->sys, 3);
	make_listener(f, &at);
	assert_int_equal(fcntl(3, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(sys_accept(&f->sys, 3, 0, NULL), -1);
	assert_int_equal(errno, EAGAIN);
}

static void options_are_set_and_read_back(void **state)
{
	struct fixture *f = *state;
	struct err e = { 0 };
	struct sockopt_value v;
	int came;
	const struct sockopt *size = sockopt_find(slice_of("SO_RCVBUF"), &e);
	const struct sockopt *reuse = sockopt_find(slice_of("SO_REUSEADDR"), &e);

	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	assert_int_equal(sockopt_parse(size, slice_of("8192"), &v, &e), 0);
	assert_int_equal(sys_setsockopt(&f->sys, 3, size, &v), 0);
	assert_string_equal(last(f), "setsockopt(3, SOL_SOCKET, SO_RCVBUF, 8192) = 0 (16384)\n");
	assert_int_equal(sys_getsockopt(&f->sys, 3, size, &v, &came), 0);
	assert_string_equal(last(f), "getsockopt(3, SOL_SOCKET, SO_RCVBUF) = 0 (16384)\n");
	assert_int_equal(sockopt_parse(reuse, slice_of("1"), &v, &e), 0);
	assert_int_equal(sys_setsockopt(&f->sys, 3, reuse, &v), 0);
	assert_string_equal(last(f), "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, 1) = 0\n");
	assert_int_equal(sys_setsockopt(&f->sys, 99, reuse, &v), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(sys_getsockopt(&f->sys, 99, reuse, &v, &came), -1);
	assert_string_equal(last(f),
		"getsockopt(99, SOL_SOCKET, SO_REUSEADDR) = -1 EBADF (Bad file descriptor)\n");
}

static void a_name_that_is_missing_is_an_errno(void **state)
{
	struct fixture *f = *state;
	struct addr a;

	sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);
	assert_int_equal(sys_getpeername(&f->sys, 3, &a), -1);
	expect_starts(f, "getpeername(3) = -1 ENOTCONN (");
	assert_int_equal(a.len, 0);
}

#define IN_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FIXTURE(a_socket_shows_its_arguments),
		IN_FIXTURE(bind_notes_what_the_kernel_chose),
		IN_FIXTURE(bind_to_a_given_port_notes_nothing),
		IN_FIXTURE(listen_says_when_the_backlog_is_cut),
		IN_FIXTURE(a_refused_connect_is_a_result),
		IN_FIXTURE(data_goes_through_and_is_counted),
		IN_FIXTURE(each_end_knows_the_other),
		IN_FIXTURE(either_end_may_be_noted_first),
		IN_FIXTURE(ends_of_both_families_find_each_other),
		IN_FIXTURE(a_connection_noted_twice_keeps_its_ends),
		IN_FIXTURE(an_end_that_connects_elsewhere_leaves_none_behind),
		IN_FIXTURE(ends_of_the_unix_family_find_each_other),
		IN_FIXTURE(the_end_of_a_stream_is_noted),
		IN_FIXTURE(an_empty_message_is_no_end),
		IN_FIXTURE(the_queue_of_errors_has_no_end),
		IN_FIXTURE(a_datagram_comes_with_its_sender),
		IN_FIXTURE(an_empty_datagram_is_not_the_end),
		IN_FIXTURE(a_truncated_datagram_shows_what_came),
		IN_FIXTURE(accept_shows_the_peer_and_its_flags),
		IN_FIXTURE(accept_fails_as_the_kernel_would),
		IN_FIXTURE(options_are_set_and_read_back),
		IN_FIXTURE(a_name_that_is_missing_is_an_errno),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
