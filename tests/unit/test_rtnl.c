/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers by netlink, made of bytes: whole ones, and all sorts of garbage.
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
#include <linux/if_addr.h>
#include <sys/socket.h>

#include "sock/netlink.h"
#include "sock/rtnl.h"

enum { SEQ = 7, ROUNDS = 20000, SEED = 21 };

/* What the kernel would send. */
struct made {
	union {
		struct nlmsghdr head;
		char bytes[2048];
	};
	size_t len;
	struct nlmsghdr *last;
};

static void begin(struct made *m, uint16_t type, const void *fixed, size_t size)
{
	m->last = (struct nlmsghdr *)(m->bytes + m->len);
	*m->last = (struct nlmsghdr){
		.nlmsg_len = (uint32_t)NLMSG_LENGTH(size), .nlmsg_type = type, .nlmsg_seq = SEQ
	};
	memcpy(NLMSG_DATA(m->last), fixed, size);
	m->len += NLMSG_SPACE(size);
}

static void attribute(struct made *m, unsigned short type, const void *value, size_t size)
{
	struct rtattr *a = (struct rtattr *)(m->bytes + m->len);

	a->rta_type = type;
	a->rta_len = (unsigned short)RTA_LENGTH(size);
	memcpy(RTA_DATA(a), value, size);
	m->len += RTA_SPACE(size);
	m->last->nlmsg_len = (uint32_t)(m->bytes + m->len - (char *)m->last);
}

static void add_link(struct made *m, int index, const char *name)
{
	struct ifinfomsg info = { .ifi_index = index, .ifi_flags = IFF_UP | IFF_LOOPBACK };
	uint32_t mtu = 1280;

	begin(m, RTM_NEWLINK, &info, sizeof(info));
	attribute(m, IFLA_IFNAME, name, strlen(name) + 1);
	attribute(m, IFLA_MTU, &mtu, sizeof(mtu));
	attribute(m, IFLA_ADDRESS, "\1\2\3\4\5\6", 6);
}

static void add_done(struct made *m)
{
	int status = 0;

	begin(m, NLMSG_DONE, &status, sizeof(status));
}

static struct netlink_answer links(struct rtnl *r)
{
	return (struct netlink_answer){ .each = rtnl_take,
		.context = r,
		.seq = SEQ,
		.type = RTM_NEWLINK,
		.least = sizeof(struct ifinfomsg),
		.dump = true };
}

static void two_links(struct made *m)
{
	*m = (struct made){ 0 };
	add_link(m, 1, "lo");
	add_link(m, 70000, "a-long-name-15c");
}

static void a_list_is_read_message_by_message(void **state)
{
	struct rtnl r = { 0 };
	struct netlink_answer a = links(&r);
	struct made m;
	struct err e;

	(void)state;
	two_links(&m);
	assert_int_equal(netlink_parse(&a, m.bytes, m.len, &e), NETLINK_MORE);
	m = (struct made){ 0 };
	add_done(&m);
	assert_int_equal(netlink_parse(&a, m.bytes, m.len, &e), NETLINK_OVER);
	assert_int_equal(r.nlinks, 2);
	assert_string_equal(rtnl_link(&r, 70000)->name, "a-long-name-15c");
	assert_int_equal(r.links[0].mtu, 1280);
	assert_int_equal(r.links[0].mac_len, 6);
	assert_null(rtnl_link(&r, 3));
	assert_false(a.changed);
	rtnl_free(&r);
}

/* M is refused with ERRNUM, and the message says WHAT. */
static void is_refused(struct made *m, int errnum, const char *what)
{
	struct rtnl r = { 0 };
	struct netlink_answer a = links(&r);
	struct err e;

	err_clear(&e);
	errno = 0;
	assert_int_equal(netlink_parse(&a, m->bytes, m->len, &e), NETLINK_BAD);
	assert_int_equal(errno, errnum);
	assert_int_equal(e.errnum, errnum);
	assert_int_equal(e.kind, ERR_SYSTEM);
	if (!strstr(e.text, what))
		fail_msg("%s: not %s", e.text, what);
	assert_int_equal(netlink_parse(&a, m->bytes, m->len, NULL), NETLINK_BAD);
	rtnl_free(&r);
}

static void garbage_is_said_to_be_that(void **state)
{
	struct nlmsgerr refusal = { .error = -EPERM };
	struct made m = { 0 };

	(void)state;
	is_refused(&m, EPROTO, "nothing");
	two_links(&m);
	m.len = sizeof(struct nlmsghdr) - 1;
	is_refused(&m, EPROTO, "cut");
	two_links(&m);
	m.head.nlmsg_len = (uint32_t)m.len + 1;
	is_refused(&m, EPROTO, "cut");
	m.head.nlmsg_len = 3;
	is_refused(&m, EPROTO, "cut");
	two_links(&m);
	m.len -= 4;
	is_refused(&m, EPROTO, "cut");
	two_links(&m);
	m.last->nlmsg_seq = SEQ + 1;
	is_refused(&m, EPROTO, "another question");
	two_links(&m);
	m.last->nlmsg_type = RTM_NEWADDR;
	is_refused(&m, EPROTO, "another kind");
	two_links(&m);
	m.head.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)) - 1;
	is_refused(&m, EPROTO, "too short");

	m = (struct made){ 0 };
	begin(&m, NLMSG_ERROR, &refusal, sizeof(refusal));
	is_refused(&m, EPERM, "Operation not permitted");
	m = (struct made){ 0 };
	begin(&m, NLMSG_ERROR, &refusal, 2);
	is_refused(&m, EPROTO, "without its number");
	m = (struct made){ 0 };
	refusal.error = 1;
	begin(&m, NLMSG_ERROR, &refusal, sizeof(refusal));
	is_refused(&m, EPROTO, "none");
	m = (struct made){ 0 };
	begin(&m, NLMSG_DONE, &(int){ -ENOMEM }, sizeof(int));
	is_refused(&m, ENOMEM, "memory");
	m = (struct made){ 0 };
	begin(&m, NLMSG_OVERRUN, "", 0);
	is_refused(&m, EPROTO, "lost");
}

static void malformed_attributes_are_garbage(void **state)
{
	struct made m = { 0 };
	struct ifinfomsg info = { .ifi_index = 1 };
	struct rtattr *first;

	(void)state;
	begin(&m, RTM_NEWLINK, &info, sizeof(info));
	is_refused(&m, EPROTO, "malformed"); /* a link without a name */
	m = (struct made){ 0 };
	add_link(&m, 1, "a-name-of-more-than-15-bytes");
	is_refused(&m, EPROTO, "malformed");
	for (unsigned short len = 0; len < 4; len++) {
		m = (struct made){ 0 };
		add_link(&m, 1, "lo");
		first = (struct rtattr *)(m.bytes + NLMSG_LENGTH(sizeof(info)));
		first->rta_len = len;
		is_refused(&m, EPROTO, "malformed");
		first->rta_len = (unsigned short)(2000 + len);
		is_refused(&m, EPROTO, "malformed");
	}
}

static void a_list_that_changes_says_so(void **state)
{
	struct rtnl r = { 0 };
	struct netlink_answer a = links(&r);
	struct made m;

	(void)state;
	two_links(&m);
	m.last->nlmsg_flags = NLM_F_MULTI | NLM_F_DUMP_INTR;
	assert_int_equal(netlink_parse(&a, m.bytes, m.len, NULL), NETLINK_MORE);
	assert_true(a.changed);
	rtnl_free(&r);
}

static void shows(const struct addr *a, const char *text)
{
	struct buf b = { 0 };

	if (a->len)
		addr_format_host(a, &b);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

static void addresses_and_groups_are_told_apart(void **state)
{
	struct ifaddrmsg info = { .ifa_family = AF_INET, .ifa_prefixlen = 8, .ifa_index = 1 };
	struct rtnl r = { 0 };
	struct made m = { 0 };

	(void)state;
	begin(&m, RTM_NEWADDR, &info, sizeof(info));
	attribute(&m, IFA_ADDRESS, "\12\0\0\2", 4); /* the other end */
	attribute(&m, IFA_LOCAL, "\12\0\0\1", 4);
	assert_int_equal(rtnl_take(&r, m.last), 0);
	begin(&m, RTM_GETMULTICAST, &info, sizeof(info));
	attribute(&m, IFA_MULTICAST, "\357\1\2\3", 4);
	assert_int_equal(rtnl_take(&r, m.last), 0);
	begin(&m, RTM_NEWADDR, &info, sizeof(info));
	attribute(&m, IFA_LOCAL, "\12\0\0", 3);
	assert_int_equal(rtnl_take(&r, m.last), -1);
	info.ifa_family = AF_UNIX; /* a family that we do not know is passed over */
	begin(&m, RTM_NEWADDR, &info, sizeof(info));
	assert_int_equal(rtnl_take(&r, m.last), 0);
	assert_int_equal(r.naddresses, 1);
	assert_int_equal(r.ngroups, 1);
	shows(&r.addresses[0].addr, "10.0.0.1");
	assert_int_equal(r.addresses[0].prefix, 8);
	shows(&r.groups[0].addr, "239.1.2.3");
	assert_int_equal(r.groups[0].prefix, -1);
	rtnl_free(&r);
}

static void routes_have_their_ways(void **state)
{
	struct rtmsg info = { .rtm_family = AF_INET,
		.rtm_dst_len = 8,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_type = RTN_UNICAST };
	struct {
		struct rtnexthop hop;
		struct rtattr gateway;
		unsigned char ip[4];
	} hops[2] = { { { sizeof(hops[0]), 0, 0, 3 }, { RTA_LENGTH(4), RTA_GATEWAY },
			      { 1, 1, 1, 1 } },
		{ { sizeof(hops[0]), 0, 0, 4 }, { RTA_LENGTH(4), RTA_GATEWAY }, { 2, 2, 2, 2 } } };
	struct rtvia_v6 {
		__kernel_sa_family_t family;
		unsigned char ip[16];
	} via = { AF_INET6, { 0xfd, [15] = 1 } };
	uint32_t table = 1000;
	struct rtnl r = { 0 };
	struct made m = { 0 };

	(void)state;
	begin(&m, RTM_NEWROUTE, &info, sizeof(info));
	attribute(&m, RTA_DST, "\12\0\0\0", 4);
	attribute(&m, RTA_TABLE, &table, sizeof(table));
	attribute(&m, RTA_MULTIPATH, hops, sizeof(hops));
	assert_int_equal(rtnl_take(&r, m.last), 0);
	begin(&m, RTM_NEWROUTE, &info, sizeof(info));
	attribute(&m, RTA_VIA, &via, sizeof(via));
	assert_int_equal(rtnl_take(&r, m.last), 0);
	assert_int_equal(r.nroutes, 3);
	assert_int_equal(r.routes[0].table, 1000);
	assert_int_equal(r.routes[1].index, 4);
	shows(&r.routes[0].via, "1.1.1.1");
	shows(&r.routes[1].via, "2.2.2.2");
	shows(&r.routes[1].to, "10.0.0.0");
	shows(&r.routes[2].via, "fd00::1");
	shows(&r.routes[2].to, "");

	hops[1].hop.rtnh_len = sizeof(hops[0]) + 1;
	begin(&m, RTM_NEWROUTE, &info, sizeof(info));
	attribute(&m, RTA_MULTIPATH, hops, sizeof(hops));
	assert_int_equal(rtnl_take(&r, m.last), -1);
	hops[1].hop.rtnh_len = 2;
	memcpy(m.bytes + m.len - sizeof(hops), hops, sizeof(hops));
	assert_int_equal(rtnl_take(&r, m.last), -1);
	rtnl_free(&r);
}

/* As kernels before 6.15 have it. */
static void groups_are_read_from_a_file(void **state)
{
	static const char text[] =
		"Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n"
		"1\tlo        :     1      V3\n"
		"\t\t\t\t010000E0     1 0:00000000\t\t0\n"
		"4\teth0      :     2      V3\n"
		"\t\t\t\t030201EF     1 0:00000000\t\t0\n"
		"\t\t\t\tgarbage\n";
	struct rtnl r = { 0 };

	(void)state;
	rtnl_take_igmp(&r, slice_of(text));
	assert_int_equal(r.ngroups, 2);
	assert_int_equal(r.groups[0].index, 1);
	assert_int_equal(r.groups[1].index, 4);
	if (htons(1) != 1) {
		shows(&r.groups[0].addr, "224.0.0.1");
		shows(&r.groups[1].addr, "239.1.2.3");
	}
	rtnl_free(&r);
}

/* Nothing that may come makes it read what is not there: address sanitizer would say. */
static void random_bytes_end_well(void **state)
{
	struct made m;

	(void)state;
	srandom(SEED);
	for (int i = 0; i < ROUNDS; i++) {
		struct rtnl r = { 0 };
		struct netlink_answer a = links(&r);
		size_t len;
		void *exact;

		two_links(&m);
		a.type = m.head.nlmsg_type = (uint16_t[]){ RTM_NEWLINK, RTM_NEWADDR, RTM_NEWROUTE,
			RTM_GETMULTICAST }[random() % 4];
		m.last->nlmsg_type = a.type;
		for (long n = random() % 6; n > 0; n--)
			m.bytes[(size_t)random() % m.len] = (char)random();
		len = (size_t)random() % (m.len + 1);
		exact = malloc(len ? len : 1);
		memcpy(exact, m.bytes, len);
		netlink_parse(&a, exact, len, NULL);
		free(exact);
		rtnl_free(&r);
	}
}

static void the_kernel_answers(void **state)
{
	struct rtnl r = { 0 };
	struct err e;
	struct in_addr loopback = { htonl(INADDR_LOOPBACK) }, found;

	(void)state;
	err_clear(&e);
	if (rtnl_read(&r, RTNL_LINKS | RTNL_ADDRESSES | RTNL_GROUPS | RTNL_ROUTES, &e) < 0)
		fail_msg("%s", e.text);
	assert_true(r.nlinks > 0);
	unsigned lo = rtnl_interface(AF_INET, &loopback);
	assert_int_equal(lo, if_nametoindex("lo"));
	assert_string_equal(rtnl_link(&r, lo)->name, "lo");
	assert_true(rtnl_interface_address(lo, &found));
	assert_int_equal(found.s_addr, loopback.s_addr);
	assert_false(rtnl_interface_address(0x7fffffff, &found));
	rtnl_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_read_message_by_message),
		cmocka_unit_test(garbage_is_said_to_be_that),
		cmocka_unit_test(malformed_attributes_are_garbage),
		cmocka_unit_test(a_list_that_changes_says_so),
		cmocka_unit_test(addresses_and_groups_are_told_apart),
		cmocka_unit_test(routes_have_their_ways),
		cmocka_unit_test(groups_are_read_from_a_file),
		cmocka_unit_test(random_bytes_end_well),
		cmocka_unit_test(the_kernel_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
