/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * apropos: finds commands and pages by words in their texts.
 */
#include "lang/doc.h"
#include "shell/emit.h"
#include "shell/session.h"
#include "lang/types.h"

static enum command_status run(struct run *r)
{
	struct buf words = { 0 }, text = { 0 };

	for (int i = 0; i < r->args.nrest; i++) {
		buf_adds(&words, i ? " " : "");
		buf_add(&words, r->args.rest[i].text.p, r->args.rest[i].text.len);
	}
	doc_apropos(r->session->scope.commands, buf_slice(&words), &text);
	bool found = text.len;
	if (found)
		emit_prose(r, buf_slice(&text));
	else
		err_set(&r->err, ERR_USAGE, "nothing speaks of %.*s", (int)words.len,
			buf_cstr(&words));
	buf_free(&words);
	buf_free(&text);
	return found ? DONE : REFUSED;
}

const struct command command_apropos = {
	.name = "apropos",
	.group = GROUP_SHELL,
	.flags = AT_ONCE,
	.params =
		(const struct param[]){ { "WORD", &type_text, REPEATED,
						.help = "words to look for in all texts of help" },
			{ 0 } },
	.summary = "find commands by words in their help",
	.examples = (const struct example[]){ { NULL, "apropos backlog", NULL }, { 0 } },
	.see = "help",
	.run = run,
};
