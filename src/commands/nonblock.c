/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nonblock: O_NONBLOCK, by fcntl(2).
 */
#include <fcntl.h>

#include "lang/types.h"
#include "shell/run.h"
#include "examples.h"

enum { FD, ON };

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num, flags = sys_getfl(&r->sys, fd);

	if (flags >= 0 && POS(r, ON)->given)
		sys_setfl(&r->sys, fd, POS(r, ON)->num ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
	return DONE;
}

const struct command command_nonblock = {
	.name = "nonblock",
	.group = GROUP_OPTIONS,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the descriptor" },
		{ "on|off", &type_switch, OPTIONAL,
			.help = "what O_NONBLOCK is to be; without it, it is shown" },
		{ 0 } },
	.summary = "show or change whether calls wait",
	.details =
		"Two calls, as C programs do it: fcntl with F_GETFL reads the flags of the open file, "
		"with F_SETFL sets them, the others unchanged. The flag belongs to the socket and not to "
		"the number: a copy made by dup has it too, what accept returns does not. -f "
		"dontwait does the same for one call.",
	.calls = "fcntl",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR,
				"nonblock c on\nrecv c = EAGAIN\nnonblock c = 2050\nnonblock c off",
				NULL },
			{ 0 } },
	.see = "fcntl(2), socket, recv",
	.run = run,
};
