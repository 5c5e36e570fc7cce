/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * getpeername: getpeername(2).
 */
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { FD };

static enum command_status run(struct run *r)
{
	struct addr addr;

	sys_getpeername(&r->sys, (int)POS(r, FD)->num, &addr);
	return DONE;
}

const struct command command_getpeername = {
	.name = "getpeername",
	.group = GROUP_OPTIONS,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd_look, 0, .help = "the socket" }, { 0 } },
	.summary = "a socket's peer",
	.details =
		"ENOTCONN means that there is none (yet, or any more). The property $NAME.peer is the same as text.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR, "getpeername c", NULL }, { 0 } },
	.see = "getpeername(2), list",
	.run = run,
};
