/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of socket options that name groups of either family (MCAST_), lists of sources,
 * and the groups of a network card.
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "sock/addr.h"
#include "sock/iface.h"
#include "sock/rtnl.h"
#include "sockopt_kinds.h"
#include "sockopt_names.h"

/* ---- groups of either family ---- */

/* The family is that of the option's level. */
static int parse_address(
	const struct sockopt *o, struct slice text, struct sockaddr_storage *to, struct err *e)
{
	struct endpoint ep = { .kind = ENDPOINT_INET, .host = text, .port = { "0", 1 } };
	int family = o->level == IPPROTO_IPV6 ? AF_INET6 : AF_INET;
	struct addr a;

	if (!text.len || !addr_from_endpoint(&ep, family, &a) || a.sa.sa_family != family)
		return err_set(e, ERR_USAGE, "\"%.*s\" is no IPv%d address", (int)text.len, text.p,
			family == AF_INET ? 4 : 6);
	memcpy(to, &a.storage, a.len);
	return 0;
}

static void print_address(const struct sockaddr_storage *from, struct buf *b)
{
	struct addr a = { .len = sizeof(struct sockaddr_in6) };

	memcpy(&a.storage, from, a.len);
	if (from->ss_family == AF_INET)
		a.len = sizeof(struct sockaddr_in);
	addr_format_host(&a, b);
}

/* GROUP[%INTERFACE]: an address of IPv6 has a zone of that form too. */
static int parse_group(const struct sockopt *o, struct slice *text, struct sockaddr_storage *group,
	uint32_t *index, struct err *e)
{
	struct slice zone = sockopt_word(text, ' '), host = sockopt_word(&zone, '%');

	*index = 0;
	if (zone.len && sockopt_parse_interface(zone, index, e))
		return -1;
	return parse_address(o, host, group, e);
}

static int parse_last(struct slice text, uint32_t *index, struct err *e)
{
	struct slice word = sockopt_word(&text, ' ');

	if (word.len && *index)
		return err_set(e, ERR_USAGE, "two interfaces");
	if (word.len && sockopt_parse_interface(word, index, e))
		return -1;
	return sockopt_word(&text, ' ').len ? err_set(e, ERR_USAGE, "too many words") : 0;
}

static void print_group(const struct sockaddr_storage *group, uint32_t index, struct buf *b)
{
	print_address(group, b);
	if (!index)
		return;
	buf_addc(b, '%');
	iface_print(index, b);
}

static int parse_join(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct group_req m = { 0 };

	if (parse_group(o, &text, &m.gr_group, &m.gr_interface, e) ||
		parse_last(text, &m.gr_interface, e))
		return -1;
	memcpy(v->bytes, &m, sizeof(m));
	return 0;
}

static void print_join(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct group_req m;

	(void)o;
	memcpy(&m, v->bytes, sizeof(m));
	print_group(&m.gr_group, m.gr_interface, b);
}

static bool became_join(
	const struct sockopt *o, const struct sockopt_value *v, struct sockopt_value *became)
{
	struct group_req m;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	memcpy(&m, v->bytes, sizeof(m));
	memcpy(&in, &m.gr_group, sizeof(in));
	memcpy(&in6, &m.gr_group, sizeof(in6));
	if (m.gr_interface)
		return false;
	m.gr_interface = o->level == IPPROTO_IPV6 ? rtnl_interface(AF_INET6, &in6.sin6_addr)
						  : rtnl_interface(AF_INET, &in.sin_addr);
	became->len = sizeof(m);
	memcpy(became->bytes, &m, sizeof(m));
	return m.gr_interface;
}

static int parse_source(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct group_source_req m = { 0 };
	struct slice source;

	if (parse_group(o, &text, &m.gsr_group, &m.gsr_interface, e))
		return -1;
	source = sockopt_word(&text, ' ');
	/* GROUP INTERFACE SOURCE */
	if (text.len && !m.gsr_interface &&
		!sockopt_parse_interface(source, &m.gsr_interface, NULL))
		source = sockopt_word(&text, ' ');
	if (parse_address(o, source, &m.gsr_source, e) || parse_last(text, &m.gsr_interface, e))
		return -1;
	memcpy(v->bytes, &m, sizeof(m));
	return 0;
}

static void print_source(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct group_source_req m;

	(void)o;
	memcpy(&m, v->bytes, sizeof(m));
	print_group(&m.gsr_group, m.gsr_interface, b);
	buf_addc(b, ' ');
	print_address(&m.gsr_source, b);
}

const struct sockopt_kind sockopt_join = { parse_join, print_join, sizeof(struct group_req), true,
	became_join };
const struct sockopt_kind sockopt_leave = { parse_join, print_join, sizeof(struct group_req), true,
	NULL };
const struct sockopt_kind sockopt_source = { parse_source, print_source,
	sizeof(struct group_source_req), true, NULL };

/* ---- lists of sources ---- */

enum { SOURCES_MAX = 25 };

/* The mode behind the group; none: all sources. */
static int parse_mode(struct slice *text, uint32_t *mode, struct err *e)
{
	struct slice word = sockopt_word(text, ' ');
	long named = MCAST_EXCLUDE;

	if (word.len && names_parse(&names_mcast, word, &named, e))
		return -1;
	*mode = (uint32_t)named;
	return 0;
}

static int too_many(struct err *e)
{
	return err_set(e, ERR_USAGE, "more than %d sources", SOURCES_MAX);
}

/* GROUP[%INTERFACE] [include|exclude SOURCE...] */
static int parse_msfilter(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct {
		struct group_filter head;
		struct sockaddr_storage more[SOURCES_MAX];
	} f;
	struct sockaddr_storage *source;

	memset(&f, 0, sizeof(f));
	source = f.head.gf_slist;
	if (parse_group(o, &text, &f.head.gf_group, &f.head.gf_interface, e) ||
		parse_mode(&text, &f.head.gf_fmode, e))
		return -1;
	while (text.len) {
		if (f.head.gf_numsrc == SOURCES_MAX)
			return too_many(e);
		if (parse_address(o, sockopt_word(&text, ' '), source++, e))
			return -1;
		f.head.gf_numsrc++;
	}
	v->len = (socklen_t)GROUP_FILTER_SIZE(f.head.gf_numsrc);
	memcpy(v->bytes, &f, v->len);
	return 0;
}

static void print_msfilter(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct group_filter head;

	(void)o;
	memcpy(&head, v->bytes, sizeof(head));
	print_group(&head.gf_group, head.gf_interface, b);
	buf_addc(b, ' ');
	names_print(&names_mcast, head.gf_fmode, b);
	for (uint32_t i = 0; GROUP_FILTER_SIZE(i + 1) <= v->len; i++) {
		struct sockaddr_storage source;

		memcpy(&source, v->bytes + GROUP_FILTER_SIZE(i), sizeof(source));
		buf_addc(b, ' ');
		print_address(&source, b);
	}
}

const struct sockopt_kind sockopt_msfilter = { parse_msfilter, print_msfilter, SOCKOPT_VALUE_MAX,
	true, NULL };

/* IPv4's own, which knows the interface by an address of its. */
static int parse_msfilter4(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct ip_msfilter head = { 0 };
	struct sockopt_value group;
	struct ip_mreqn at;
	struct slice words = sockopt_word(&text, ' ');
	char *source = v->bytes + IP_MSFILTER_SIZE(0);

	memset(group.bytes, 0, sizeof(at));
	if (sockopt_join4.parse(o, words, &group, e) || parse_mode(&text, &head.imsf_fmode, e))
		return -1;
	memcpy(&at, group.bytes, sizeof(at));
	head.imsf_multiaddr = at.imr_multiaddr;
	head.imsf_interface = at.imr_address;
	if (at.imr_ifindex &&
		!rtnl_interface_address((unsigned)at.imr_ifindex, &head.imsf_interface))
		return err_set(e, ERR_USAGE, "interface %d has no IPv4 address", at.imr_ifindex);
	for (; text.len; source += sizeof(struct in_addr)) {
		struct sockaddr_storage one;
		struct sockaddr_in in;

		if (head.imsf_numsrc++ == SOURCES_MAX)
			return too_many(e);
		if (parse_address(o, sockopt_word(&text, ' '), &one, e))
			return -1;
		memcpy(&in, &one, sizeof(in));
		memcpy(source, &in.sin_addr, sizeof(in.sin_addr));
	}
	v->len = (socklen_t)IP_MSFILTER_SIZE(head.imsf_numsrc);
	memcpy(v->bytes, &head, IP_MSFILTER_SIZE(0));
	return 0;
}

static void print_ip(const void *ip, struct buf *b)
{
	char host[INET_ADDRSTRLEN];

	buf_adds(b, inet_ntop(AF_INET, ip, host, sizeof(host)));
}

static void print_msfilter4(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct ip_msfilter head;

	(void)o;
	memcpy(&head, v->bytes, sizeof(head));
	print_ip(&head.imsf_multiaddr, b);
	if (head.imsf_interface.s_addr) {
		buf_addc(b, '%');
		print_ip(&head.imsf_interface, b);
	}
	buf_addc(b, ' ');
	names_print(&names_mcast, head.imsf_fmode, b);
	for (uint32_t i = 0; IP_MSFILTER_SIZE(i + 1) <= v->len; i++) {
		buf_addc(b, ' ');
		print_ip(v->bytes + IP_MSFILTER_SIZE(i), b);
	}
}

const struct sockopt_kind sockopt_msfilter4 = { parse_msfilter4, print_msfilter4,
	IP_MSFILTER_SIZE(SOURCES_MAX), true, NULL };

void sockopt_make_room(const struct sockopt *o, struct sockopt_value *v)
{
	static const uint32_t most = SOURCES_MAX;

	if (o->kind == &sockopt_msfilter4) {
		v->len = IP_MSFILTER_SIZE(SOURCES_MAX);
		memcpy(v->bytes + offsetof(struct ip_msfilter, imsf_numsrc), &most, sizeof(most));
	} else {
		v->len = GROUP_FILTER_SIZE(SOURCES_MAX);
		memcpy(v->bytes + offsetof(struct group_filter, gf_numsrc), &most, sizeof(most));
	}
}

/* ---- what a network card lets through ---- */

/* INTERFACE TYPE [ADDRESS] */
static int parse_link(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct packet_mreq m = { 0 };
	struct sockopt_value bytes;
	unsigned index;
	long type;

	(void)o;
	if (sockopt_parse_interface(sockopt_word(&text, ' '), &index, e) ||
		names_parse(&names_packet_mr, sockopt_word(&text, ' '), &type, e) ||
		sockopt_parse_bytes(text, sizeof(m.mr_address), &bytes, e))
		return -1;
	m.mr_ifindex = (int)index;
	m.mr_type = (unsigned short)type;
	m.mr_alen = (unsigned short)bytes.len;
	if (bytes.len)
		memcpy(m.mr_address, bytes.bytes, bytes.len);
	memcpy(v->bytes, &m, sizeof(m));
	return 0;
}

static void print_link(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct packet_mreq m;

	(void)o;
	memcpy(&m, v->bytes, sizeof(m));
	iface_print((unsigned)m.mr_ifindex, b);
	buf_addc(b, ' ');
	names_print(&names_packet_mr, m.mr_type, b);
	for (size_t i = 0; i < m.mr_alen && i < sizeof(m.mr_address); i++)
		buf_addf(b, "%c%02x", i ? ':' : ' ', m.mr_address[i]);
}

const struct sockopt_kind sockopt_link = { parse_link, print_link, sizeof(struct packet_mreq), true,
	NULL };
