/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * help: what there is, and how it is used.
 */
#include <string.h>

#include "lang/doc.h"
#include "lang/foreign.h"
#include "shell/emit.h"
#include "shell/session.h"
#include "lang/types.h"

enum { TOPIC };

static bool write_setting(const struct run *r, struct slice topic, struct buf *text)
{
	const struct setting *row = setting_find(topic, NULL);

	if (!row)
		return false;
	buf_addf(text, "%s, a setting: %s\n  now: ", row->name, row->summary);
	setting_print(row, r->set, text);
	buf_addf(text, "\n  set %s = VALUE changes it\n", row->name);
	if (foreign_find(topic))
		buf_addf(text, "%s\n", foreign_find(topic)->hint);
	return true;
}

/* What does it here, and help on that. */
static bool write_foreign(const struct command_table *t, struct slice topic, struct buf *text)
{
	const struct foreign *f = foreign_find(topic);

	if (!f)
		return false;
	buf_addf(text, "%s\n", f->hint);
	if (*f->commands) {
		buf_addc(text, '\n');
		doc_command(
			command_find(t, (struct slice){ f->commands, strcspn(f->commands, " ") }),
			text);
	}
	return true;
}

static int write_topic(struct run *r, struct slice topic, struct buf *text)
{
	const struct command_table *t = r->session->scope.commands;
	const struct command *row = command_find(t, topic);
	struct err unknown;

	if (!row && (write_setting(r, topic, text) || !doc_topic(t, topic, text) ||
			    write_foreign(t, topic, text)))
		return 0;
	if (!row)
		row = command_lookup(t, topic, r->session->scope.prefixes, &unknown);
	if (row) {
		doc_command(row, text);
		return 0;
	}
	if (!doc_name(topic, text))
		return 0;
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
	emit_prose(r, buf_slice(&text));
	buf_free(&text);
	return status ? REFUSED : DONE;
}

const struct command command_help = {
	.name = "help",
	.alias = "?",
	.group = GROUP_SHELL,
	.flags = AT_ONCE,
	.params =
		(const struct param[]){
			{ "TOPIC", &type_topic, OPTIONAL,
				.help = "a command, a type such as ENDPOINT, a page, a constant" },
			{ 0 } },
	.summary = "what there is, and how it is used",
	.examples = (const struct example[]){ { NULL, "help connect", NULL },
		{ NULL, "help ENDPOINT", NULL }, { NULL, "help MSG_PEEK", NULL }, { 0 } },
	.see = "apropos, explain",
	.run = run,
};
