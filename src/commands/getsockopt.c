/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * getsockopt: getsockopt(2).
 */
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { FD, OPTION };

static enum command_status run(struct run *r)
{
	struct sockopt_value value;

	sys_getsockopt(&r->sys, (int)POS(r, FD)->num, POS(r, OPTION)->row, &value);
	return DONE;
}

const struct command command_getsockopt = {
	.name = "getsockopt",
	.group = GROUP_OPTIONS,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd_look, 0, .help = "the socket" },
		{ "OPTION", &type_sockopt, 0, .help = "which option" }, { 0 } },
	.summary = "read a socket option",
	.details =
		"$NAME.OPTION is the value as text, for all options whose reading changes nothing; "
		"reading SO_ERROR clears the pending error.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_SOCKET, "getsockopt c SO_TYPE = 0 (SOCK_STREAM)", NULL },
			{ EXAMPLE_SOCKET, "getsockopt c sndbuf", "the short spelling" }, { 0 } },
	.see = "getsockopt(2), socket(7), tcp(7), ip(7), setsockopt",
	.run = run,
};
