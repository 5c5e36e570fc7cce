/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nonblock: O_NONBLOCK, by fcntl(2).
 */
#include <fcntl.h>

#include "lang/types.h"
#include "shell/run.h"
#include "examples.h"

enum { FD, ON };

static const struct name_row words[] = {
	{ 1, "on", "calls that would wait return EAGAIN" },
	{ 0, "off", "they wait" },
};

static const struct names on_or_off = { "on or off", "", words, 2, false, 0 };

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	int64_t on = POS(r, ON)->num;

	if (POS(r, ON)->given && on != 0 && on != 1) {
		err_at(&r->err, ERR_USAGE, POS(r, ON)->span, "'%.*s' is neither on nor off",
			(int)POS(r, ON)->text.len, POS(r, ON)->text.p);
		return REFUSED;
	}
	int flags = sys_getfl(&r->sys, fd);
	if (flags >= 0 && POS(r, ON)->given)
		sys_setfl(&r->sys, fd, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
	return DONE;
}

const struct command command_nonblock = {
	.name = "nonblock",
	.group = GROUP_OPTIONS,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the descriptor" },
		{ "on|off", &type_constant, OPTIONAL, .of = &on_or_off,
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
