/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shutdown: shutdown(2).
 */
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { FD, HOW };

static enum command_status run(struct run *r)
{
	sys_shutdown(&r->sys, (int)POS(r, FD)->num, (int)POS(r, HOW)->num);
	return DONE;
}

static void mend(const struct misfit *m, struct err *e)
{
	if (m->count)
		err_hint(e,
			"shutdown FD wr ends what this side sends, rd what it receives, rdwr both");
}

const struct command command_shutdown = {
	.name = "shutdown",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "HOW", &type_constant, 0, .of = &names_shut,
			.help = "wr: end what we send; rd: what we receive; rdwr: both" },
		{ 0 } },
	.summary = "close one direction of a connection, or both",
	.details =
		"wr sends a FIN behind all that was sent: the peer reads to the end of the stream, and "
		"may still answer (a half-close). The descriptor stays; close it as well.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR,
				"shutdown c wr\nrecv s = 0\nsend s \"late answer\\n\"\nrecv c",
				"a half-close" },
			{ 0 } },
	.mend = mend,
	.see = "shutdown(2), close",
	.run = run,
};
