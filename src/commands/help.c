/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * help: what there is, and how it is used.
 */
#include <string.h>

#include "lang/doc.h"
#include "shell/emit.h"
#include "shell/session.h"
#include "lang/types.h"

enum { TOPIC };

static int write_topic(struct run *r, struct slice topic, struct buf *text)
{
	const struct command_table *t = r->session->scope.commands;
	const struct command *row = command_find(t, topic);
	struct err unknown;

	if (!row && !doc_topic(t, topic, text))
		return 0;
	if (!row)
		row = command_lookup(t, topic, r->session->scope.prefixes, &unknown);
	if (row) {
		doc_command(row, text);
		return 0;
	}
	err_at(&r->err, ERR_USAGE, POS(r, TOPIC)->span, "no help on '%.*s'", (int)topic.len,
		topic.p);
	if (!unknown.suggests)
		return err_hint(
			&r->err, "apropos %.*s searches all texts", (int)topic.len, topic.p);
	return err_hint(&r->err, "%s", unknown.hint);
}

static enum command_status run(struct run *r)
{
	struct buf text = { 0 };
	int status = 0;

	if (POS(r, TOPIC)->given)
		status = write_topic(r, POS(r, TOPIC)->text, &text);
	else
		doc_overview(r->session->scope.commands, &text);
	emit_text(r, buf_slice(&text));
	buf_free(&text);
	return status ? REFUSED : DONE;
}

const struct command command_help = {
	.name = "help",
	.alias = "?",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "TOPIC", &type_topic, OPTIONAL,
				.help = "a command, a type such as ENDPOINT, a page" },
			{ 0 } },
	.summary = "what there is, and how it is used",
	.examples = (const struct example[]){ { NULL, "help connect", NULL },
		{ NULL, "help ENDPOINT", NULL }, { 0 } },
	.see = "apropos, explain",
	.run = run,
};
