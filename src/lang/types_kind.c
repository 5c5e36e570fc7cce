/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of the parameters that say what a socket is to be: KIND, or FAMILY TYPE
 * PROTOCOL.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/nearest.h"
#include "base/text.h"
#include "lang/complete.h"
#include "lang/types.h"
#include "sock/kind.h"
#include "sock/names.h"

/* The constants of N, as a type of its own offers them. */
static void complete_names_of(
	const struct arg_context *c, const struct names *n, struct candidates *out)
{
	struct param param = { .name = "NAME", .of = n };
	struct arg_context of_names = *c;

	of_names.param = &param;
	type_constant.complete(&of_names, out);
}

/* ---- kinds ---- */

static void hint_kinds(bool families, struct err *e)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < socket_kind_count; i++)
		if (socket_kinds[i].family != AF_INET6)
			buf_addf(&list, " %s", socket_kinds[i].name);
	err_hint(e, "kinds:%s%s", buf_cstr(&list), families ? "; or FAMILY TYPE [PROTOCOL]" : "");
	buf_free(&list);
}

/* With families, E holds what their table said, its hint among it. */
static int unknown_kind(const struct arg_context *c, const struct arg *a, struct err *e)
{
	struct nearest near = nearest_to(a->text);
	char hint[sizeof(e->hint)];

	if (!e)
		return -1;
	for (size_t i = 0; i < socket_kind_count; i++)
		nearest_offer(&near, socket_kinds[i].name);
	snprintf(hint, sizeof(hint), "%s", c->param->of ? e->hint : "");
	err_set(e, ERR_USAGE, "'%.*s' is no kind of socket%s", (int)a->text.len, a->text.p,
		c->param->of ? " and no family" : "");
	if (nearest_hint(&near, e))
		return -1;
	if (hint[0])
		return err_hint(e, "%s", hint);
	hint_kinds(c->param->of, e);
	return -1;
}

/* A kind (row), or, where the parameter is of families, one of those (num). */
static int parse_kind(const struct arg_context *c, struct arg *a, struct err *e)
{
	long family;

	a->num = -1;
	a->row = kind_find(a->text);
	/* unix is both: a kind, and with a TYPE behind it a family */
	if (c->param->of && !names_parse(c->param->of, a->text, &family, a->row ? NULL : e))
		a->num = family;
	return a->num < 0 && !a->row ? unknown_kind(c, a, e) : 0;
}

/* -6 makes the IPv6 kinds of the others. */
static void complete_kind(const struct arg_context *c, struct candidates *out)
{
	for (size_t i = 0; i < socket_kind_count; i++)
		if (socket_kinds[i].family != AF_INET6 &&
			(c->param->of || !socket_kinds[i].protocols))
			candidates_add(out, socket_kinds[i].name, socket_kinds[i].help, ' ');
	if (c->param->of)
		complete_names_of(c, c->param->of, out);
}

const struct arg_type type_kind = { .name = "KIND",
	.what = "tcp, udp, unix, unix-dgram, unix-seqpacket, udplite, mptcp, icmp, raw, packet, "
		"packet-dgram, netlink or vsock, also with a 6 for IPv6 (tcp6); or a FAMILY such as "
		"AF_INET6",
	.parse = parse_kind,
	.complete = complete_kind };

/* ---- what stands behind it ---- */

/* The kind before it, where that takes a protocol. */
static const struct socket_kind *kind_before(const struct arg_context *c)
{
	const struct socket_kind *kind = c->args ? c->args->pos[0].row : NULL;

	return kind && kind->protocols ? kind : NULL;
}

/* SOCK_STREAM|SOCK_NONBLOCK: the type, and its flags behind it. */
static int parse_type_and_flags(struct slice s, long *type, struct err *e)
{
	const char *bar = memchr(s.p, '|', s.len);
	long flags;

	if (!bar)
		return names_parse(&names_type, s, type, e);
	struct slice first = { s.p, (size_t)(bar - s.p) };
	struct slice rest = { bar + 1, s.len - first.len - 1 };
	if (names_parse(&names_type, first, type, e) ||
		names_parse(&names_type_flag, rest, &flags, e))
		return -1;
	*type |= flags;
	return 0;
}

static bool is_number(struct slice s)
{
	return s.len && s.p[0] >= '0' && s.p[0] <= '9';
}

/* htons(X) is X: what is shown parses. */
static struct slice without_htons(struct slice s)
{
	static const char call[] = "htons(";

	if (!slice_starts(s, call) || s.p[s.len - 1] != ')')
		return s;
	return (struct slice){ s.p + sizeof(call) - 1, s.len - sizeof(call) };
}

/* Behind a kind that takes a protocol a number or a protocol's name is one: "raw icmp".
 * With a word more behind it, it was the TYPE all the same. */
static int parse_type(const struct arg_context *c, struct arg *a, struct err *e)
{
	const struct socket_kind *kind = kind_before(c);
	struct slice s = without_htons(a->text);
	long value;

	a->row = NULL;
	if (kind && (is_number(s) || parse_type_and_flags(s, &value, NULL))) {
		if (names_parse(kind->protocols, s, &value, e))
			return -1;
		a->row = kind->protocols;
	} else if (parse_type_and_flags(s, &value, e)) {
		return -1;
	}
	a->num = value;
	return 0;
}

static void complete_type(const struct arg_context *c, struct candidates *out)
{
	const struct socket_kind *kind = kind_before(c);

	if (kind)
		complete_names_of(c, kind->protocols, out);
	if (!c->args || !c->args->pos[0].given || c->args->pos[0].num >= 0)
		complete_names_of(c, &names_type, out);
}

const struct arg_type type_type = { .name = "TYPE",
	.what = "a socket's type, with flags or without: SOCK_STREAM, dgram|nonblock; "
		"behind raw, packet and netlink a protocol",
	.parse = parse_type,
	.complete = complete_type };

/* The names of the family before it, or those of IP. */
static const struct names *protocols_before(const struct arg_context *c)
{
	const struct names *n = c->args ? kind_protocols((int)c->args->pos[0].num) : NULL;

	return n ? n : &names_protocol;
}

static int parse_protocol(const struct arg_context *c, struct arg *a, struct err *e)
{
	long value;

	if (names_parse(protocols_before(c), without_htons(a->text), &value, e))
		return -1;
	a->num = value;
	return 0;
}

static void complete_protocol(const struct arg_context *c, struct candidates *out)
{
	complete_names_of(c, protocols_before(c), out);
}

const struct arg_type type_protocol = { .name = "PROTOCOL",
	.what = "a protocol in C's spelling or the short one (IPPROTO_UDP, udp), or its number",
	.parse = parse_protocol,
	.complete = complete_protocol };
