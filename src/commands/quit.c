/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * quit: ends the shell.
 */
#include "shell/session.h"
#include "lang/types.h"

enum { STATUS };

static enum command_status run(struct run *r)
{
	struct session *s = r->session;

	if (POS(r, STATUS)->given)
		s->status = (int)POS(r, STATUS)->num;
	s->quitting = true;
	return STOPPED;
}

const struct command command_quit = {
	.name = "quit",
	.alias = "exit",
	.group = GROUP_SHELL,
	.flags = AT_ONCE,
	.params = (const struct param[]){ { "STATUS", &type_number, OPTIONAL, .min = 0, .max = 255,
						  .help = "the exit status" },
		{ 0 } },
	.summary = "end the shell",
	.details =
		"Without STATUS it is 0, or that of the first failure of a script. At the prompt Ctrl-D on an "
		"empty line does the same.",
	.examples = (const struct example[]){ { NULL, "quit 0", NULL }, { 0 } },
	.see = "close",
	.run = run,
};
