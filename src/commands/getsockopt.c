/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * getsockopt: getsockopt(2).
 */
#include <string.h>

#include "shell/emit.h"
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { FD, OPTION, ABOUT };

static const struct column columns[] = {
	{ "option", 0, "the option's name" },
	{ "level", COLUMN_OBJECTS, "its level, SOL_SOCKET or IPPROTO_TCP" },
	{ "value", 0, "its value" },
	{ "fresh", 0, "the value of a new socket, where it differs" },
	{ 0 },
};

/* What a new socket has stands beside it only where it differs. */
static void add_row(void *context, const struct sockopt_reading *o)
{
	struct table *t = context;

	table_text(t, slice_of(o->row->name));
	table_text(t, slice_of(o->row->level_name));
	table_text(t, o->value);
	table_text(t, o->fresh.p ? o->fresh : slice_of(""));
}

static enum command_status list_all(struct run *r, int fd)
{
	struct table t = { .columns = columns };
	int why;

	if (!sockopt_each(r->sys.fds, fd, &why, add_row, &t)) {
		err_at(&r->err, ERR_NAME, POS(r, FD)->span, "descriptor %d has no socket options",
			fd);
		return REFUSED;
	}
	emit_table(r, &t, true);
	return DONE;
}

/* Without a group it is that of no address, for the kernel to refuse. */
static int ask_about(struct run *r, const struct sockopt *o, struct sockopt_value *value)
{
	const struct arg *about = POS(r, ABOUT);

	memset(value->bytes, 0, sizeof(value->bytes));
	if (!about->given)
		return 0;
	fdtab_lock(r->sys.fds);
	int status = sockopt_parse(o, about->text, value, &r->err);
	fdtab_unlock(r->sys.fds);
	return status ? err_locate(&r->err, about->span) : 0;
}

static enum command_status run(struct run *r)
{
	const struct sockopt *o = POS(r, OPTION)->row;
	struct sockopt by_number;
	struct sockopt_value value; /* not cleared: it is large */

	value.len = 0;
	if (!POS(r, OPTION)->given)
		return list_all(r, (int)POS(r, FD)->num);
	if (o && sockopt_asks(o) && ask_about(r, o, &value))
		return REFUSED;
	if (!o)
		o = sockopt_written(POS(r, OPTION)->text, &by_number, &value, NULL);
	if (r->as.p && o->kind != &sockopt_arrival && o->name) {
		err_set(&r->err, ERR_USAGE, "%s brings no descriptor to name", o->name);
		return REFUSED;
	}
	if (!value.len)
		value.len = sizeof(value.bytes);
	for (int i = 1; r->as.p && i < RUN_DESCRIPTORS; i++)
		r->fds[i] = -1;
	sys_getsockopt(&r->sys, (int)POS(r, FD)->num, o, &value, &r->fds[0]);
	return DONE;
}

/* A level of its own, as in C. */
static void mend(const struct misfit *m, struct err *e)
{
	if (m->count > 2 && text_word_known(m->scope, m->words[1]))
		sockopt_hint_level(m->words[1]->text, m->words[2]->text, e);
}

const struct command command_getsockopt = {
	.name = "getsockopt",
	.group = GROUP_OPTIONS,
	.flags = MAKES_CALL | NAMES_RESULT | MAY_BE_JOB,
	.descriptors = DESCRIPTORS_MANY,
	.params = (const struct param[]){ { "FD", &type_fd_look, 0, .help = "the socket" },
		{ "OPTION", &type_sockopt, OPTIONAL, .help = "which option; none: all of them" },
		{ "GROUP", &type_optabout, OPTIONAL,
			.help = "whose sources to read: of IP_MSFILTER and MCAST_MSFILTER" },
		{ 0 } },
	.rows = ROWS_OF(columns),
	.summary = "read a socket option",
	.details =
		"Without OPTION a table shows all that the kernel answers for this socket, but for those "
		"whose reading changes something. Beside a value that differs from that of a new socket "
		"of the same kind stands that one, as fresh; none where a new socket has no such "
		"value.\n\n"
		"$NAME.OPTION is the value as text, for all options whose reading changes nothing; "
		"reading SO_ERROR clears the pending error.\n\n"
		"SO_PEERPIDFD opens a descriptor, which is readable when the peer's process ends; as gives "
		"it a name.\n\n"
		"Any option is LEVEL:NUMBER, whose value prints as bytes. LEVEL:NUMBER:HEX gives the "
		"kernel a buffer of that length, those bytes in it.",
	.examples = (const struct example[]){ { EXAMPLE_SOCKET,
						      "getsockopt c SO_TYPE = 0 (SOCK_STREAM)",
						      NULL },
		{ EXAMPLE_SOCKET "setsockopt c SO_RCVBUF 4096\n", "getsockopt c", "all of them" },
		{ EXAMPLE_SOCKET, "getsockopt c sndbuf", "the short spelling" },
		{ EXAMPLE_SOCKET, "getsockopt c SOL_SOCKET:3 = 0 (01000000)", "SO_TYPE, as bytes" },
		{ 0 } },
	.mend = mend,
	.see = "getsockopt(2), socket(7), tcp(7), ip(7), setsockopt",
	.run = run,
};
