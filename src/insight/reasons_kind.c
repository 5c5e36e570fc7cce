/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a kind of socket does not do, and what this process may not.
 */
#include <linux/capability.h>
#include <string.h>

#include "reason.h"
#include "sock/kind.h"
#include "sock/private.h"
#include "sock/sysctl.h"

static void add_kind_of_fd(struct reason *r)
{
	reason_add_fd(r, r->now.fd);
	buf_adds(r->text, " is ");
	reason_add_kind(r);
}

static bool takes_connections(const struct reason *r)
{
	return r->now.type == SOCK_STREAM || r->now.type == SOCK_SEQPACKET;
}

/* "TCP_NODELAY is of IPPROTO_TCP, and descriptor 3 is udp". */
static void add_option_level(struct reason *r)
{
	const struct call_arg *a = reason_arg(r, CALL_OPTION);

	if (!a || a->option->level == SOL_SOCKET)
		return;
	sockopt_print_name(a->option, r->text);
	buf_adds(r->text, " is of ");
	sockopt_print_level(a->option, r->text);
	buf_adds(r->text, ", ");
	add_kind_of_fd(r);
}

void reason_eopnotsupp(struct reason *r)
{
	const struct call_arg *flags = reason_arg(r, CALL_FLAGS);

	if (!reason_has(r, PART_TYPE))
		return;
	if (reason_is(r, "getsockopt setsockopt")) {
		add_option_level(r);
	} else if (reason_is(r, "listen accept accept4") && !takes_connections(r)) {
		add_kind_of_fd(r);
		buf_adds(r->text, ": datagrams, no connections");
	} else if (flags && flags->num) {
		add_kind_of_fd(r);
		buf_adds(r->text, ", and was given ");
		names_print(flags->names, (long)flags->num, r->text);
	} else if (reason_is(r, "sendto sendmsg") && r->named && !reason_has(r, PART_PEER)) {
		add_kind_of_fd(r);
		buf_adds(r->text, " and not connected: it takes no address");
	}
}

/* ---- what socket(2) was asked for ---- */

/* Values without their doubles. */
struct set {
	long values[16];
	size_t count;
};

static void add_to(struct set *s, long value)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->values[i] == value)
			return;
	if (s->count < sizeof(s->values) / sizeof(s->values[0]))
		s->values[s->count++] = value;
}

/* No protocol is the number 0, and not IPPROTO_IP. */
static void add_set(struct reason *r, const struct set *s, const struct names *names)
{
	for (size_t i = 0; i < s->count; i++) {
		buf_adds(r->text, i ? ", " : " ");
		if (s->values[i])
			names_print(names, s->values[i], r->text);
		else
			buf_addc(r->text, '0');
	}
}

/* What goes with the protocol, else with the type, else with the family. */
void reason_eprotonosupport(struct reason *r)
{
	enum { TYPE_MASK = 0xf };
	const struct call_arg *args = r->call->args;
	struct set types = { 0 }, protocols = { 0 }, all = { 0 };

	if (!reason_is(r, "socket socketpair") || r->call->nargs < 3)
		return;
	long family = args[0].num, type = args[1].num & TYPE_MASK, protocol = args[2].num;

	for (size_t i = 0; i < socket_kind_count; i++) {
		const struct socket_kind *k = &socket_kinds[i];

		if (k->family != family)
			continue;
		add_to(&all, k->type);
		if (protocol && k->protocol == protocol)
			add_to(&types, k->type);
		if (k->type == type && !k->protocols)
			add_to(&protocols, k->protocol);
	}
	if (types.count && types.values[0] != type) {
		names_print(&names_protocol, protocol, r->text);
		buf_adds(r->text, " goes with");
		add_set(r, &types, &names_type);
	} else if (protocols.count && !types.count) {
		names_print(&names_family, family, r->text);
		buf_adds(r->text, " and ");
		names_print(&names_type, type, r->text);
		buf_adds(r->text, " go with protocol");
		add_set(r, &protocols, &names_protocol);
	} else if (all.count && !protocols.count) {
		names_print(&names_family, family, r->text);
		buf_adds(r->text, " has");
		add_set(r, &all, &names_type);
	}
}

/* ---- ENOPROTOOPT ---- */

void reason_enoprotoopt(struct reason *r)
{
	const struct call_arg *a = reason_arg(r, CALL_OPTION);
	struct buf enabled = { 0 };

	if (a && reason_is(r, "setsockopt") && a->option->name && !a->option->set) {
		sockopt_print_name(a->option, r->text);
		buf_adds(r->text, " can only be read");
	} else if (a && a->option->level == IPPROTO_IPV6 && reason_has(r, PART_FAMILY) &&
		   r->now.family != AF_INET6) {
		add_option_level(r);
	} else if (reason_is(r, "socket") && r->call->nargs > 2 &&
		   r->call->args[2].num == IPPROTO_MPTCP &&
		   !sysctl_read(r->scene->fds, slice_of("net.mptcp.enabled"), &enabled, NULL)) {
		buf_addf(r->text, "net.mptcp.enabled is %s", buf_cstr(&enabled));
	}
	buf_free(&enabled);
}

/* ---- EPERM ---- */

static void add_lack(struct reason *r, int capability, const char *name)
{
	if (!private_may(capability))
		buf_addf(r->text, "this process has not the capability %s", name);
}

/* The file that epoll was to watch. */
static void add_watched(struct reason *r)
{
	const struct call_arg *a = NULL;

	for (size_t i = 0; i < r->call->nargs; i++)
		if (r->call->args[i].kind == CALL_INT)
			a = &r->call->args[i];
	if (a)
		reason_add_target(r, (int)a->num);
}

/* Of a datagram of IP nothing else forbids the sending. */
static void add_dropped(struct reason *r)
{
	if (!reason_has(r, PART_FAMILY) || !reason_has(r, PART_TYPE) || r->call->ncontrol ||
		(r->now.family != AF_INET && r->now.family != AF_INET6) ||
		r->now.type == SOCK_STREAM)
		return;
	buf_adds(r->text,
		"a rule for what leaves this machine dropped it: netfilter's output, or a "
		"BPF program of the control group");
}

void reason_eperm(struct reason *r)
{
	if (reason_is(r, "socket"))
		add_lack(r, CAP_NET_RAW, "CAP_NET_RAW");
	else if (reason_is(r, "setsockopt"))
		add_lack(r, CAP_NET_ADMIN, "CAP_NET_ADMIN");
	else if (reason_is(r, "epoll_ctl"))
		add_watched(r);
	else if (reason_is(r, "send sendto sendmsg write"))
		add_dropped(r);
}
