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
	const struct sockopt *o = POS(r, OPTION)->row;
	struct sockopt by_number;
	struct sockopt_value value = { .len = 0 };

	if (!o)
		o = sockopt_written(POS(r, OPTION)->text, &by_number, &value, NULL);
	if (!value.len)
		value.len = sizeof(value.bytes);
	sys_getsockopt(&r->sys, (int)POS(r, FD)->num, o, &value);
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
		"reading SO_ERROR clears the pending error.\n\n"
		"Any option is LEVEL:NUMBER, whose value prints as bytes. LEVEL:NUMBER:HEX gives the "
		"kernel a buffer of that length, those bytes in it.",
	.examples = (const struct example[]){ { EXAMPLE_SOCKET,
						      "getsockopt c SO_TYPE = 0 (SOCK_STREAM)",
						      NULL },
		{ EXAMPLE_SOCKET, "getsockopt c sndbuf", "the short spelling" },
		{ EXAMPLE_SOCKET, "getsockopt c SOL_SOCKET:3 = 0 (01000000)", "SO_TYPE, as bytes" },
		{ 0 } },
	.see = "getsockopt(2), socket(7), tcp(7), ip(7), setsockopt",
	.run = run,
};
