/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A command's options, and how it is used, from its row.
 */
#include "lang/command.h"
#include "lang/types.h"

static const struct option time_option = { .name = "-t",
	.value = { "TIME", &type_time, 0, .help = "give up after TIME" } };

const struct option *args_option(const struct command *row, int i)
{
	int n = 0;

	for (const struct option *o = row->options; o && o->name; o++, n++)
		if (n == i)
			return o;
	return n == i && (row->flags & TAKES_TIME) ? &time_option : NULL;
}

const char *args_help(const struct param *p, struct buf *b)
{
	if (!p->only)
		return p->help;
	buf_clear(b);
	buf_addf(b, "%s: %s", p->only, p->help);
	return buf_cstr(b);
}

static void add_param(const struct param *p, struct buf *b)
{
	bool optional = p->flags & OPTIONAL;

	buf_addf(b, " %s%s%s%s", optional ? "[" : "", p->name, p->flags & REPEATED ? "..." : "",
		optional ? "]" : "");
}

void args_usage(const struct command *row, struct buf *b)
{
	const struct option *o;

	buf_adds(b, row->name);
	for (const struct param *p = row->params; p && p->name; p++)
		add_param(p, b);
	for (int i = 0; (o = args_option(row, i)); i++)
		if (o->value.type)
			buf_addf(b, " [%s %s]", o->name, o->value.name);
		else
			buf_addf(b, " [%s]", o->name);
	if (row->flags & (NAMES_RESULT | NAMES_TURN))
		buf_adds(b, row->descriptors == 2 ? " [as NAME,NAME]" : " [as NAME]");
}
