/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * socketpair: socketpair(2).
 */
#include "kind.h"

enum { FLAGS };

static enum command_status run(struct run *r)
{
	const struct socket_kind *fallback = kind_find(slice_of("unix"));
	int flags = OPT(r, FLAGS)->given ? (int)OPT(r, FLAGS)->num : 0;
	struct kind_triple t;

	if (kind_read(r, fallback, NULL, &t))
		return REFUSED;
	sys_socketpair(&r->sys, t.family, t.type | flags, t.protocol, r->fds);
	return DONE;
}

const struct command command_socketpair = {
	.name = "socketpair",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | NAMES_RESULT,
	.descriptors = 2,
	.params = (const struct param[]){ KIND_PARAMS("unix (default), unix-dgram, unix-seqpacket; "
						      "or a FAMILY"),
		{ 0 } },
	.options = (const struct option[]){ { .name = "-f",
						    .value = { "FLAGS", &type_constant,
							    .help = "flags of the new descriptors: "
								    "SOCK_NONBLOCK, cloexec",
							    .of = &names_type_flag } },
		{ 0 } },
	.summary = "two sockets, connected to each other",
	.details =
		"Neither has an address, and nobody else can connect to them: what one end sends, the "
		"other receives. unix and unix-seqpacket tell of the end when one side closes, "
		"unix-dgram keeps the bounds of each message. Linux makes pairs of AF_UNIX only; of "
		"other families the kernel says EOPNOTSUPP.",
	.examples = (const struct example
			[]){ { NULL, "socketpair as a,b\nsend a \"hello\" = 5\nrecv b = 5", NULL },
		{ NULL, "socketpair unix-dgram as a,b\nclose a\nrecv b -f dontwait = EAGAIN",
			"datagrams have no end" },
		{ 0 } },
	.see = "socketpair(2), unix(7), socket",
	.run = run,
};
