/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dup: dup(2).
 */
#include "lang/types.h"
#include "shell/run.h"
#include "examples.h"

enum { FD };

static enum command_status run(struct run *r)
{
	sys_dup(&r->sys, (int)POS(r, FD)->num);
	return DONE;
}

const struct command command_dup = {
	.name = "dup",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | NAMES_RESULT | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the descriptor" }, { 0 } },
	.summary = "a second number for the same socket",
	.details =
		"Both numbers are one socket: queues, options, O_NONBLOCK and the connection are "
		"shared. The connection ends when the last of them is closed, so that closing one "
		"sends no FIN; shutdown ends it for all at once. A child process that a server forks "
		"has such copies.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR,
				"dup c as again\nclose c\nsend again \"still here\" = 10\nrecv s = 10",
				"closing one of two" },
			{ 0 } },
	.see = "dup(2), close, shutdown",
	.run = run,
};
