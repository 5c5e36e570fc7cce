/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * getsockname: getsockname(2).
 */
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { FD };

static enum command_status run(struct run *r)
{
	struct addr addr;

	sys_getsockname(&r->sys, (int)POS(r, FD)->num, &addr);
	return DONE;
}

const struct command command_getsockname = {
	.name = "getsockname",
	.group = GROUP_OPTIONS,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd_look, 0, .help = "the socket" }, { 0 } },
	.summary = "a socket's own address",
	.details =
		"An unbound socket has 0.0.0.0:0; connect and sendto give it an address. The property $NAME.local is the same as text.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR, "getsockname c", NULL }, { 0 } },
	.see = "getsockname(2), list",
	.run = run,
};
