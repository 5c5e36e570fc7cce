/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of socket options: parse(print(v)) == v, for random values of every row.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/tcp.h>
#include <netinet/in.h>

#include "sock/sockopt.h"
#include "../../src/sock/sockopt_kinds.h"

enum { ROUNDS = 60, LOOPBACK_INDEX = 1 };

static unsigned roll(unsigned below)
{
	return (unsigned)rand() % below;
}

static void fill(void *p, size_t len)
{
	unsigned char *at = p;

	while (len--)
		*at++ = (unsigned char)roll(256);
}

/* One that there is, or none: its name must lead back to it. */
static unsigned any_interface(void)
{
	return roll(2) ? LOOPBACK_INDEX : 0;
}

static void any_address(int family, struct sockaddr_storage *to)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	fill(&in.sin_addr, sizeof(in.sin_addr));
	fill(&in6.sin6_addr, sizeof(in6.sin6_addr));
	if (family == AF_INET)
		memcpy(to, &in, sizeof(in));
	else
		memcpy(to, &in6, sizeof(in6));
}

static int family_of(const struct sockopt *o)
{
	return o->level == IPPROTO_IPV6 ? AF_INET6 : AF_INET;
}

/* ---- one of each kind; what stands in V is random bytes ---- */

static void any_bytes(const struct sockopt *o, struct sockopt_value *v)
{
	(void)o;
	v->len = roll(100);
}

static void any_words(const struct sockopt *o, struct sockopt_value *v)
{
	(void)o;
	v->len = roll(20) * (socklen_t)sizeof(uint32_t);
}

static void any_string(const struct sockopt *o, struct sockopt_value *v)
{
	(void)o;
	v->len = roll(16);
	for (socklen_t i = 0; i < v->len; i++)
		v->bytes[i] = (char)('!' + roll('~' - '!'));
}

/* There is nothing between the members. */
static void any_fields(const struct sockopt *o, struct sockopt_value *v)
{
	const struct sockopt_layout *layout = o->of;

	memset(v->bytes, 0, v->len);
	for (size_t i = 0; i < layout->count; i++)
		fill(v->bytes + layout->fields[i].offset, layout->fields[i].size);
}

static void any_linger(const struct sockopt *o, struct sockopt_value *v)
{
	(void)o;
	v->linger = (struct linger){ (int)roll(2), 0 };
	if (v->linger.l_onoff)
		v->linger.l_linger = (int)roll(1000);
}

static void any_time(const struct sockopt *o, struct sockopt_value *v)
{
	(void)o;
	v->time = (struct timeval){ (time_t)roll(100000), roll(2) ? (int)roll(1000000) : 0 };
}

static void any_errno(const struct sockopt *o, struct sockopt_value *v)
{
	(void)o;
	v->number = (int)roll(134);
}

static void any_interface_number(const struct sockopt *o, struct sockopt_value *v)
{
	v->number = (int)any_interface();
	if (o->kind == &sockopt_interface_net)
		v->number = (int)htonl((uint32_t)v->number);
}

static void any_program(const struct sockopt *o, struct sockopt_value *v)
{
	(void)o;
	v->len = roll(40) * (socklen_t)sizeof(struct sock_filter);
}

static void any_join4(const struct sockopt *o, struct sockopt_value *v)
{
	struct ip_mreqn m = { .imr_ifindex = (int)any_interface() };

	fill(&m.imr_multiaddr, sizeof(m.imr_multiaddr));
	if (!m.imr_ifindex)
		fill(&m.imr_address, sizeof(m.imr_address));
	if (o->kind == &sockopt_multicast_if)
		m.imr_multiaddr.s_addr = 0;
	memcpy(v->bytes, &m, sizeof(m));
}

static void any_join6(const struct sockopt *o, struct sockopt_value *v)
{
	unsigned index = any_interface();

	(void)o;
	memcpy(v->bytes + offsetof(struct ipv6_mreq, ipv6mr_interface), &index, sizeof(index));
}

static void any_join(const struct sockopt *o, struct sockopt_value *v)
{
	struct group_req m = { .gr_interface = any_interface() };

	any_address(family_of(o), &m.gr_group);
	memcpy(v->bytes, &m, sizeof(m));
}

static void any_source(const struct sockopt *o, struct sockopt_value *v)
{
	struct group_source_req m = { .gsr_interface = any_interface() };

	any_address(family_of(o), &m.gsr_group);
	any_address(family_of(o), &m.gsr_source);
	memcpy(v->bytes, &m, sizeof(m));
}

static void any_msfilter(const struct sockopt *o, struct sockopt_value *v)
{
	struct group_filter head = {
		.gf_interface = any_interface(), .gf_fmode = roll(2), .gf_numsrc = roll(6)
	};

	any_address(family_of(o), &head.gf_group);
	v->len = (socklen_t)GROUP_FILTER_SIZE(head.gf_numsrc);
	memset(v->bytes, 0, v->len);
	memcpy(v->bytes, &head, GROUP_FILTER_SIZE(0));
	for (uint32_t i = 0; i < head.gf_numsrc; i++) {
		struct sockaddr_storage source = { 0 };

		any_address(family_of(o), &source);
		memcpy(v->bytes + GROUP_FILTER_SIZE(i), &source, sizeof(source));
	}
}

static void any_msfilter4(const struct sockopt *o, struct sockopt_value *v)
{
	uint32_t mode_and_count[] = { roll(2), roll(6) };

	(void)o;
	v->len = (socklen_t)IP_MSFILTER_SIZE(mode_and_count[1]);
	memcpy(v->bytes + offsetof(struct ip_msfilter, imsf_fmode), mode_and_count,
		sizeof(mode_and_count));
}

static void any_link(const struct sockopt *o, struct sockopt_value *v)
{
	struct packet_mreq m = { .mr_ifindex = (int)any_interface(),
		.mr_type = (unsigned short)roll(4),
		.mr_alen = (unsigned short)roll(9) };

	(void)o;
	fill(m.mr_address, m.mr_alen);
	memcpy(v->bytes, &m, sizeof(m));
}

static void any_key(const struct sockopt *o, struct sockopt_value *v)
{
	struct tcp_md5sig m = { .tcpm_keylen = (uint16_t)roll(81),
		.tcpm_ifindex = (int)any_interface() };
	struct sockaddr_storage peer = { 0 };

	(void)o;
	any_address(roll(2) ? AF_INET : AF_INET6, &peer);
	memcpy(&m.tcpm_addr, &peer, sizeof(peer));
	m.tcpm_flags = m.tcpm_ifindex ? TCP_MD5SIG_FLAG_IFINDEX : 0;
	if (roll(2)) {
		m.tcpm_flags |= TCP_MD5SIG_FLAG_PREFIX;
		m.tcpm_prefixlen = (uint8_t)roll(129);
	}
	for (int i = 0; i < m.tcpm_keylen; i++)
		m.tcpm_key[i] = (uint8_t)(m.tcpm_keylen % 2 ? roll(256) : '0' + roll(70));
	memcpy(v->bytes, &m, sizeof(m));
}

static void any_repair(const struct sockopt *o, struct sockopt_value *v)
{
	(void)o;
	v->len = roll(6) * (socklen_t)sizeof(struct tcp_repair_opt);
}

/* A kind that is not here has values of any bytes. */
static const struct {
	const struct sockopt_kind *kind;
	void (*make)(const struct sockopt *o, struct sockopt_value *v);
} makers[] = {
	{ &sockopt_bytes, any_bytes },
	{ &sockopt_raw, any_bytes },
	{ &sockopt_list, any_words },
	{ &sockopt_fields, any_fields },
	{ &sockopt_string, any_string },
	{ &sockopt_linger, any_linger },
	{ &sockopt_timeval, any_time },
	{ &sockopt_errno, any_errno },
	{ &sockopt_interface, any_interface_number },
	{ &sockopt_interface_net, any_interface_number },
	{ &sockopt_multicast_if, any_join4 },
	{ &sockopt_join4, any_join4 },
	{ &sockopt_leave4, any_join4 },
	{ &sockopt_source4, NULL },
	{ &sockopt_join6, any_join6 },
	{ &sockopt_leave6, any_join6 },
	{ &sockopt_pktinfo6, any_join6 },
	{ &sockopt_join, any_join },
	{ &sockopt_leave, any_join },
	{ &sockopt_source, any_source },
	{ &sockopt_msfilter, any_msfilter },
	{ &sockopt_msfilter4, any_msfilter4 },
	{ &sockopt_link, any_link },
	{ &sockopt_filter, any_program },
	{ &sockopt_md5, any_key },
	{ &sockopt_repair, any_repair },
};

static void make_value(const struct sockopt *o, struct sockopt_value *v)
{
	v->len = sockopt_size(o);
	fill(v->bytes, v->len < 1024 ? 1024 : v->len);
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (makers[i].kind == o->kind && makers[i].make)
			makers[i].make(o, v);
}

static void comes_back(const struct sockopt *o)
{
	struct sockopt_value v, again;
	struct buf b = { 0 };
	struct err e = { 0 };

	make_value(o, &v);
	sockopt_print(o, &v, &b);
	if (sockopt_parse(o, buf_slice(&b), &again, &e))
		fail_msg("%s: \"%s\": %s", o->name, buf_cstr(&b), e.text);
	if (again.len != v.len || memcmp(again.bytes, v.bytes, v.len) != 0)
		fail_msg("%s: \"%s\" is another value", o->name, buf_cstr(&b));
	buf_free(&b);
}

static void what_prints_parses_to_the_same_value(void **state)
{
	(void)state;
	srand(7);
	for (size_t i = 0; i < sockopt_count; i++)
		for (int round = 0; round < ROUNDS && sockopts[i].kind->parse; round++)
			comes_back(&sockopts[i]);
}

/* Neither a kernel's nor a peer's bytes make printing look beyond them. */
static void any_bytes_print(void **state)
{
	struct sockopt_value v;
	struct buf b = { 0 };

	(void)state;
	srand(8);
	for (size_t i = 0; i < sockopt_count; i++)
		for (int round = 0; round < ROUNDS; round++) {
			fill(v.bytes, sizeof(v.bytes));
			v.len = roll(2) ? sockopt_size(&sockopts[i]) : roll(100);
			buf_clear(&b);
			sockopt_print(&sockopts[i], &v, &b);
		}
	buf_free(&b);
}

static void no_words_are_too_strange(void **state)
{
	static const char letters[] = "0129afx%:/.,=- lo\n\t|";
	struct sockopt_value v;
	char text[40];

	(void)state;
	srand(9);
	for (size_t i = 0; i < sockopt_count; i++)
		for (int round = 0; round < ROUNDS; round++) {
			size_t len = roll(sizeof(text));
			struct err e = { 0 };

			for (size_t k = 0; k < len; k++)
				text[k] = letters[roll(sizeof(letters) - 1)];
			if (sockopt_parse(&sockopts[i], (struct slice){ text, len }, &v, &e))
				assert_true(e.text[0]);
			else
				assert_true(v.len <= sizeof(v.bytes));
		}
}

static const unsigned char syn4[] = { 0x45, 0, 0, 44, 0, 0, 0, 0, 64, 6, 0, 0, 127, 0, 0, 1, 127, 0,
	0, 2, 0x1f, 0x90, 0, 80, 0, 0, 0, 9, 0, 0, 0, 0, 0x60, 2, 1, 0, 0, 0, 0, 0, 2, 4, 5, 0xb4 };

static void prints_syn(const unsigned char *bytes, size_t len, const char *text)
{
	const struct sockopt *o = sockopt_find(slice_of("TCP_SAVED_SYN"), NULL);
	struct sockopt_value v = { .len = (socklen_t)len };
	struct buf b = { 0 };

	memcpy(v.bytes, bytes, len);
	sockopt_print(o, &v, &b);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

static void a_saved_syn_prints_in_words(void **state)
{
	unsigned char cut[sizeof(syn4)];

	(void)state;
	prints_syn(syn4, sizeof(syn4),
		"127.0.0.1:8080 > 127.0.0.2:80, ttl 64, tos 0, seq 9, window 256, options mss 1460");
	prints_syn(syn4, 20, "4500002c00000000400600007f0000017f000002");
	prints_syn(syn4, 0, "none");
	memcpy(cut, syn4, sizeof(cut));
	cut[41] = 200; /* an option that would end behind the header */
	prints_syn(cut, sizeof(cut),
		"127.0.0.1:8080 > 127.0.0.2:80, ttl 64, tos 0, seq 9, window 256");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_prints_parses_to_the_same_value),
		cmocka_unit_test(any_bytes_print),
		cmocka_unit_test(no_words_are_too_strange),
		cmocka_unit_test(a_saved_syn_prints_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
