/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pair of interfaces between two namespaces that the test makes, and what is put on it.
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
#include <linux/ethtool.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sock/netlink.h"
#include "sock/rtnl_make.h"

/* Both namespaces, and a netlink socket in each. */
static int ns[2] = { -1, -1 }, fd[2];
static struct rtnl_half near = { .name = "l1", .ns = -1, .mac = { 2, 0, 0, 0, 1, 1 } };
static struct rtnl_half far = { .name = "eth0", .mac = { 2, 0, 0, 0, 1, 2 } };

static int begin(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		if (unshare(i ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET) < 0)
			return 0;
		ns[i] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		fd[i] = netlink_socket(NETLINK_ROUTE, NULL);
	}
	far.ns = ns[1];
	return 0;
}

static void need_namespaces(void)
{
	if (ns[1] < 0)
		skip();
}

static struct addr ip(const char *text)
{
	struct endpoint ep = { .host = { text, strlen(text) }, .port = { "0", 1 } };
	struct addr a;

	assert_int_equal(addr_from_endpoint(&ep, AF_UNSPEC, &a), 1);
	return a;
}

static struct rtnl_link link_named(int where, const char *name)
{
	struct rtnl r = { 0 };
	struct rtnl_link found = { 0 };

	assert_int_equal(setns(ns[where], CLONE_NEWNET), 0);
	assert_int_equal(rtnl_read(&r, RTNL_LINKS, NULL), 0);
	for (size_t i = 0; i < r.nlinks; i++)
		if (!strcmp(r.links[i].name, name))
			found = r.links[i];
	rtnl_free(&r);
	return found;
}

static void makes_a_pair_across_namespaces(void **state)
{
	struct rtnl_link link;

	(void)state;
	need_namespaces();
	assert_int_equal(rtnl_make_pair(fd[0], &near, &far, 1400, NULL), 0);
	link = link_named(0, "l1");
	assert_int_equal(link.index, near.index);
	assert_memory_equal(link.mac, near.mac, RTNL_MAC);
	assert_int_equal(link.mtu, 1400);
	assert_false(link.flags & IFF_UP);
	link = link_named(1, "eth0");
	assert_int_equal(link.index, far.index);
	assert_memory_equal(link.mac, far.mac, RTNL_MAC);
	assert_int_equal(link.mtu, 1400);
	assert_int_equal(link_named(0, "eth0").index, 0);
}

static void leaves_nothing_of_a_name_that_is_taken(void **state)
{
	struct rtnl_half other = near;

	(void)state;
	need_namespaces();
	other.name = "l2";
	assert_int_equal(rtnl_make_pair(fd[0], &other, &far, 1500, NULL), -1);
	assert_int_equal(errno, EEXIST);
	assert_int_equal(link_named(0, "l2").index, 0);
}

static void runs_once_both_are_up(void **state)
{
	(void)state;
	need_namespaces();
	assert_int_equal(rtnl_set_mtu(fd[1], far.index, 1500, NULL), 0);
	assert_int_equal(rtnl_set_up(fd[0], near.index, NULL), 0);
	assert_int_equal(rtnl_set_up(fd[1], far.index, NULL), 0);
	assert_false(link_named(1, "lo").running);
	assert_int_equal(rtnl_wait_running(fd[1], far.index, NULL), 0);
	assert_true(link_named(1, "eth0").running);
	assert_int_equal(link_named(1, "eth0").mtu, 1500);
}

static uint32_t switched(int where, const char *name, uint32_t what)
{
	struct ethtool_value value = { .cmd = what };
	struct ifreq q = { .ifr_data = (void *)&value };

	memcpy(q.ifr_name, name, strlen(name) + 1);
	assert_int_equal(ioctl(fd[where], SIOCETHTOOL, &q), 0);
	return value.data;
}

static void leaves_the_driver_nothing_to_do(void **state)
{
	static const uint32_t asked[] = { ETHTOOL_GTXCSUM, ETHTOOL_GTSO, ETHTOOL_GGSO,
		ETHTOOL_GGRO };

	(void)state;
	need_namespaces();
	assert_int_equal(switched(1, "eth0", ETHTOOL_GTXCSUM), 1);
	assert_int_equal(rtnl_offload_nothing(fd[1], "eth0", NULL), 0);
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		assert_int_equal(switched(1, "eth0", asked[i]), 0);
	assert_int_equal(rtnl_offload_nothing(fd[1], "eth9", NULL), -1);
	assert_int_equal(errno, ENODEV);
}

static void adds_addresses(void **state)
{
	struct addr v4 = ip("10.0.1.2"), v6 = ip("fd00:0:0:1::2");
	struct rtnl r = { 0 };
	unsigned found = 0;

	(void)state;
	need_namespaces();
	assert_int_equal(rtnl_add_address(fd[1], far.index, &v4, 24, NULL), 0);
	assert_int_equal(rtnl_add_address(fd[1], far.index, &v6, 64, NULL), 0);
	assert_int_equal(rtnl_add_address(fd[1], far.index, &v6, 64, NULL), -1);
	assert_int_equal(errno, EEXIST);
	assert_int_equal(setns(ns[1], CLONE_NEWNET), 0);
	assert_int_equal(rtnl_read(&r, RTNL_ADDRESSES, NULL), 0);
	for (size_t i = 0; i < r.naddresses; i++) {
		const struct rtnl_address *a = &r.addresses[i];

		if (a->addr.sa.sa_family == AF_INET)
			found += a->prefix == 24 &&
				 a->addr.in.sin_addr.s_addr == v4.in.sin_addr.s_addr;
		else
			found += a->prefix == 64 &&
				 IN6_ARE_ADDR_EQUAL(&a->addr.in6.sin6_addr, &v6.in6.sin6_addr);
	}
	assert_int_equal(found, 2);
	rtnl_free(&r);
}

static struct rtnl_route way(const char *to)
{
	struct addr address = ip(to);
	struct rtnl r = { 0 };
	struct rtnl_route found = { 0 };

	assert_int_equal(setns(ns[1], CLONE_NEWNET), 0);
	if (!rtnl_read_route(&r, &address, NULL))
		found = r.routes[0];
	rtnl_free(&r);
	return found;
}

static void adds_routes_and_takes_them_away(void **state)
{
	struct rtnl_route route = { .family = AF_INET,
		.to = ip("10.0.7.0"),
		.prefix = 24,
		.via = ip("10.0.1.1"),
		.protocol = RTPROT_STATIC };
	struct rtnl_route beyond = { .family = AF_INET6, .via = ip("fd00:0:0:1::1") };

	(void)state;
	need_namespaces();
	assert_int_equal(way("10.0.7.1").index, 0);
	assert_int_equal(rtnl_add_route(fd[1], &route, NULL), 0);
	assert_int_equal(way("10.0.7.1").via.in.sin_addr.s_addr, inet_addr("10.0.1.1"));
	route.via = ip("10.0.1.3");
	assert_int_equal(rtnl_add_route(fd[1], &route, NULL), 0);
	assert_int_equal(way("10.0.7.1").via.in.sin_addr.s_addr, inet_addr("10.0.1.3"));
	assert_int_equal(rtnl_remove_route(fd[1], &route, NULL), 0);
	assert_int_equal(way("10.0.7.1").index, 0);
	assert_int_equal(rtnl_remove_route(fd[1], &route, NULL), -1);
	assert_int_equal(errno, ESRCH);
	assert_int_equal(rtnl_add_route(fd[1], &beyond, NULL), 0);
	assert_int_equal(way("fd00:9::1").index, far.index);
	route.via = ip("10.9.9.9");
	assert_int_equal(rtnl_add_route(fd[1], &route, NULL), -1);
	assert_int_equal(errno, ENETUNREACH);
}

static void adds_neighbours_for_ever(void **state)
{
	static const uint8_t mac[RTNL_MAC] = { 2, 0, 0, 0, 1, 9 };
	struct addr a = ip("10.0.1.9");
	struct rtnl r = { 0 };
	unsigned found = 0;

	(void)state;
	need_namespaces();
	assert_int_equal(rtnl_add_neighbour(fd[1], far.index, &a, mac, NULL), 0);
	assert_int_equal(setns(ns[1], CLONE_NEWNET), 0);
	assert_int_equal(rtnl_read(&r, RTNL_NEIGHBOURS, NULL), 0);
	for (size_t i = 0; i < r.nneighbours; i++)
		found += r.neighbours[i].addr.sa.sa_family == AF_INET &&
			 r.neighbours[i].addr.in.sin_addr.s_addr == a.in.sin_addr.s_addr &&
			 r.neighbours[i].state == NUD_PERMANENT;
	assert_int_equal(found, 1);
	rtnl_free(&r);
}

static void takes_both_halves_away(void **state)
{
	(void)state;
	need_namespaces();
	assert_int_equal(rtnl_remove(fd[0], near.index, NULL), 0);
	assert_int_equal(link_named(1, "eth0").index, 0);
	assert_int_equal(rtnl_remove(fd[0], near.index, NULL), -1);
	assert_int_equal(errno, ENODEV);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_a_pair_across_namespaces),
		cmocka_unit_test(leaves_nothing_of_a_name_that_is_taken),
		cmocka_unit_test(runs_once_both_are_up),
		cmocka_unit_test(leaves_the_driver_nothing_to_do),
		cmocka_unit_test(adds_addresses),
		cmocka_unit_test(adds_routes_and_takes_them_away),
		cmocka_unit_test(adds_neighbours_for_ever),
		cmocka_unit_test(takes_both_halves_away),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
