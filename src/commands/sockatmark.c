/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sockatmark: sockatmark(3).
 */
#include "lang/types.h"
#include "examples.h"
#include "shell/run.h"

enum { FD };

static enum command_status run(struct run *r)
{
	sys_sockatmark(&r->sys, (int)POS(r, FD)->num);
	return DONE;
}

const struct command command_sockatmark = {
	.name = "sockatmark",
	.group = GROUP_DATA,
	.flags = MAKES_CALL,
	.params = (const struct param[]){ { "FD", &type_fd_look, 0, .help = "the socket" }, { 0 } },
	.summary = "whether the next byte is the urgent one",
	.details =
		"TCP has no channel of its own for urgent data: it is a mark in the stream. A recv stops "
		"at the mark, whatever else waits behind it; there sockatmark is 1, and recv --oob takes "
		"the urgent byte. With SO_OOBINLINE the byte stays in the stream, right behind the mark.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send s \"ab!\" --oob\nsend s \"cd\"\n"
							     "assert c.unread == 2 -t 1s\n",
						      "sockatmark c = 0\nrecv c = 2\nsockatmark c "
						      "= 1\nrecv c --oob = 1\nrecv c = 2",
						      NULL },
		{ 0 } },
	.see = "sockatmark(3), tcp(7), recv",
	.run = run,
};
