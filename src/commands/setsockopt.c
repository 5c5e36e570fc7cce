/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * setsockopt: setsockopt(2).
 */
#include <string.h>

#include "base/text.h"
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { FD, OPTION, VALUE };

/* Those words of the value that are one for who writes it: 239.1.1.1 lo. None: 0. */
static int parse_value(struct run *r, const struct sockopt *o, struct sockopt_value *value)
{
	const struct arg *words = r->args.rest;
	int last = r->args.nrest - 1, status;
	struct buf text = { 0 };

	if (last < 0)
		return sockopt_parse(o, slice_of("0"), value, &r->err);
	for (int i = 0; i <= last; i++) {
		buf_adds(&text, i ? " " : "");
		buf_add(&text, words[i].text.p, words[i].text.len);
	}
	/* the address of an interface is asked for by a socket, for a moment */
	if (o->kind->late)
		fdtab_lock(r->sys.fds);
	status = sockopt_parse(o, buf_slice(&text), value, &r->err);
	if (o->kind->late)
		fdtab_unlock(r->sys.fds);
	if (status)
		err_locate(&r->err, (struct span){ words[0].span.start, words[last].span.end });
	buf_free(&text);
	return status;
}

static enum command_status run(struct run *r)
{
	const struct sockopt *o = POS(r, OPTION)->row;
	struct sockopt by_number;
	struct sockopt_value value; /* not cleared: it is large */
	bool whole = POS(r, OPTION)->whole && !o;

	value.len = 0;
	if (!o)
		o = sockopt_written(POS(r, OPTION)->text, &by_number, &value, NULL);
	if (whole && r->args.nrest) {
		err_at(&r->err, ERR_USAGE, POS(r, VALUE)->span,
			"the bytes stand behind the second colon already");
		return REFUSED;
	}
	if (!whole && parse_value(r, o, &value))
		return REFUSED;
	sys_setsockopt(&r->sys, (int)POS(r, FD)->num, o, &value);
	return DONE;
}

/* A level of its own, as in C; an = without blanks; no value. */
static void mend(const struct misfit *m, struct err *e)
{
	const struct text_word *option = m->count > 1 ? m->words[1] : NULL;
	const struct sockopt *o;
	const char *equals;

	if (!option || !text_word_known(m->scope, option))
		return;
	if (m->count > 2 && sockopt_hint_level(option->text, m->words[2]->text, e))
		return;
	equals = memchr(option->text.p, '=', option->text.len);
	struct slice name = { option->text.p,
		equals ? (size_t)(equals - option->text.p) : option->text.len };
	o = sockopt_find(name, NULL);
	if (o && equals)
		err_hint(e, "blanks around the =: %s = %.*s", o->name,
			(int)text_cut(equals + 1, option->text.len - name.len - 1, 60), equals + 1);
	else if (o && m->count == 2)
		err_hint(e, "%s takes %s", o->name, o->values);
}

const struct command command_setsockopt = {
	.name = "setsockopt",
	.group = GROUP_OPTIONS,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.assigns = 2,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "OPTION", &type_sockopt, 0, .help = "which option" },
		{ "VALUE", &type_optvalue, REPEATED,
			.help = "its new value; an = may stand before it" },
		{ 0 } },
	.summary = "set a socket option",
	.details =
		"Where the kernel makes another value of the one given, as it doubles SO_RCVBUF and "
		"SO_SNDBUF, what it made of it stands in parentheses behind the result. Of a group "
		"that was joined without an interface, that is the interface that the kernel "
		"chose.\n\n"
		"What getsockopt prints can be given. A number takes k, M or G, a time its unit, a flag "
		"on or off; interfaces go by name or number. A group is GROUP%INTERFACE or GROUP "
		"INTERFACE, and the source of IP_ADD_SOURCE_MEMBERSHIP and its kin stands behind it. "
		"SO_ATTACH_FILTER takes what tcpdump -ddd prints, in quotes, with commas for line "
		"breaks if need be.\n\n"
		"LEVEL:NAME is the option of a level where several have one of that name. Any option "
		"is LEVEL:NUMBER, and its value bytes in hex digits, which may stand in the same word: "
		"LEVEL:NUMBER:HEX. LEVEL is a name such as SOL_SOCKET or tcp, or a number.",
	.examples = (const struct example[]){ { "socket tcp as l\n", "setsockopt l SO_REUSEADDR 1",
						      NULL },
		{ EXAMPLE_SOCKET, "setsockopt c SO_RCVBUF = 4096\ngetsockopt c SO_RCVBUF",
			"the kernel doubles it" },
		{ EXAMPLE_PAIR, "setsockopt c linger 0s\nclose c\nrecv s = ECONNRESET",
			"a reset on close" },
		{ "socket udp as u\n", "setsockopt u IP_ADD_MEMBERSHIP 239.1.1.1%lo", NULL },
		{ "socket udp as u\n",
			"setsockopt u SOL_SOCKET:12 05000000\n"
			"assert u.priority == 5",
			"SO_PRIORITY, as bytes" },
		{ 0 } },
	.slip = "the descriptor comes first: setsockopt FD OPTION VALUE",
	.mend = mend,
	.see = "setsockopt(2), socket(7), tcp(7), ip(7), getsockopt",
	.run = run,
};
