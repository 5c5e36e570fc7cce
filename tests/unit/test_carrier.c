/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames carried between the namespaces that the test makes: a hub and three hosts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/ethernet.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_packet.h>

#include "base/clock.h"
#include "base/intr.h"
#include "net/carrier.h"
#include "sock/netlink.h"
#include "sock/rtnl_make.h"

enum { HOSTS = 3, PROTOCOL = 0x88b5 }; /* for experiments: IEEE 802 */

static struct fdtab *fds;
static struct carrier *carrier;
static int hub = -1, host_fd[HOSTS]; /* packet sockets of the hosts */
static unsigned port_index[HOSTS];

/* ---- the hosts ---- */

static int packet_socket(unsigned index, int protocol)
{
	struct sockaddr_ll where = { .sll_family = AF_PACKET,
		.sll_protocol = htons((uint16_t)protocol),
		.sll_ifindex = (int)index };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&where, sizeof(where)), 0);
	return fd;
}

static void make_host(int i)
{
	char name[] = { 'l', (char)('0' + i), '\0' };
	int in_hub, here, in_host;

	assert_int_equal(setns(hub, CLONE_NEWNET), 0);
	in_hub = netlink_socket(NETLINK_ROUTE, NULL);
	assert_int_equal(unshare(CLONE_NEWNET), 0);
	here = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	struct rtnl_half near = { .name = name, .ns = -1, .mac = { 2, 0, 0, 0, 9, (uint8_t)i } };
	struct rtnl_half far = { .name = "eth0", .ns = here, .mac = { 2, 0, 0, 0, 1, (uint8_t)i } };
	assert_int_equal(rtnl_make_pair(in_hub, &near, &far, 1500, NULL), 0);
	in_host = netlink_socket(NETLINK_ROUTE, NULL);
	assert_int_equal(rtnl_set_up(in_hub, near.index, NULL), 0);
	assert_int_equal(rtnl_set_up(in_host, far.index, NULL), 0);
	assert_int_equal(rtnl_wait_running(in_host, far.index, NULL), 0);
	host_fd[i] = packet_socket(far.index, PROTOCOL);
	port_index[i] = near.index;
	close(in_hub);
	close(in_host);
	close(here);
}

static int begin(void **state)
{
	(void)state;
	fds = fdtab_open(false);
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return 0;
	hub = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	for (int i = 0; i < HOSTS; i++)
		make_host(i);
	return setns(hub, CLONE_NEWNET);
}

static int end(void **state)
{
	(void)state;
	fdtab_free(fds);
	return 0;
}

/* ---- a link ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct carried seen[64];
static unsigned nseen;

/* Of the test's frames. */
static bool is_ours(struct slice bytes)
{
	return bytes.len > ETH_HLEN && (uint8_t)bytes.p[12] == PROTOCOL >> 8 &&
	       (uint8_t)bytes.p[13] == (PROTOCOL & 0xff);
}

static void note(void *context, const struct carried *c)
{
	(void)context;
	if (!is_ours(c->bytes))
		return;
	pthread_mutex_lock(&lock);
	if (nseen < 64)
		seen[nseen++] = *c;
	pthread_mutex_unlock(&lock);
}

static void see_nothing(void)
{
	pthread_mutex_lock(&lock);
	nseen = 0;
	pthread_mutex_unlock(&lock);
}

static bool drops_x(void *context, unsigned link, unsigned from, struct slice bytes)
{
	(void)context;
	(void)link;
	(void)from;
	return is_ours(bytes) && bytes.p[ETH_HLEN] == 'x';
}

/* Of the first N hosts; what comes by each is as SPEC says. */
static unsigned link_of(unsigned n, struct line_spec spec)
{
	struct line_spec specs[HOSTS] = { spec, spec, spec };
	int ports[HOSTS], number;

	see_nothing();
	carrier = carrier_new(fds, NULL);
	assert_non_null(carrier);
	carrier_watch(carrier, note, NULL);
	for (unsigned i = 0; i < n; i++) {
		fdtab_lock(fds);
		ports[i] = fdtab_take(fds, packet_socket(port_index[i], ETH_P_ALL), "a port");
		fdtab_unlock(fds);
	}
	number = carrier_add(carrier, ports, n, specs, 0, NULL);
	assert_int_equal(number, 0);
	return (unsigned)number;
}

/* A frame of one byte of data; TO: a host, or -1 for all. */
static void say(int from, int to, char what)
{
	uint8_t frame[ETH_ZLEN] = { 2, 0, 0, 0, 1, (uint8_t)to, 2, 0, 0, 0, 1, (uint8_t)from,
		PROTOCOL >> 8, PROTOCOL & 0xff, (uint8_t)what };

	if (to < 0)
		memset(frame, 0xff, ETH_ALEN);
	assert_int_equal(send(host_fd[from], frame, sizeof(frame), 0), sizeof(frame));
}

/* What arrived at a host within MS milliseconds, or '-'. */
static char hear(int host, int ms)
{
	struct pollfd wait = { .fd = host_fd[host], .events = POLLIN };
	uint8_t frame[2000];

	if (poll(&wait, 1, ms) < 1)
		return '-';
	assert_true(recv(host_fd[host], frame, sizeof(frame), 0) > ETH_HLEN);
	return (char)frame[ETH_HLEN];
}

static void need_namespaces(void)
{
	if (hub < 0)
		skip();
}

static int finish(void **state)
{
	(void)state;
	carrier_free(carrier);
	carrier = NULL;
	for (int i = 0; hub >= 0 && i < HOSTS; i++)
		while (hear(i, 0) != '-')
			;
	return 0;
}

/* ---- what it does ---- */

static void a_wire_carries_both_ways(void **state)
{
	(void)state;
	need_namespaces();
	link_of(2, (struct line_spec){ 0 });
	say(0, 1, 'a');
	assert_int_equal(hear(1, 2000), 'a');
	say(1, 0, 'b');
	assert_int_equal(hear(0, 2000), 'b');
	assert_int_equal(hear(1, 0), '-');
}

static void order_is_kept_and_nothing_lost(void **state)
{
	(void)state;
	need_namespaces();
	link_of(2, (struct line_spec){ 0 });
	for (int round = 0; round < 20; round++) { /* the host's socket has no room for all */
		for (int i = 0; i < 100; i++)
			say(0, 1, (char)i);
		for (int i = 0; i < 100; i++)
			assert_int_equal(hear(1, 2000), i);
	}
}

static void who_watches_is_told_when_it_has_settled(void **state)
{
	(void)state;
	need_namespaces();
	link_of(2, (struct line_spec){ 0 });
	for (int i = 0; i < 50; i++) {
		int64_t before = intr_now();

		see_nothing();
		say(0, 1, 'a');
		carrier_settle(carrier);
		assert_int_equal(nseen, 1);
		assert_int_equal(seen[0].from, 0);
		assert_int_equal(seen[0].to, 1);
		assert_int_equal(seen[0].verdict.fate, LINE_CARRIED);
		assert_in_range(seen[0].left, before, intr_now());
		assert_int_equal(hear(1, 0), 'a');
	}
}

static void delay_holds_frames_and_lets_them_go(void **state)
{
	struct line_spec spec = { .delay_min = 20 * MILLISECOND, .delay_max = 20 * MILLISECOND };
	int64_t began = intr_now();

	(void)state;
	need_namespaces();
	link_of(2, spec);
	say(0, 1, 'a');
	carrier_settle(carrier);
	say(0, 1, 'b');
	assert_int_equal(hear(1, 2000), 'a');
	assert_true(intr_now() - began >= 20 * MILLISECOND);
	assert_int_equal(hear(1, 2000), 'b');
	carrier_settle(carrier);
	assert_int_equal(seen[0].verdict.arrives - seen[0].left, 20 * MILLISECOND);
}

static void what_comes_twice_late_or_turned(void **state)
{
	struct line_spec spec = { .dup = { .numbers = { 1 }, .count = 1 } };
	struct carrier_counts counts;

	(void)state;
	need_namespaces();
	unsigned link = link_of(2, spec);
	carrier_settle(carrier);
	carrier_set(
		carrier, link, 0, &spec); /* numbers begin: what the kernel sent before is out */
	say(0, 1, 'a');
	assert_int_equal(hear(1, 2000), 'a');
	assert_int_equal(hear(1, 2000), 'a');
	spec = (struct line_spec){ .corrupt = { .share = 1 } };
	carrier_set(carrier, link, 0, &spec);
	say(0, 1, 0);
	carrier_settle(carrier);
	carrier_count(carrier, link, 0, &counts);
	assert_int_equal(counts.duplicated, 1);
	assert_true(counts.corrupted >= 1);
}

static void what_is_lost_is_told_and_counted(void **state)
{
	struct carrier_counts counts;

	(void)state;
	need_namespaces();
	unsigned link = link_of(2, (struct line_spec){ .loss = { .share = 1 } });
	say(0, 1, 'a');
	carrier_settle(carrier);
	assert_int_equal(seen[0].verdict.fate, LINE_LOST);
	carrier_set(carrier, link, 0, &(struct line_spec){ 0 });
	carrier_ask(carrier, drops_x, NULL);
	say(0, 1, 'x');
	carrier_cut(carrier, link, 0, true);
	say(0, 1, 'b');
	carrier_cut(carrier, link, 0, false);
	say(0, 1, 'c');
	assert_int_equal(hear(1, 2000), 'c');
	carrier_settle(carrier);
	assert_int_equal(seen[1].verdict.fate, LINE_DROPPED);
	assert_int_equal(seen[2].verdict.fate, LINE_CUT);
	carrier_count(carrier, link, 0, &counts);
	assert_int_equal(counts.by_fate[LINE_DROPPED], 1);
	assert_true(counts.by_fate[LINE_LOST] >= 1 && counts.by_fate[LINE_CUT] >= 1);
	assert_false(counts.cut);
}

static void a_switch_learns(void **state)
{
	(void)state;
	need_namespaces();
	link_of(3, (struct line_spec){ 0 });
	say(0, -1, 'a');
	assert_int_equal(hear(1, 2000), 'a');
	assert_int_equal(hear(2, 2000), 'a');
	say(1, 0, 'b');
	assert_int_equal(hear(0, 2000), 'b');
	assert_int_equal(hear(2, 0), '-');
	say(2, 1, 'c');
	assert_int_equal(hear(1, 2000), 'c');
	assert_int_equal(hear(0, 0), '-');
	carrier_settle(carrier);
	assert_int_equal(seen[0].to, CARRIER_FLOODED);
	assert_int_equal(seen[1].to, 0);
}

static void a_frame_by_hand_goes_out(void **state)
{
	static const char frame[ETH_ZLEN] = "\xff\xff\xff\xff\xff\xff\2\0\0\0\1\7\x88\xb5h";

	(void)state;
	need_namespaces();
	unsigned link = link_of(2, (struct line_spec){ .loss = { .share = 1 } });
	assert_int_equal(
		carrier_inject(carrier, link, 1, (struct slice){ frame, sizeof(frame) }), 0);
	assert_int_equal(hear(1, 2000), 'h');
	assert_int_equal(seen[0].from, CARRIER_BY_HAND);
	assert_int_equal(carrier_inject(carrier, link, 1, (struct slice){ frame, 5 }), -1);
}

static void a_link_that_is_removed_takes_its_frames_along(void **state)
{
	struct line_spec spec = { .delay_min = 50 * MILLISECOND, .delay_max = 50 * MILLISECOND };
	struct carrier_counts counts;

	(void)state;
	need_namespaces();
	unsigned link = link_of(2, spec);
	for (int i = 0; i < 10; i++)
		say(0, 1, 'a');
	carrier_count(carrier, link, 0, &counts);
	assert_true(counts.on_the_way >= 10);
	carrier_remove(carrier, link);
	assert_int_equal(hear(1, 100), '-');
}

static void a_link_has_two_ends_at_least(void **state)
{
	struct line_spec spec = { 0 };
	struct err e = { 0 };
	int port;

	(void)state;
	need_namespaces();
	carrier = carrier_new(fds, NULL);
	fdtab_lock(fds);
	port = fdtab_take(fds, packet_socket(port_index[0], ETH_P_ALL), "a port");
	fdtab_unlock(fds);
	assert_int_equal(carrier_add(carrier, &port, 1, &spec, 0, &e), -1);
	assert_int_equal(e.kind, ERR_USAGE);
	assert_int_equal(fcntl(port, F_GETFD), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_wire_carries_both_ways, finish),
		cmocka_unit_test_teardown(order_is_kept_and_nothing_lost, finish),
		cmocka_unit_test_teardown(who_watches_is_told_when_it_has_settled, finish),
		cmocka_unit_test_teardown(delay_holds_frames_and_lets_them_go, finish),
		cmocka_unit_test_teardown(what_comes_twice_late_or_turned, finish),
		cmocka_unit_test_teardown(what_is_lost_is_told_and_counted, finish),
		cmocka_unit_test_teardown(a_switch_learns, finish),
		cmocka_unit_test_teardown(a_frame_by_hand_goes_out, finish),
		cmocka_unit_test_teardown(a_link_that_is_removed_takes_its_frames_along, finish),
		cmocka_unit_test_teardown(a_link_has_two_ends_at_least, finish),
	};

	return cmocka_run_group_tests_name("the carrier", tests, begin, end);
}
