/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * connect: connect(2).
 */
#include "lang/types.h"
#include "examples.h"
#include "target.h"

enum { FD, ENDPOINT };

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	struct addr addr;

	if (!target_address(r, fd, &POS(r, ENDPOINT)->endpoint, &addr))
		sys_connect(&r->sys, fd, &addr);
	return r->err.kind ? REFUSED : DONE;
}

const struct command command_connect = {
	.name = "connect",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "ENDPOINT", &type_endpoint, 0,
			.help = "the peer; none dissolves the connection" },
		{ 0 } },
	.summary = "connect a socket to a peer",
	.details =
		"A host name is looked up in the socket's family, and the first address is used; the "
		"call shows which. dial tries them all. On a datagram socket connect sends nothing: it "
		"sets the peer that send uses.\n\n"
		"A -t limit ends the wait, not the attempt: the kernel goes on sending SYNs, and the "
		"socket may become connected later.\n\n"
		"connect FD none is the call with AF_UNSPEC: a datagram socket then has no peer, and takes "
		"datagrams from anyone again (a port that bind did not name is given back); a TCP connection is reset, and its socket can connect anew.",
	.examples = (const struct example[]){ { EXAMPLE_LISTENER "socket tcp as c\n",
						      "connect c 127.0.0.1 $l.port", NULL },
		{ EXAMPLE_LISTENER "let port = $l.port\nclose l\nsocket tcp as c\n",
			"connect c 127.0.0.1:$port = ECONNREFUSED", "nobody listens there" },
		{ EXAMPLE_UDP,
			"connect v 127.0.0.1:$u.port\nconnect v none\nsend v \"x\" = EDESTADDRREQ",
			"no peer any more" },
		{ 0 } },
	.slip = "make a socket first: socket tcp as c; connect c HOST PORT; or dial HOST PORT",
	.see = "connect(2), tcp(7), dial, resolve",
	.run = run,
};
