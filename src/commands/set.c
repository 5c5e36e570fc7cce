/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * set: shows and changes settings.
 */
#include "shell/emit.h"
#include "shell/servers.h"
#include "shell/settings.h"
#include "shell/types.h"
#include "shell/session.h"

enum { SETTING, VALUE };

static const struct column columns[] = {
	{ "setting", 0, "its name" },
	{ "value", 0, "what it is" },
	{ "meaning", 0, "what it does" },
	{ 0 },
};

static void add_row(struct run *r, struct table *t, const struct setting *row)
{
	struct buf value = { 0 };

	setting_print(row, &r->session->set, &value);
	table_text(t, slice_of(row->name));
	table_text(t, buf_slice(&value));
	table_text(t, slice_of(row->summary));
	buf_free(&value);
}

static enum command_status run(struct run *r)
{
	const struct setting *row = POS(r, SETTING)->given ? POS(r, SETTING)->row : NULL;
	struct table t = { .columns = columns };

	if (POS(r, VALUE)->given) {
		*setting_value(row, &r->session->set) = POS(r, VALUE)->num;
		servers_settings(r->session);
		return DONE;
	}
	for (size_t i = 0; i < setting_count; i++)
		if (!row || row == &settings[i])
			add_row(r, &t, &settings[i]);
	emit_table(r, &t, false);
	return DONE;
}

const struct command command_set = {
	.name = "set",
	.group = GROUP_SHELL,
	.assigns = 1,
	.params = (const struct param[]){ { "SETTING", &type_setting, OPTIONAL,
						  .help = "which setting; none: all are shown" },
		{ "VALUE", &type_setvalue, OPTIONAL,
			.help = "its new value; an = may stand before it" },
		{ 0 } },
	.rows = ROWS_OF(columns),
	.summary = "show or change the shell's settings",
	.details = "Options of sockets are set by setsockopt, variables by let.",
	.examples =
		(const struct example[]){ { NULL, "set timeout = 2s", "no command waits longer" },
			{ NULL, "set view hex\nset view", NULL }, { 0 } },
	.see = "let, setsockopt",
	.run = run,
};
