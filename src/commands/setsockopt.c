/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * setsockopt: setsockopt(2).
 */
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { FD, OPTION, VALUE };

static enum command_status run(struct run *r)
{
	const struct sockopt *o = POS(r, OPTION)->row;
	struct sockopt_value value;

	if (sockopt_parse(o, POS(r, VALUE)->text, &value, &r->err)) {
		err_locate(&r->err, POS(r, VALUE)->span);
		return REFUSED;
	}
	sys_setsockopt(&r->sys, (int)POS(r, FD)->num, o, &value);
	return DONE;
}

const struct command command_setsockopt = {
	.name = "setsockopt",
	.group = GROUP_OPTIONS,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.assigns = 2,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "OPTION", &type_sockopt, 0, .help = "which option" },
		{ "VALUE", &type_optvalue, 0, .help = "its new value; an = may stand before it" },
		{ 0 } },
	.summary = "set a socket option",
	.details =
		"Where the kernel makes another value of the one given, as it doubles SO_RCVBUF and "
		"SO_SNDBUF, what it made of it stands in parentheses behind the result.",
	.examples = (const struct example[]){ { "socket tcp as l\n", "setsockopt l SO_REUSEADDR 1",
						      NULL },
		{ EXAMPLE_SOCKET, "setsockopt c SO_RCVBUF = 4096\ngetsockopt c SO_RCVBUF",
			"the kernel doubles it" },
		{ EXAMPLE_PAIR, "setsockopt c linger 0s\nclose c\nrecv s = ECONNRESET",
			"a reset on close" },
		{ 0 } },
	.slip = "the descriptor comes first: setsockopt FD OPTION VALUE",
	.see = "setsockopt(2), socket(7), tcp(7), ip(7), getsockopt",
	.run = run,
};
