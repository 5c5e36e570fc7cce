/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shutdown: shutdown(2).
 */
#include "shell/session.h"
#include "lang/foreign.h"
#include "lang/types.h"
#include "examples.h"

enum { FD, HOW };

static enum command_status run(struct run *r)
{
	sys_shutdown(&r->sys, (int)POS(r, FD)->num, (int)POS(r, HOW)->num);
	return DONE;
}

/* What other languages call the three. */
static const char *const habits[][2] = {
	{ "rdwr", "both all readwrite rw read_write duplex shut_both sd_both" },
	{ "wr", "write writes w send sends output out shut_write sd_send" },
	{ "rd", "read reads r recv receive receives input in shut_read sd_receive" },
};

static void mend(const struct misfit *m, struct err *e)
{
	struct slice how = m->count > 1 && text_word_known(m->scope, m->words[1])
				   ? m->words[1]->text
				   : slice_of("");

	if (!m->count)
		return;
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
		if (how.len && foreign_is_listed(how, habits[i][1])) {
			err_hint(e, "shutdown %.*s %s", (int)m->words[0]->text.len,
				m->words[0]->text.p, habits[i][0]);
			return;
		}
	err_hint(e, "shutdown FD wr ends what this side sends, rd what it receives, rdwr both");
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
