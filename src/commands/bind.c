/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bind: bind(2).
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
		sys_bind(&r->sys, fd, &addr);
	return r->err.kind ? REFUSED : DONE;
}

const struct command command_bind = {
	.name = "bind",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "ENDPOINT", &type_endpoint, 0, .help = "its local address" }, { 0 } },
	.summary = "give a socket its local address",
	.details =
		"A lone PORT means the loopback address: nothing is offered to the network unless * "
		"or an address of this machine is given. Port 0 asks the kernel for a free one, which is "
		"shown and is $NAME.port from then on.\n\n"
		"A path makes a file that stays when the socket is closed; remove it before the next bind.",
	.examples = (const struct example[]){ { "socket tcp as l\n",
						      "bind l 127.0.0.1:0\nprint $l.port",
						      "a free port, and which one" },
		{ "socket tcp as l\n", "bind l *:0", "all interfaces" },
		{ "socket unix as l\n", "bind l @sosh-example", "an abstract name of AF_UNIX" },
		{ 0 } },
	.slip = "make a socket first: socket tcp as l; bind l PORT; listen l",
	.see = "bind(2), ip(7), unix(7), listen",
	.run = run,
};
