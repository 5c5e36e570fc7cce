/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * socket: socket(2).
 */
#include "kind.h"
#include "shell/session.h"

enum { IPV4, IPV6, NONBLOCK, FLAGS };

static enum command_status run(struct run *r)
{
	struct kind_triple t;
	int flags = OPT(r, NONBLOCK)->given ? SOCK_NONBLOCK : 0;

	if (OPT(r, IPV6)->given && OPT(r, IPV4)->given) {
		err_at(&r->err, ERR_USAGE, OPT(r, IPV6)->span, "-4 or -6, not both");
		return REFUSED;
	}
	if (kind_read(r, socket_kinds, OPT(r, IPV6), &t))
		return REFUSED;
	if (OPT(r, FLAGS)->given)
		flags |= (int)OPT(r, FLAGS)->num;
	sys_socket(&r->sys, t.family, t.type | flags, t.protocol);
	return DONE;
}

const struct command command_socket = {
	.name = "socket",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | NAMES_RESULT | MAY_BE_JOB,
	.params =
		(const struct param[]){
			KIND_PARAMS(
				"tcp (default), udp, unix, unix-dgram, unix-seqpacket, udplite, "
				"mptcp, icmp, raw, packet, packet-dgram, netlink, vsock; or a "
				"FAMILY"),
			{ 0 } },
	.options = (const struct option
			[]){ { .name = "-4", .value = { .help = "IPv4, which is the default" } },
		{ .name = "-6", .value = { .help = "IPv6" } },
		{ .name = "--nonblock",
			.value = { .help = "set O_NONBLOCK: calls that would wait return EAGAIN" } },
		{ .name = "-f",
			.value = { "FLAGS", &type_constant,
				.help = "flags of the new descriptor: SOCK_NONBLOCK, cloexec",
				.of = &names_type_flag } },
		{ 0 } },
	.summary = "create a socket",
	.details =
		"A kind stands for the three arguments that C's socket() takes: tcp for AF_INET, "
		"SOCK_STREAM, IPPROTO_TCP. C and Python programs usually leave the protocol 0, which "
		"means the family's default for the type; the socket is the same.\n\n"
		"raw takes the number or name of an IP protocol, packet one of the link (all, ip, arp; "
		"all is the default), netlink one of the kernel's families (route is the default). "
		"Kinds of IP have a form with a 6: tcp6 is tcp -6. What this kernel or this user "
		"may not have is refused by the kernel, and explain says why.\n\n"
		"The result is the lowest free descriptor, from 3 up, as in a C program.",
	.examples =
		(const struct example[]){
			{ NULL, "socket tcp as c",
				"TCP over IPv4; c now stands for the descriptor" },
			{ NULL, "socket udp -6 as u", "UDP over IPv6" },
			{ NULL, "socket AF_INET SOCK_STREAM 0", "as C writes it" },
			{ NULL, "socket netlink route as n", "the kernel's interfaces and routes" },
			{ 0 } },
	.see = "socket(2), socketpair, dial, close",
	.run = run,
};
