/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * abort: SO_LINGER of no time, and close.
 */
#include "lang/types.h"
#include "sock/sockopt.h"
#include "closing.h"
#include "examples.h"

enum { FD };

static enum command_status run(struct run *r)
{
	const struct sockopt *linger = sockopt_find(slice_of("SO_LINGER"), NULL);
	int fd = (int)POS(r, FD)->num;
	struct sockopt_value none;

	sockopt_parse(linger, slice_of("0s"), &none, NULL);
	sys_setsockopt(&r->sys, fd, linger, &none);
	return closing_close(r, fd) ? REFUSED : DONE;
}

const struct command command_abort = {
	.name = "abort",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" }, { 0 } },
	.summary = "close with a reset in place of a FIN",
	.details =
		"Two calls: SO_LINGER with a time of 0, then close. On TCP the kernel throws away what "
		"is queued and sends an RST: the peer reads ECONNRESET, and neither side keeps the "
		"connection in TIME_WAIT. On other sockets it is a close like any other.",
	.calls = "setsockopt, close",
	.examples = (const struct example[]){ { EXAMPLE_PAIR,
						      "abort c\nrecv s = ECONNRESET\nrecv s = 0",
						      "a reset, which is told once" },
		{ 0 } },
	.see = "socket(7), tcp(7), close, setsockopt",
	.run = run,
};
