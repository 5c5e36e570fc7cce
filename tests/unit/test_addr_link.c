/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses of every family: what is printed parses to the same address, and the syntax of
 * those that have a prefix.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <net/if.h>

#include "sock/addr.h"
#include "sock/kind.h"

enum { ROUNDS = 2000, SEED = 20 };

static struct addr made(const char *word)
{
	struct endpoint ep;
	struct err e = { 0 };
	struct addr a;

	if (endpoint_parse(slice_of(word), &ep, &e) < 0)
		fail_msg("%s: %s", word, e.text);
	assert_int_equal(addr_from_endpoint(&ep, AF_UNSPEC, &a), 1);
	return a;
}

static void becomes(const char *word, const char *text)
{
	struct addr a = made(word);
	struct buf b = { 0 };

	addr_format(&a, &b);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

static void refused(const char *word, const char *message)
{
	struct endpoint ep;
	struct err e = { 0 };

	assert_int_equal(endpoint_parse(slice_of(word), &ep, &e), -1);
	assert_string_equal(e.text, message);
}

/* ---- parse(print(a)) is a ---- */

static void fill(void *p, size_t len)
{
	unsigned char *byte = p;

	while (len--)
		*byte++ = (unsigned char)random();
}

static struct addr random_in(void)
{
	struct addr a = { .len = sizeof(a.in) };

	a.in.sin_family = AF_INET;
	fill(&a.in.sin_port, sizeof(a.in.sin_port));
	fill(&a.in.sin_addr, sizeof(a.in.sin_addr));
	return a;
}

static struct addr random_in6(void)
{
	struct addr a = { .len = sizeof(a.in6) };

	a.in6.sin6_family = AF_INET6;
	fill(&a.in6.sin6_port, sizeof(a.in6.sin6_port));
	fill(&a.in6.sin6_addr, sizeof(a.in6.sin6_addr));
	if (random() % 4 == 0)
		memset(&a.in6.sin6_addr, 0, 8);
	if (random() % 2 == 0)
		a.in6.sin6_scope_id = 1 + (uint32_t)random() % 1000000;
	return a;
}

/* Of bytes that stand for themselves; how others are quoted is lex's. */
static struct addr random_un(void)
{
	size_t i = 0, len = 1 + (size_t)random() % 100;
	struct addr a = { .len = (socklen_t)(sizeof(sa_family_t) + 1 + len) };

	a.un.sun_family = AF_UNIX;
	if (random() % 2 == 0)
		a.un.sun_path[i++] = '\0';
	for (; i < len; i++)
		a.un.sun_path[i] = "abcXYZ019_:.@/-[]%"[random() % 18];
	if (a.un.sun_path[0] == '\0')
		a.len--;
	return a;
}

static struct addr random_nl(void)
{
	struct addr a = { .len = sizeof(a.nl) };

	a.nl.nl_family = AF_NETLINK;
	fill(&a.nl.nl_pid, sizeof(a.nl.nl_pid));
	if (random() % 2 == 0)
		fill(&a.nl.nl_groups, sizeof(a.nl.nl_groups));
	return a;
}

static struct addr random_ll(void)
{
	struct addr a = { .len = sizeof(a.ll) };

	a.ll.sll_family = AF_PACKET;
	a.ll.sll_ifindex = random() % 3 == 0 ? 0 : (int)random() % 5;
	a.ll.sll_protocol = htons(random() % 2 == 0 ? 0x0800 : (uint16_t)random());
	a.ll.sll_halen = (unsigned char)(random() % 9);
	fill(a.ll.sll_addr, a.ll.sll_halen);
	a.ll.sll_pkttype = (unsigned char)(random() % 6);
	return a;
}

static struct addr random_vm(void)
{
	struct addr a = { .len = sizeof(a.vm) };

	a.vm.svm_family = AF_VSOCK;
	a.vm.svm_cid = random() % 2 == 0 ? (unsigned int)random() % 4 : VMADDR_CID_ANY;
	if (random() % 3 == 0)
		fill(&a.vm.svm_cid, sizeof(a.vm.svm_cid));
	a.vm.svm_port = VMADDR_PORT_ANY;
	if (random() % 3 != 0)
		fill(&a.vm.svm_port, sizeof(a.vm.svm_port));
	return a;
}

static struct addr random_none(void)
{
	struct addr a = { .len = sizeof(a.sa) };

	a.sa.sa_family = AF_UNSPEC;
	return a;
}

static void what_is_printed_parses_to_the_same_address(void **state)
{
	static struct addr (*const families[])(void) = { random_in, random_in6, random_un,
		random_nl, random_ll, random_vm, random_none };
	struct buf b = { 0 };

	(void)state;
	srandom(SEED);
	for (size_t i = 0; i < ROUNDS * sizeof(families) / sizeof(families[0]); i++) {
		struct addr before = families[i % (sizeof(families) / sizeof(families[0]))]();

		buf_clear(&b);
		addr_format(&before, &b);
		struct addr after = made(buf_cstr(&b));
		if (after.len != before.len ||
			memcmp(&after.storage, &before.storage, after.len) != 0)
			fail_msg("%s", buf_cstr(&b));
	}
	buf_free(&b);
}

/* ---- the syntax ---- */

static void parts_may_be_left_out(void **state)
{
	(void)state;
	becomes("netlink:0", "netlink:0");
	becomes("netlink:0x10:5", "netlink:16:0x5");
	becomes("packet:lo", "packet:lo");
	becomes("packet:1:ip", "packet:lo:ETH_P_IP");
	becomes("packet:lo:0x88b5:02:00:00:00:00:01", "packet:lo:0x88b5:02:00:00:00:00:01");
	becomes("packet:*:all/outgoing", "packet:*:ETH_P_ALL/PACKET_OUTGOING");
	becomes("packet:lo/broadcast", "packet:lo:0x0000/PACKET_BROADCAST");
	becomes("vsock:1:80", "vsock:local:80");
	becomes("vsock:ANY:any", "vsock:any:any");
	becomes("vsock:host:4294967295", "vsock:host:any");
	becomes("none", "AF_UNSPEC");
}

static void what_is_wrong_with_a_word_is_said(void **state)
{
	(void)state;
	refused("netlink:", "\"\" is no port of netlink: 0..4294967295");
	refused("netlink:-1", "\"-1\" is no port of netlink: 0..4294967295");
	refused("netlink:0:x", "\"x\" is no mask of groups: 0..4294967295");
	refused("vsock:1", "a port is missing: vsock:CID:PORT");
	refused("vsock:lcoal:1", "\"lcoal\" is not a CID");
	refused("vsock:1:4294967296", "\"4294967296\" is no port of vsock: 0..4294967295");
	refused("packet:", "\"\" is no interface's name: packet:IFACE[:PROTO[:MAC]]");
	refused("packet:averylonginterface",
		"\"averylonginterface\" is no interface's name: packet:IFACE[:PROTO[:MAC]]");
	refused("packet:lo:ipx4", "\"ipx4\" is not a protocol of frames");
	refused("packet:lo:65536", "protocol 65536 is out of range 0..65535");
	refused("packet:lo:ip:0g",
		"\"0g\" is no link address: at most 8 pairs of hex digits, with colons");
	refused("packet:lo:ip:01:02:03:04:05:06:07:08:09",
		"\"01:02:03:04:05:06:07:08:09\" is no link address: at most 8 pairs of hex digits, "
		"with colons");
	refused("packet:lo/sideways", "\"sideways\" is not a type of packet");
}

static void an_interface_that_is_not_here_makes_no_address(void **state)
{
	struct endpoint ep;
	struct addr a;

	(void)state;
	assert_int_equal(endpoint_parse(slice_of("packet:nosuch0:ip"), &ep, NULL), 0);
	assert_int_equal(addr_from_endpoint(&ep, AF_PACKET, &a), 0);
}

/* A kernel that says less than a whole address is shown as it is. */
static void a_short_address_is_shown_as_bytes(void **state)
{
	struct addr a = { .len = 4 };
	struct buf b = { 0 };

	(void)state;
	a.sa.sa_family = AF_NETLINK;
	addr_format(&a, &b);
	assert_string_equal(buf_cstr(&b), "AF_NETLINK:0000");
	buf_free(&b);
}

static void an_endpoint_means_a_kind(void **state)
{
	static const struct {
		const char *word, *kind;
	} table[] = { { "127.0.0.1:1", "tcp" }, { "@x", "unix" }, { "vsock:1:1", "vsock" },
		{ "netlink:0", "netlink" }, { "packet:lo", "packet" }, { "none", "tcp" } };
	struct endpoint ep;
	const char *needs;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(endpoint_parse(slice_of(table[i].word), &ep, NULL), 0);
		assert_string_equal(kind_for(&ep)->name, table[i].kind);
		assert_int_equal(kind_takes(kind_find(slice_of("vsock")), &ep, &needs),
			strcmp(table[i].kind, "vsock") == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_printed_parses_to_the_same_address),
		cmocka_unit_test(parts_may_be_left_out),
		cmocka_unit_test(what_is_wrong_with_a_word_is_said),
		cmocka_unit_test(an_interface_that_is_not_here_makes_no_address),
		cmocka_unit_test(a_short_address_is_shown_as_bytes),
		cmocka_unit_test(an_endpoint_means_a_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
