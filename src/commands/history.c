/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * history: the lines typed before.
 */
#include "shell/emit.h"
#include "shell/session.h"
#include "lang/types.h"

enum { COUNT };

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	struct buf text = { 0 };
	size_t total = 0;

	while (s->front->history(s, total))
		total++;
	size_t count = POS(r, COUNT)->given ? (size_t)POS(r, COUNT)->num : total;
	for (size_t i = count < total ? total - count : 0; i < total; i++)
		buf_addf(&text, "%5zu  %s\n", i + 1, s->front->history(s, i));
	emit_text(r, buf_slice(&text));
	buf_free(&text);
	return DONE;
}

const struct command command_history = {
	.name = "history",
	.group = GROUP_SHELL,
	.flags = PROMPT_ONLY,
	.params = (const struct param[]){ { "COUNT", &type_number, OPTIONAL, .min = 1,
						  .max = 1000000, .help = "the last COUNT lines" },
		{ 0 } },
	.summary = "the lines typed before",
	.details =
		"Up, Down and Ctrl-R find them again. A line that begins with a blank is not kept.",
	.see = "log",
	.run = run,
};
