/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * listen: listen(2).
 */
#include <limits.h>

#include "shell/session.h"
#include "lang/types.h"
#include "digits.h"
#include "examples.h"

enum { FD, BACKLOG };

#define DEFAULT_BACKLOG 128

static enum command_status run(struct run *r)
{
	const struct arg *backlog = POS(r, BACKLOG);

	sys_listen(&r->sys, (int)POS(r, FD)->num,
		backlog->given ? (int)backlog->num : DEFAULT_BACKLOG);
	return DONE;
}

const struct command command_listen = {
	.name = "listen",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket, bound" },
		{ "BACKLOG", &type_backlog, OPTIONAL, .min = INT_MIN, .max = INT_MAX,
			.help = "how many connections may wait to be accepted (" DIGITS(
				DEFAULT_BACKLOG) "), or SOMAXCONN" },
		{ 0 } },
	.summary = "wait for connections: make a socket a listener",
	.details =
		"On Linux one connection more than BACKLOG is admitted; the next client's SYN is "
		"dropped, and it hangs in SYN_SENT. The kernel cuts BACKLOG to net.core.somaxconn, and "
		"the result says so. A socket that was not bound, or whose bind failed, gets a free port on "
		"all interfaces from the kernel; that address stands behind the result.\n\n"
		"$NAME.queue is how many wait, $NAME.backlog how many may.",
	.examples =
		(const struct example[]){
			{ "socket tcp as l\n", "bind l 0\nlisten l 5\nlist l", NULL }, { 0 } },
	.slip = "make a socket first: socket tcp as l; bind l PORT; listen l",
	.see = "listen(2), tcp(7), bind, accept",
	.run = run,
};
