/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Errors that the network and the kernel report, in words.
 */
#include "control_error.h"

#include <time.h>

#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <stddef.h>
#include <string.h>

#include "sock/addr.h"
#include "sock/names.h"

enum { ANY_CODE = -1 };

/* What a report says; %u is ee_info. */
struct report {
	int type, code;
	const char *text;
	bool info; /* the MTU stands behind it */
};

static const struct report reports[] = {
	{ ICMP_DEST_UNREACH, ICMP_NET_UNREACH, "network unreachable", false },
	{ ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, "host unreachable", false },
	{ ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, "protocol unreachable", false },
	{ ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, "port unreachable", false },
	{ ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, "fragmentation needed", true },
	{ ICMP_DEST_UNREACH, ICMP_SR_FAILED, "source route failed", false },
	{ ICMP_DEST_UNREACH, ICMP_NET_ANO, "network prohibited", false },
	{ ICMP_DEST_UNREACH, ICMP_HOST_ANO, "host prohibited", false },
	{ ICMP_DEST_UNREACH, ICMP_PKT_FILTERED, "administratively prohibited", false },
	{ ICMP_SOURCE_QUENCH, ANY_CODE, "source quench", false },
	{ ICMP_REDIRECT, ANY_CODE, "redirect", false },
	{ ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, "reassembly time exceeded", false },
	{ ICMP_TIME_EXCEEDED, ANY_CODE, "time exceeded", false },
	{ ICMP_PARAMETERPROB, ANY_CODE, "parameter problem", false },
	{ 0 },
};

static const struct report reports6[] = {
	{ ICMPV6_DEST_UNREACH, ICMPV6_NOROUTE, "no route", false },
	{ ICMPV6_DEST_UNREACH, ICMPV6_ADM_PROHIBITED, "administratively prohibited", false },
	{ ICMPV6_DEST_UNREACH, ICMPV6_NOT_NEIGHBOUR, "beyond the scope of the source", false },
	{ ICMPV6_DEST_UNREACH, ICMPV6_ADDR_UNREACH, "address unreachable", false },
	{ ICMPV6_DEST_UNREACH, ICMPV6_PORT_UNREACH, "port unreachable", false },
	{ ICMPV6_DEST_UNREACH, ICMPV6_POLICY_FAIL, "policy failed", false },
	{ ICMPV6_DEST_UNREACH, ICMPV6_REJECT_ROUTE, "route rejects", false },
	{ ICMPV6_PKT_TOOBIG, ANY_CODE, "packet too big", true },
	{ ICMPV6_TIME_EXCEED, ICMPV6_EXC_FRAGTIME, "reassembly time exceeded", false },
	{ ICMPV6_TIME_EXCEED, ANY_CODE, "time exceeded", false },
	{ ICMPV6_PARAMPROB, ANY_CODE, "parameter problem", false },
	{ 0 },
};

bool control_is_error(size_t len)
{
	return len >= sizeof(struct sock_extended_err) &&
	       len <= sizeof(struct sock_extended_err) + sizeof(struct sockaddr_storage);
}

static struct sock_extended_err read_error(struct slice data)
{
	struct sock_extended_err e;

	memcpy(&e, data.p, sizeof(e));
	return e;
}

static void add_report(const struct sock_extended_err *e, struct buf *b)
{
	bool six = e->ee_origin == SO_EE_ORIGIN_ICMP6;
	const struct report *r = six ? reports6 : reports;

	buf_adds(b, six ? "ICMPv6 " : "ICMP ");
	while (r->text && (r->type != e->ee_type || (r->code >= 0 && r->code != e->ee_code)))
		r++;
	if (r->text)
		buf_adds(b, r->text);
	else
		buf_addf(b, "type %u code %u", e->ee_type, e->ee_code);
	if (r->info)
		buf_addf(b, ", MTU %u", e->ee_info);
}

static void add_local(const struct sock_extended_err *e, struct buf *b)
{
	const char *name = names_errno((int)e->ee_errno);

	buf_addf(b, "local error %s", name ? name : "unknown");
	if (e->ee_info)
		buf_addf(b, ", MTU %u", e->ee_info);
}

/* Sends that a completion is of, by their numbers. */
static void add_sends(const struct sock_extended_err *e, struct buf *b)
{
	if (e->ee_info == e->ee_data)
		buf_addf(b, "send %u", e->ee_info);
	else
		buf_addf(b, "sends %u..%u", e->ee_info, e->ee_data);
	buf_adds(b, e->ee_code & SO_EE_CODE_ZEROCOPY_COPIED ? " copied" : " not copied");
}

static void add_stamped(const struct sock_extended_err *e, struct buf *b)
{
	static const char *const what[] = { "sent", "scheduled", "acknowledged", "completed" };

	buf_adds(b, "time stamp: ");
	if (e->ee_info < sizeof(what) / sizeof(*what))
		buf_addf(b, "send %u %s", e->ee_data, what[e->ee_info]);
	else
		buf_addf(b, "send %u kind %u", e->ee_data, e->ee_info);
}

void control_error_host(struct slice data, struct buf *b)
{
	size_t at = sizeof(struct sock_extended_err);
	struct addr from = { .len = (socklen_t)(data.len - at) };

	memcpy(&from.storage, data.p + at, from.len);
	if (from.len <= sizeof(sa_family_t) || from.sa.sa_family == AF_UNSPEC)
		return;
	buf_clear(b);
	addr_format_host(&from, b);
}

static void add_from(struct slice data, struct buf *b)
{
	struct buf host = { 0 };

	control_error_host(data, &host);
	if (host.len)
		buf_addf(b, " from %s", buf_cstr(&host));
	buf_free(&host);
}

void control_error_print(struct slice data, struct buf *b)
{
	struct sock_extended_err e = read_error(data);

	switch (e.ee_origin) {
	case SO_EE_ORIGIN_ICMP:
	case SO_EE_ORIGIN_ICMP6: add_report(&e, b); break;
	case SO_EE_ORIGIN_LOCAL: add_local(&e, b); break;
	case SO_EE_ORIGIN_ZEROCOPY: add_sends(&e, b); return;
	case SO_EE_ORIGIN_TIMESTAMPING: add_stamped(&e, b); return;
	default:
		buf_addf(b, "error of origin %u, type %u code %u", e.ee_origin, e.ee_type,
			e.ee_code);
	}
	add_from(data, b);
}
