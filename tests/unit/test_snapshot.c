/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Snapshots: each part is read once and only when it is needed; queues are of data;
 * what the kernel keeps of a closed connection is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sock/diag.h"
#include "sock/peer.h"
#include "sock/property.h"
#include "sock/state.h"

static void bind_loopback(int fd)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };

	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
}

static struct addr address_of(int fd)
{
	struct addr a = { .len = sizeof(a.storage) };

	assert_int_equal(getsockname(fd, &a.sa, &a.len), 0);
	return a;
}

/* A connection over loopback: a listener, a client, the accepted one. */
struct connection {
	int listener, client, accepted;
};

static struct connection connection(int protocol)
{
	struct connection c = { socket(AF_INET, SOCK_STREAM, protocol), -1, -1 };
	struct addr a;

	if (c.listener < 0)
		return c;
	bind_loopback(c.listener);
	assert_int_equal(listen(c.listener, 5), 0);
	a = address_of(c.listener);
	c.client = socket(AF_INET, SOCK_STREAM, protocol);
	assert_int_equal(connect(c.client, &a.sa, a.len), 0);
	c.accepted = accept(c.listener, NULL, NULL);
	assert_true(c.accepted >= 0);
	return c;
}

static void end(const struct connection *c)
{
	close(c->listener);
	close(c->client);
	close(c->accepted);
}

static int64_t number(int fd, const char *name)
{
	struct snapshot look;
	struct value v;
	struct err e = { 0 };

	snapshot_begin(&look, fd, NULL);
	if (property_get(&look, slice_of(name), &v, &e))
		fail_msg("%s: %s", name, e.text);
	assert_true(v.numeric);
	return v.negative ? -(int64_t)v.magnitude : (int64_t)v.magnitude;
}

static int refusal(int fd, const char *name)
{
	struct snapshot look;
	struct value v;
	struct err e = { 0 };

	snapshot_begin(&look, fd, NULL);
	assert_int_equal(property_get(&look, slice_of(name), &v, &e), -1);
	return e.errnum;
}

static void becomes(int fd, const char *state)
{
	struct buf b = { 0 };

	for (int tries = 0; tries < 5000 && !slice_is(buf_slice(&b), state); tries++) {
		poll(NULL, 0, 1);
		buf_clear(&b);
		assert_int_equal(state_word(fd, &b), 0);
	}
	assert_string_equal(buf_cstr(&b), state);
	buf_free(&b);
}

/* What the kernel counts, in sequence numbers. */
static int raw_queue(int fd)
{
	int bytes = 0;

	assert_int_equal(ioctl(fd, SIOCOUTQ, &bytes), 0);
	return bytes;
}

/* ---- reading ---- */

static void only_what_is_asked_for_is_read(void **state)
{
	struct connection c = connection(0);
	struct snapshot look;
	struct value v;

	(void)state;
	snapshot_begin(&look, c.client, NULL);
	assert_int_equal(look.taken, 0);
	assert_int_equal(property_get(&look, slice_of("port"), &v, NULL), 0);
	assert_int_equal(look.taken, 1U << PART_LOCAL);
	assert_int_equal(property_get(&look, slice_of("unread"), &v, NULL), 0);
	assert_int_equal(look.taken, 1U << PART_LOCAL | 1U << PART_UNREAD);
	assert_int_equal(property_get(&look, slice_of("SO_RCVBUF"), &v, NULL), 0);
	assert_int_equal(look.taken, 1U << PART_LOCAL | 1U << PART_UNREAD);
	end(&c);
}

static void a_part_is_read_once(void **state)
{
	struct connection c = connection(0);
	struct snapshot look;
	struct pollfd readable = { .fd = c.client, .events = POLLIN };
	struct value before, after;

	(void)state;
	assert_int_equal(snapshot_take(&look, c.client, NULL), 0);
	assert_int_equal(property_get(&look, slice_of("unread"), &before, NULL), 0);
	assert_int_equal(send(c.accepted, "hello", 5, 0), 5);
	assert_int_equal(poll(&readable, 1, 5000), 1);
	assert_int_equal(property_get(&look, slice_of("unread"), &after, NULL), 0);
	assert_true(value_same(&before, &after));
	assert_int_equal(number(c.client, "unread"), 5);
	/* what was not taken is of another moment */
	assert_int_equal(property_get(&look, slice_of("inode"), &after, NULL), -1);
	assert_int_equal(errno, ENODATA);
	assert_int_equal(property_get(&look, slice_of("SO_RCVBUF"), &after, NULL), -1);
	/* nor is a refusal asked for again */
	snapshot_begin(&look, -1, NULL);
	assert_int_equal(snapshot_need(&look, PART_PEER), -1);
	look.fd = c.client;
	assert_int_equal(snapshot_need(&look, PART_PEER), -1);
	assert_int_equal(errno, EBADF);
	end(&c);
}

static void two_snapshots_differ_in_what_a_call_changed(void **state)
{
	struct connection c = connection(0);
	struct snapshot before, after;
	size_t i, changed = 0;

	(void)state;
	assert_int_equal(snapshot_take(&before, c.listener, NULL), 0);
	assert_int_equal(listen(c.listener, 7), 0);
	assert_int_equal(snapshot_take(&after, c.listener, NULL), 0);
	for (i = 0; i < property_count; i++) {
		struct value a, b;

		if (properties[i].get(&before, &properties[i], &a) ||
			properties[i].get(&after, &properties[i], &b) || value_same(&a, &b))
			continue;
		changed++;
		assert_string_equal(properties[i].name, "backlog");
	}
	assert_int_equal(changed, 1);
	assert_int_equal(snapshot_take(&after, -1, NULL), -1);
	end(&c);
}

/* ---- queues ---- */

static void a_refused_connection_leaves_nothing_unacked(void **state)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), gone = socket(AF_INET, SOCK_STREAM, 0);
	struct addr a;

	(void)state;
	bind_loopback(gone);
	a = address_of(gone);
	close(gone);
	for (int i = 0; i < 3; i++)
		assert_int_equal(connect(fd, &a.sa, a.len), -1);
	assert_true(raw_queue(fd) > 0);
	assert_int_equal(number(fd, "unacked"), 0);
	assert_int_equal(number(fd, "unsent"), 0);
	close(fd);
}

static void a_reset_connection_has_nothing_left_to_send(void **state)
{
	struct connection c = connection(0);
	struct linger reset = { 1, 0 };
	static char block[1 << 20];

	(void)state;
	while (send(c.client, block, sizeof(block), MSG_DONTWAIT) > 0)
		;
	assert_true(number(c.client, "unsent") > 0);
	setsockopt(c.accepted, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(c.accepted);
	becomes(c.client, "CLOSE");
	assert_true(raw_queue(c.client) > 0);
	assert_int_equal(number(c.client, "unacked"), 0);
	assert_int_equal(number(c.client, "unsent"), 0);
	close(c.client);
	close(c.listener);
}

/* The peer does not read: its window is shut, so that the FIN waits behind the data. */
static void a_fin_is_no_data(void **state)
{
	struct connection c = connection(0);
	static char block[1 << 20];
	int64_t unacked, unsent;
	int raw;

	(void)state;
	while (send(c.client, block, sizeof(block), MSG_DONTWAIT) > 0)
		;
	for (unsent = -1; unsent != number(c.client, "unsent"); poll(NULL, 0, 50))
		unsent = number(c.client, "unsent");
	unacked = number(c.client, "unacked");
	raw = raw_queue(c.client);
	assert_int_equal(shutdown(c.client, SHUT_WR), 0);
	assert_int_equal(raw_queue(c.client), raw + 1);
	assert_int_equal(number(c.client, "unacked"), unacked);
	assert_int_equal(number(c.client, "unsent"), unsent);
	end(&c);
}

static void an_mptcp_listener_has_no_queue_of_bytes(void **state)
{
	struct connection c = connection(IPPROTO_MPTCP);
	struct buf kind = { 0 };

	(void)state;
	if (c.listener < 0)
		skip();
	assert_int_equal(refusal(c.listener, "unacked"), EINVAL);
	assert_int_equal(refusal(c.listener, "unread"), EINVAL);
	assert_int_equal(number(c.listener, "backlog"), 5);
	assert_int_equal(number(c.client, "unacked"), 0);
	becomes(c.client, "ESTABLISHED");
	assert_int_equal(state_kind(c.client, &kind), 0);
	assert_string_equal(buf_cstr(&kind), "mptcp");
	buf_free(&kind);
	end(&c);
}

static void datagrams_show_the_next_ones_length_their_memory_and_drops(void **state)
{
	int server = socket(AF_INET, SOCK_DGRAM, 0), client = socket(AF_INET, SOCK_DGRAM, 0);
	static char block[1400];
	struct addr a;
	int64_t one;

	(void)state;
	bind_loopback(server);
	a = address_of(server);
	assert_int_equal(connect(client, &a.sa, a.len), 0);
	assert_int_equal(number(server, "next"), 0);
	assert_int_equal(number(server, "rmem"), 0);
	assert_int_equal(send(client, "hello", 5, 0), 5);
	one = number(server, "rmem");
	assert_true(one > 5);
	assert_int_equal(send(client, "more than that", 14, 0), 14);
	assert_int_equal(number(server, "next"), 5);
	assert_int_equal(number(server, "unread"), 5);
	assert_true(number(server, "rmem") > one);
	assert_int_equal(number(server, "drops"), 0);
	for (int i = 0; i < 1000 && !number(server, "drops"); i++)
		send(client, block, sizeof(block), 0);
	assert_true(number(server, "drops") > 0);
	close(server);
	close(client);
}

static void only_datagrams_have_a_next_one(void **state)
{
	struct connection c = connection(0);
	int pair[2];

	(void)state;
	assert_int_equal(refusal(c.client, "next"), EOPNOTSUPP);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	assert_int_equal(send(pair[0], "12345", 5, 0), 5);
	assert_int_equal(send(pair[0], "67", 2, 0), 2);
	assert_int_equal(refusal(pair[1], "next"), EOPNOTSUPP);
	assert_int_equal(number(pair[1], "unread"), 7);
	close(pair[0]);
	close(pair[1]);
	end(&c);
}

static void a_unix_listener_tells_its_queue_to_sock_diag(void **state)
{
	struct fdtab *t = fdtab_open(true);
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
	sa_family_t nameless = AF_UNIX;
	struct addr a;
	struct snapshot look;

	(void)state;
	assert_int_equal(bind(listener, (struct sockaddr *)&nameless, sizeof(nameless)), 0);
	a = address_of(listener);
	snapshot_begin(&look, listener, t);
	assert_int_equal(snapshot_need(&look, PART_ACCEPTS), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(listen(listener, 4), 0);
	assert_int_equal(connect(client, &a.sa, a.len), 0);
	snapshot_begin(&look, listener, NULL);
	assert_int_equal(snapshot_need(&look, PART_ACCEPTS), -1);
	assert_int_equal(errno, EOPNOTSUPP);
	snapshot_begin(&look, listener, t);
	if (snapshot_need(&look, PART_ACCEPTS) < 0)
		skip();
	assert_int_equal(look.queue, 1);
	assert_int_equal(look.backlog, 4);
	close(listener);
	close(client);
	fdtab_free(t);
}

/* ---- what the kernel keeps ---- */

static int held(struct fdtab *t, int fd)
{
	struct snapshot look;

	snapshot_begin(&look, fd, t);
	return snapshot_need(&look, PART_HELD) < 0 ? -1 : look.held;
}

/* False where the kernel has no sock_diag. */
static bool can_ask(struct fdtab *t)
{
	struct addr a = { .len = sizeof(a.in), .in = { .sin_family = AF_INET, .sin_port = 1 } };
	int64_t left;

	return diag_tcp_state(t, &a, &a, &left) >= 0 || errno == ENOENT;
}

static void a_closed_connection_is_found_in_time_wait(void **state)
{
	struct fdtab *t = fdtab_open(true);
	struct connection c = connection(0);
	struct addr client = address_of(c.client);
	struct snapshot look;

	(void)state;
	if (!can_ask(t))
		skip();
	fdtab_lock(t);
	fdtab_add(t, c.accepted, "accepted", 0);
	fdtab_unlock(t);
	assert_int_equal(held(t, c.accepted), -1);
	peer_connected(t, c.accepted, &client);
	assert_int_equal(held(t, c.accepted), -1); /* it lives */
	assert_int_equal(shutdown(c.accepted, SHUT_WR), 0);
	close(c.client);
	becomes(c.accepted, "CLOSE");
	assert_int_equal(held(t, c.accepted), TCP_TIME_WAIT);
	snapshot_begin(&look, c.accepted, t);
	assert_int_equal(snapshot_need(&look, PART_HELD), 0);
	assert_in_range(look.held_left, 1, 120 * INT64_C(1000000000));
	snapshot_begin(&look, c.accepted, NULL);
	assert_int_equal(snapshot_need(&look, PART_HELD), -1);
	close(c.accepted);
	close(c.listener);
	fdtab_free(t);
}

/* The peer answers no FIN of its own: what closed first waits for it without a descriptor. */
static void a_connection_of_nobody_is_found_in_fin_wait(void **state)
{
	struct fdtab *t = fdtab_open(true);
	struct connection c = connection(0);
	struct addr client = address_of(c.client), server = address_of(c.accepted);
	int64_t left;
	int found = -1;

	(void)state;
	if (!can_ask(t))
		skip();
	assert_int_equal(diag_tcp_state(t, &client, &server, &left), TCP_ESTABLISHED);
	assert_int_equal(left, 0);
	close(c.client);
	for (int tries = 0; tries < 5000 && found != TCP_FIN_WAIT2; tries++) {
		poll(NULL, 0, 1);
		found = diag_tcp_state(t, &client, &server, &left);
	}
	assert_int_equal(found, TCP_FIN_WAIT2);
	assert_true(left > 0);
	close(c.accepted);
	close(c.listener);
	fdtab_free(t);
}

static void a_connection_of_which_the_kernel_keeps_nothing_is_not_found(void **state)
{
	struct fdtab *t = fdtab_open(true);
	struct connection c = connection(0);
	struct addr client = address_of(c.client), server = address_of(c.accepted);
	struct linger reset = { 1, 0 };
	int64_t left;

	(void)state;
	if (!can_ask(t))
		skip();
	setsockopt(c.client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(c.client);
	becomes(c.accepted, "CLOSE");
	fdtab_lock(t);
	fdtab_add(t, c.accepted, "accepted", 0);
	fdtab_unlock(t);
	peer_connected(t, c.accepted, &client);
	assert_int_equal(held(t, c.accepted), -1);
	assert_int_equal(errno, ENOENT);
	/* the listener answers for what is not there, or nothing does */
	close(c.listener);
	assert_int_equal(diag_tcp_state(t, &server, &client, &left), -1);
	assert_int_equal(errno, ENOENT);
	close(c.accepted);
	fdtab_free(t);
}

static void only_the_internet_has_connections_to_ask_for(void **state)
{
	struct fdtab *t = fdtab_open(true);
	struct addr a = { .len = sizeof(sa_family_t), .sa = { .sa_family = AF_UNIX } };
	int64_t left;

	(void)state;
	assert_int_equal(diag_tcp_state(t, &a, &a, &left), -1);
	assert_int_equal(errno, EAFNOSUPPORT);
	fdtab_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_asked_for_is_read),
		cmocka_unit_test(a_part_is_read_once),
		cmocka_unit_test(two_snapshots_differ_in_what_a_call_changed),
		cmocka_unit_test(a_refused_connection_leaves_nothing_unacked),
		cmocka_unit_test(a_reset_connection_has_nothing_left_to_send),
		cmocka_unit_test(a_fin_is_no_data),
		cmocka_unit_test(an_mptcp_listener_has_no_queue_of_bytes),
		cmocka_unit_test(datagrams_show_the_next_ones_length_their_memory_and_drops),
		cmocka_unit_test(only_datagrams_have_a_next_one),
		cmocka_unit_test(a_unix_listener_tells_its_queue_to_sock_diag),
		cmocka_unit_test(a_closed_connection_is_found_in_time_wait),
		cmocka_unit_test(a_connection_of_nobody_is_found_in_fin_wait),
		cmocka_unit_test(a_connection_of_which_the_kernel_keeps_nothing_is_not_found),
		cmocka_unit_test(only_the_internet_has_connections_to_ask_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
