/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Help on names: constants, errors, states, properties, variables.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "insight/explain.h"
#include "lang/complete.h"
#include "lang/doc.h"
#include "lang/vars.h"
#include "sock/events.h"
#include "sock/property.h"
#include "sock/sockopt.h"
#include "sock/state.h"

/* Tables of constants, and the command that takes those that it offers. */
static const struct {
	const struct names *names;
	const char *command;
} tables[] = {
	{ &names_msg_recv, "recv" },
	{ &names_msg_send, "send" },
	{ &names_shut, "shutdown" },
	{ &names_poll, "poll" },
	{ &names_select, "select" },
	{ &names_epoll, "epoll_ctl" },
	{ &names_epoll_op, "epoll_ctl" },
	{ &names_family, "socket" },
	{ &names_type, "socket" },
	{ &names_type_flag, "socket" },
	{ &names_protocol, "socket" },
	{ &names_netlink, "socket" },
	{ &names_ether, "socket" },
	{ &names_file_flag, "nonblock" },
	{ &names_fcntl, "nonblock" },
	{ &names_msg, "recvmsg" },
	{ &names_ni, "resolve" },
};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

static void add_constant(struct buf *b, const struct names *n, const struct name_row *row)
{
	buf_addf(b, "%s, %s%s%s\n", row->name, n->what, row->help ? ": " : "",
		row->help ? row->help : "");
}

/* A flag may be one of several commands. */
static bool write_constant(struct slice name, struct buf *b)
{
	const struct name_row *first = NULL;

	for (size_t i = 0; i < TABLES; i++) {
		const struct names *n = tables[i].names;
		const struct name_row *row = names_row(n, name);

		if (!row || (n->offered && !(n->offered & row->value)) ||
			(first && strcmp(row->name, first->name) != 0) ||
			(first && n == &names_msg))
			continue;
		if (!first)
			add_constant(b, n, row);
		buf_addf(b, "%shelp %s", first ? ", " : "See also: ", tables[i].command);
		first = row;
	}
	if (first)
		buf_addc(b, '\n');
	return first;
}

/* What an option is set to: IP_PMTUDISC_DO. */
static bool write_value(struct slice name, struct buf *b)
{
	for (size_t i = 0; i < sockopt_count; i++) {
		const struct sockopt *o = &sockopts[i];
		const struct name_row *row =
			o->kind == &sockopt_name ? names_row(o->of, name) : NULL;

		if (!row)
			continue;
		add_constant(b, o->of, row);
		buf_addf(b, "See also: help %s\n", o->name);
		return true;
	}
	return false;
}

static bool write_error(struct slice name, struct buf *b)
{
	const struct explanation *x = explain_find(name);
	int number;

	if (x)
		explain_write(x, NULL, slice_of(""), b);
	else if (names_errno_parse(name, &number, NULL) || !names_errno(number))
		return false;
	else
		buf_addf(b, "%s (%s)\n", names_errno(number), names_errno_text(number));
	return true;
}

static bool write_state(struct slice name, struct buf *b)
{
	const struct name_row *row = state_find(name);

	if (row)
		buf_addf(
			b, "%s, a state: %s\nSee also: help list, help ss\n", row->name, row->help);
	return row;
}

static bool write_property(struct slice name, struct buf *b)
{
	const struct property *p = property_find(name);
	struct buf text = { 0 };

	if (!p)
		return false;
	property_describe(p, &text);
	buf_addf(b, "%s, a property: %s\n  $NAME.%s reads it of the descriptor NAME\n", p->name,
		buf_cstr(&text), p->name);
	buf_free(&text);
	return true;
}

static bool write_variable(struct slice name, struct buf *b)
{
	for (int i = 0; i < AUTOMATIC_COUNT; i++)
		if (slice_is(name, automatic_names[i].name)) {
			buf_addf(b, "$%s, a variable: %s\n", automatic_names[i].name,
				automatic_names[i].help);
			return true;
		}
	return false;
}

int doc_name(struct slice name, struct buf *b)
{
	if (!name.len || text_begins_number(name))
		return -1;
	return write_error(name, b) || write_constant(name, b) || write_value(name, b) ||
			       write_state(name, b) || write_property(name, b) ||
			       write_variable(name, b)
		       ? 0
		       : -1;
}

void doc_complete_names(struct candidates *out)
{
	for (size_t i = 0; i < TABLES; i++)
		for (size_t row = 0; row < tables[i].names->count; row++)
			candidates_add(out, tables[i].names->rows[row].name,
				tables[i].names->rows[row].help, ' ');
	for (size_t i = 0; i < explanation_count; i++)
		candidates_add(out, explanations[i].name, NULL, ' ');
	for (size_t i = 0; i < sockopt_count; i++)
		candidates_add(out, sockopts[i].name, sockopts[i].summary, ' ');
}
