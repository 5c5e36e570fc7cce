/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of socket options that name interfaces and multicast groups. A group is written
 * GROUP, GROUP%INTERFACE or GROUP INTERFACE, the source of source-specific ones behind the
 * group; where C has the address of an interface, that will do for its name.
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "sock/addr.h"
#include "sock/iface.h"
#include "sock/rtnl.h"
#include "sockopt_kinds.h"

enum { SHOWN_MAX = 60 };

/* ---- interfaces ---- */

int sockopt_parse_interface(struct slice text, unsigned *index, struct err *e)
{
	int64_t number;

	if (!text_number(text, 0, INT32_MAX, &number, NULL)) {
		*index = (unsigned)number;
		return 0;
	}
	*index = iface_index(text);
	if (*index)
		return 0;
	return err_set(e, ERR_USAGE, "no interface is named \"%.*s\"",
		(int)text_cut(text.p, text.len, SHOWN_MAX), text.p);
}

static int parse_interface(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	unsigned index;

	if (sockopt_parse_interface(text, &index, e))
		return -1;
	v->number = (int)(o->kind == &sockopt_interface_net ? htonl(index) : index);
	return 0;
}

static void print_interface(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	unsigned index = (unsigned)v->number;

	iface_print(o->kind == &sockopt_interface_net ? ntohl(index) : index, b);
}

const struct sockopt_kind sockopt_interface = { parse_interface, print_interface, sizeof(int), true,
	NULL };
const struct sockopt_kind sockopt_interface_net = { parse_interface, print_interface, sizeof(int),
	true, NULL };

/* ---- the words of a group ---- */

/* GROUP[%INTERFACE] [SOURCE] [INTERFACE]. Words that are not there are empty. */
struct group_words {
	struct slice group, source, interface;
};

static int parse_ip(int family, struct slice text, void *ip, struct err *e)
{
	char host[INET6_ADDRSTRLEN];

	if (text.len && text.len < sizeof(host)) {
		memcpy(host, text.p, text.len);
		host[text.len] = '\0';
		if (inet_pton(family, host, ip) == 1)
			return 0;
	}
	return err_set(e, ERR_USAGE, "\"%.*s\" is no IPv%d address",
		(int)text_cut(text.p, text.len, SHOWN_MAX), text.p, family == AF_INET ? 4 : 6);
}

static bool is_ip(struct slice s)
{
	struct in6_addr any;

	return !parse_ip(AF_INET, s, &any, NULL) || !parse_ip(AF_INET6, s, &any, NULL);
}

static int split(struct slice text, bool with_source, struct group_words *w, struct err *e)
{
	struct slice first = sockopt_word(&text, ' ');

	w->group = sockopt_word(&first, '%');
	w->interface = first;
	w->source = with_source ? sockopt_word(&text, ' ') : (struct slice){ "", 0 };
	if (!w->interface.len)
		w->interface = sockopt_word(&text, ' ');
	if (with_source && w->interface.len && !is_ip(w->source)) {
		struct slice between = w->source; /* GROUP INTERFACE SOURCE */

		w->source = w->interface;
		w->interface = between;
	}
	if (with_source && !w->source.len)
		return err_set(e, ERR_USAGE, "the source is missing");
	if (sockopt_word(&text, ' ').len)
		return err_set(e, ERR_USAGE, "too many words");
	return 0;
}

static void print_ip(int family, const void *ip, struct buf *b)
{
	char host[INET6_ADDRSTRLEN];

	buf_adds(b, inet_ntop(family, ip, host, sizeof(host)));
}

static void print_at(unsigned index, struct buf *b)
{
	if (!index)
		return;
	buf_addc(b, '%');
	iface_print(index, b);
}

/* An address of an interface, or the interface. */
static int parse_place(struct slice text, struct in_addr *address, unsigned *index, struct err *e)
{
	*index = 0;
	address->s_addr = 0;
	if (!text.len || !parse_ip(AF_INET, text, address, NULL))
		return 0;
	return sockopt_parse_interface(text, index, e);
}

/* ---- IPv4's own ---- */

static int parse_join4(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct group_words w;
	struct ip_mreqn m = { 0 };
	unsigned index;

	(void)o;
	if (split(text, false, &w, e) || parse_ip(AF_INET, w.group, &m.imr_multiaddr, e) ||
		parse_place(w.interface, &m.imr_address, &index, e))
		return -1;
	m.imr_ifindex = (int)index;
	memcpy(v->bytes, &m, sizeof(m));
	return 0;
}

/* An interface is worth more to the kernel than an address, which it then does not look at. */
static void print_join4(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct ip_mreqn m;

	(void)o;
	memcpy(&m, v->bytes, sizeof(m));
	print_ip(AF_INET, &m.imr_multiaddr, b);
	print_at((unsigned)m.imr_ifindex, b);
	if (m.imr_ifindex || !m.imr_address.s_addr)
		return;
	buf_addc(b, '%');
	print_ip(AF_INET, &m.imr_address, b);
}

/* The kernel takes the interface of the route to the group. */
static bool became_join4(
	const struct sockopt *o, const struct sockopt_value *v, struct sockopt_value *became)
{
	struct ip_mreqn m;

	(void)o;
	memcpy(&m, v->bytes, sizeof(m));
	if (m.imr_ifindex || m.imr_address.s_addr)
		return false;
	m.imr_ifindex = (int)rtnl_interface(AF_INET, &m.imr_multiaddr);
	became->len = sizeof(m);
	memcpy(became->bytes, &m, sizeof(m));
	return m.imr_ifindex;
}

static int parse_multicast_if(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct ip_mreqn m = { 0 };
	unsigned index;

	(void)o;
	if (parse_place(text, &m.imr_address, &index, e))
		return -1;
	m.imr_ifindex = (int)index;
	memcpy(v->bytes, &m, sizeof(m));
	return 0;
}

/* Reading gives an address alone. */
static void print_multicast_if(
	const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct ip_mreqn m = { 0 };

	(void)o;
	if (v->len < sizeof(m))
		memcpy(&m.imr_address, v->bytes, sizeof(m.imr_address));
	else
		memcpy(&m, v->bytes, sizeof(m));
	if (m.imr_ifindex)
		iface_print((unsigned)m.imr_ifindex, b);
	else
		print_ip(AF_INET, &m.imr_address, b);
}

/* The kernel finds this interface by an address of its. */
static int parse_source4(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct group_words w;
	struct ip_mreq_source m = { 0 };
	unsigned index;

	(void)o;
	if (split(text, true, &w, e) || parse_ip(AF_INET, w.group, &m.imr_multiaddr, e) ||
		parse_ip(AF_INET, w.source, &m.imr_sourceaddr, e) ||
		parse_place(w.interface, &m.imr_interface, &index, e))
		return -1;
	if (index && !rtnl_interface_address(index, &m.imr_interface))
		return err_set(e, ERR_USAGE, "interface %u has no IPv4 address", index);
	memcpy(v->bytes, &m, sizeof(m));
	return 0;
}

static void print_source4(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct ip_mreq_source m;

	(void)o;
	memcpy(&m, v->bytes, sizeof(m));
	print_ip(AF_INET, &m.imr_multiaddr, b);
	if (m.imr_interface.s_addr) {
		buf_addc(b, '%');
		print_ip(AF_INET, &m.imr_interface, b);
	}
	buf_addc(b, ' ');
	print_ip(AF_INET, &m.imr_sourceaddr, b);
}

const struct sockopt_kind sockopt_join4 = { parse_join4, print_join4, sizeof(struct ip_mreqn), true,
	became_join4 };
const struct sockopt_kind sockopt_leave4 = { parse_join4, print_join4, sizeof(struct ip_mreqn),
	true, NULL };
/* Reading knows of no interface: nothing that says 0.0.0.0 is to stand behind its name. */
static bool became_multicast_if(
	const struct sockopt *o, const struct sockopt_value *v, struct sockopt_value *became)
{
	(void)o;
	(void)v;
	(void)became;
	return false;
}

const struct sockopt_kind sockopt_multicast_if = { parse_multicast_if, print_multicast_if,
	sizeof(struct ip_mreqn), true, became_multicast_if };
const struct sockopt_kind sockopt_source4 = { parse_source4, print_source4,
	sizeof(struct ip_mreq_source), true, NULL };

/* ---- IPv6's own ---- */

static int parse_join6(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct group_words w;
	struct ipv6_mreq m = { 0 };

	(void)o;
	if (split(text, false, &w, e) || parse_ip(AF_INET6, w.group, &m.ipv6mr_multiaddr, e) ||
		(w.interface.len && sockopt_parse_interface(w.interface, &m.ipv6mr_interface, e)))
		return -1;
	memcpy(v->bytes, &m, sizeof(m));
	return 0;
}

static void print_join6(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct ipv6_mreq m;

	(void)o;
	memcpy(&m, v->bytes, sizeof(m));
	print_ip(AF_INET6, &m.ipv6mr_multiaddr, b);
	print_at(m.ipv6mr_interface, b);
}

static bool became_join6(
	const struct sockopt *o, const struct sockopt_value *v, struct sockopt_value *became)
{
	struct ipv6_mreq m;

	(void)o;
	memcpy(&m, v->bytes, sizeof(m));
	if (m.ipv6mr_interface)
		return false;
	m.ipv6mr_interface = rtnl_interface(AF_INET6, &m.ipv6mr_multiaddr);
	became->len = sizeof(m);
	memcpy(became->bytes, &m, sizeof(m));
	return m.ipv6mr_interface;
}

/* struct in6_pktinfo has the same members in the same order. */
_Static_assert(sizeof(struct in6_pktinfo) == sizeof(struct ipv6_mreq), "of one layout");

const struct sockopt_kind sockopt_join6 = { parse_join6, print_join6, sizeof(struct ipv6_mreq),
	true, became_join6 };
const struct sockopt_kind sockopt_leave6 = { parse_join6, print_join6, sizeof(struct ipv6_mreq),
	true, NULL };
const struct sockopt_kind sockopt_pktinfo6 = { parse_join6, print_join6, sizeof(struct in6_pktinfo),
	true, NULL };
