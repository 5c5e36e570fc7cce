/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * socket: socket(2).
 */
#include "shell/session.h"
#include "lang/types.h"

enum { KIND, TYPE, PROTOCOL };
enum { IPV4, IPV6, NONBLOCK };

/* The C form: FAMILY TYPE [PROTOCOL]. */
static enum command_status run_triple(struct run *r, int flags)
{
	if (POS(r, KIND)->num < 0) {
		err_at(&r->err, ERR_USAGE, POS(r, KIND)->span, "'%.*s' is no family",
			(int)POS(r, KIND)->text.len, POS(r, KIND)->text.p);
		return REFUSED;
	}
	sys_socket(&r->sys, (int)POS(r, KIND)->num, (int)POS(r, TYPE)->num | flags,
		POS(r, PROTOCOL)->given ? (int)POS(r, PROTOCOL)->num : 0);
	return DONE;
}

static enum command_status run(struct run *r)
{
	const struct socket_kind *kind = POS(r, KIND)->given ? POS(r, KIND)->row : socket_kinds;
	int flags = OPT(r, NONBLOCK)->given ? SOCK_NONBLOCK : 0;

	if (POS(r, TYPE)->given)
		return run_triple(r, flags);
	if (!kind) {
		err_at(&r->err, ERR_USAGE, POS(r, KIND)->span, "a family needs a type");
		err_hint(&r->err, "socket %.*s SOCK_STREAM", (int)POS(r, KIND)->text.len,
			POS(r, KIND)->text.p);
		return REFUSED;
	}
	if (OPT(r, IPV6)->given && (OPT(r, IPV4)->given || kind->family != AF_INET)) {
		err_at(&r->err, ERR_USAGE, OPT(r, IPV6)->span,
			"-6 goes with tcp and udp, and without -4");
		return REFUSED;
	}
	int family = kind->family;
	if (family == AF_INET && OPT(r, IPV6)->given)
		family = AF_INET6;
	sys_socket(&r->sys, family, kind->type | flags, kind->protocol);
	return DONE;
}

const struct command command_socket = {
	.name = "socket",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | NAMES_RESULT | MAY_BE_JOB,
	.params =
		(const struct param[]){
			{ "KIND", &type_kind, OPTIONAL, .of = &names_family,
				.help = "tcp (default), udp, unix, unix-dgram, unix-seqpacket; or a FAMILY" },
			{ "TYPE", &type_constant, OPTIONAL, .of = &names_type,
				.help = "the type, when KIND is a family: SOCK_STREAM, dgram" },
			{ "PROTOCOL", &type_constant, OPTIONAL, .of = &names_protocol,
				.help = "the protocol; 0, the default, lets the kernel choose" },
			{ 0 } },
	.options = (const struct option
			[]){ { .name = "-4", .value = { .help = "IPv4, which is the default" } },
		{ .name = "-6", .value = { .help = "IPv6" } },
		{ .name = "--nonblock",
			.value = { .help = "set O_NONBLOCK: calls that would wait return EAGAIN" } },
		{ 0 } },
	.summary = "create a socket",
	.details =
		"A kind stands for the three arguments that C's socket() takes: tcp for AF_INET, "
		"SOCK_STREAM, IPPROTO_TCP. C and Python programs usually leave the protocol 0, which "
		"means the family's default for the type; the socket is the same.\n\n"
		"The result is the lowest free descriptor, from 3 up, as in a C program.",
	.examples =
		(const struct example[]){
			{ NULL, "socket tcp as c",
				"TCP over IPv4; c now stands for the descriptor" },
			{ NULL, "socket udp -6 as u", "UDP over IPv6" },
			{ NULL, "socket AF_INET SOCK_STREAM 0", "as C writes it" }, { 0 } },
	.see = "socket(2), dial, close",
	.run = run,
};
