/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * resolve: getaddrinfo(3) and getnameinfo(3).
 */
#include <netdb.h>

#include "flags.h"
#include "shell/session.h"
#include "lang/types.h"

enum { HOST, SERVICE };
enum { REVERSE, IPV4, IPV6, FLAGS, NAME_FLAGS };

/* $addr: the host alone, or with a service the whole endpoint. */
static void keep_first(struct run *r, const struct addr_list *list, bool service)
{
	buf_clear(r->addr);
	if (!list->count)
		return;
	if (service)
		addr_format(&list->addrs[0], r->addr);
	else
		addr_format_host(&list->addrs[0], r->addr);
}

/* Without NI_NAMEREQD a host that has no name is returned as the digits that were asked about,
 * a success that says nothing. */
static int name_flags(struct run *r)
{
	return OPT(r, NAME_FLAGS)->given ? (int)OPT(r, NAME_FLAGS)->num : NI_NAMEREQD;
}

static enum command_status run_reverse(struct run *r)
{
	char host[NI_MAXHOST], service[NI_MAXSERV];
	struct endpoint ep;
	struct addr addr;
	struct slice port = POS(r, SERVICE)->given ? POS(r, SERVICE)->text : slice_of("0");

	if (endpoint_parse_two(POS(r, HOST)->text, port, &ep, &r->err))
		return REFUSED;
	if (!addr_from_endpoint(&ep, AF_UNSPEC, &addr)) {
		err_at(&r->err, ERR_USAGE, POS(r, HOST)->span,
			"--reverse takes a numeric address, and a numeric port");
		return REFUSED;
	}
	sys_getnameinfo(&r->sys, &addr, name_flags(r), host, service);
	return DONE;
}

static enum command_status run(struct run *r)
{
	struct addr_list list = { 0 };
	bool service = POS(r, SERVICE)->given;

	if (OPT(r, REVERSE)->given)
		return run_reverse(r);
	struct lookup what = { .flags = (int)r->args.flags };
	if (!slice_is(POS(r, HOST)->text, "*"))
		what.host = arg_string(r, POS(r, HOST));
	if (service)
		what.service = arg_string(r, POS(r, SERVICE));
	if (what.host && !OPT(r, FLAGS)->given)
		what.unsaid = AI_CANONNAME;
	if (OPT(r, IPV4)->given)
		what.family = AF_INET;
	if (OPT(r, IPV6)->given)
		what.family = AF_INET6;
	if (!sys_getaddrinfo(&r->sys, &what, &list))
		keep_first(r, &list, service);
	addr_list_free(&list);
	return DONE;
}

const struct command command_resolve = {
	.name = "resolve",
	.group = GROUP_NAMES,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.calls = "getaddrinfo",
	.params =
		(const struct param[]){
			{ "HOST", &type_host, 0,
				.help = "the name to look up, * for none; an address with --reverse" },
			{ "SERVICE", &type_service, OPTIONAL,
				.help = "a service name or port to look up too" },
			{ 0 } },
	.options =
		(const struct option[]){
			{ .name = "--reverse", .value = { .help = "from an address to its name" } },
			{ .name = "-4", .value = { .help = "IPv4 addresses only" } },
			{ .name = "-6", .value = { .help = "IPv6 addresses only" } },
			FLAGS_OPTION(names_ai, "flags: AI_NUMERICHOST, v4mapped|all"),
			{ .name = "--ni",
				.value = { "FLAGS", &type_constant, .of = &names_ni,
					.help = "with --reverse: flags of getnameinfo "
						"(NI_NAMEREQD)" } },
			{ 0 } },
	.summary = "look up a host name: all addresses, in order",
	.details =
		"The addresses come in the order that a program should try them in (RFC 6724). A "
		"failure has an EAI_ code of its own, not an errno.\n\n"
		"The flags of -f are passed as they are; without -f there is AI_CANONNAME, for a name "
		"that differs to be shown.\n\n"
		"$addr is set to the first address: the host alone, or HOST:PORT when SERVICE was given.",
	.examples = (const struct example[]){ { NULL, "resolve localhost http",
						      "the addresses of localhost with port 80" },
		{ NULL, "resolve 127.0.0.1 --reverse", "the name of an address" },
		{ NULL, "resolve * 80 -f passive", "addresses for bind" },
		{ NULL, "resolve localhost -f numerichost = EAI_NONAME", NULL },
		{ NULL, "resolve no-such-host.invalid = EAI_NONAME|EAI_AGAIN",
			"a name that never exists (RFC 6761)" },
		{ 0 } },
	.see = "getaddrinfo(3), getnameinfo(3), dial",
	.run = run,
};
