/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that name things of the socket world.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/nearest.h"
#include "base/text.h"
#include "lang/complete.h"
#include "lang/scope.h"
#include "lang/types.h"
#include "sock/fdtab.h"
#include "sock/names.h"
#include "sock/sockopt.h"
#include "sock/state.h"

/* ---- descriptors ---- */

static int not_named(const struct vars *known, const struct arg *a, struct err *e)
{
	err_set(e, ERR_NAME, "no descriptor is named '%.*s'", (int)a->text.len, a->text.p);
	return vars_hint(known, a->text, e);
}

static int no_such_name(struct scope *sc, const struct arg *a, struct err *e)
{
	struct slice value = vars_get(&sc->vars, a->text);

	if (!e)
		return -1;

	if (value.p)
		return err_set(e, ERR_NAME, "'%.*s' holds \"%.*s\", which is no descriptor",
			(int)a->text.len, a->text.p, (int)value.len, value.p);
	err_set(e, ERR_NAME, "no descriptor is named '%.*s'", (int)a->text.len, a->text.p);
	return scope_hint_names(sc, a->text, e);
}

/* A number as it stands, or the value of a name (send c$i too). Any number that fits an
 * int goes to the kernel: EBADF is a result. */
static int parse_fd_look(const struct arg_context *c, struct arg *a, struct err *e)
{
	int fd;

	if (text_begins_number(a->text)) {
		if (!text_number(a->text, INT_MIN, INT_MAX, &a->num, e))
			return 0;
		return e ? err_set(e, ERR_USAGE, "descriptor '%.*s': %s", (int)a->text.len,
				   a->text.p, e->text)
			 : -1;
	}
	if (!c->scope && text_is_name(a->text))
		return c->known && !vars_get(c->known, a->text).p ? not_named(c->known, a, e) : 0;
	if (!text_is_name(a->text))
		return err_set(e, ERR_USAGE, "'%.*s' is neither a descriptor's number nor a name",
			(int)a->text.len, a->text.p);
	if (!vars_get_fd(&c->scope->vars, a->text, &fd))
		return no_such_name(c->scope, a, e);
	a->num = fd;
	return 0;
}

static int parse_fd(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct fd_info info;

	if (parse_fd_look(c, a, e))
		return -1;
	const char *owner = c->scope ? fdtab_owner(c->scope->fds, (int)a->num) : NULL;
	if (!owner)
		return 0;
	err_set(e, ERR_USAGE, "descriptor %d is %s", (int)a->num, owner);
	if (fdtab_get(c->scope->fds, (int)a->num, &info) && info.kept)
		return err_hint(e, "wait for the job, or cancel it (jobs shows it)");
	return err_hint(e, "it may be looked at (list, getsockname, getsockopt), nothing else");
}

static int parse_fd_all(const struct arg_context *c, struct arg *a, struct err *e)
{
	a->num = -1;
	return a->bare && slice_is(a->text, "all") ? 0 : parse_fd(c, a, e);
}

static void describe_fd(int fd, struct buf *b)
{
	buf_clear(b);
	if (state_kind(fd, b))
		return;
	buf_addc(b, ' ');
	state_word(fd, b);
}

/* The user's open descriptors: by name where they have one. */
static void complete_fd(const struct arg_context *c, struct candidates *out)
{
	struct scope *sc = c->scope;
	struct fd_info info;
	struct buf help = { 0 };

	for (int fd = 2; (fd = fdtab_next(sc->fds, fd)) >= 0 && fdtab_get(sc->fds, fd, &info);) {
		if (info.shell || info.kept)
			continue;
		char number[16];
		struct slice name = vars_name_of_fd(&sc->vars, fd);
		snprintf(number, sizeof(number), "%d", fd);
		describe_fd(fd, &help);
		const char *kept = arena_copy(out->arena, buf_cstr(&help), help.len);
		if (name.p)
			candidates_add(out, arena_copy(out->arena, name.p, name.len), kept, ' ');
		else
			candidates_add(out, number, kept, ' ');
	}
	buf_free(&help);
}

static void complete_fd_all(const struct arg_context *c, struct candidates *out)
{
	complete_fd(c, out);
	candidates_add_bare(out, "all", "every descriptor of yours", ' ');
}

const struct arg_type type_fd = { .flags = TYPE_LOOKS_UP | TYPE_OF_NAMES | TYPE_SLIPS,
	.name = "FD",
	.what = "a descriptor: its number, or the name it was given by as",
	.parse = parse_fd,
	.complete = complete_fd };

const struct arg_type type_fd_look = { .flags = TYPE_LOOKS_UP | TYPE_OF_NAMES,
	.name = "FD",
	.what = "a descriptor to look at: its number, or the name it was given by as",
	.parse = parse_fd_look,
	.complete = complete_fd };

const struct arg_type type_fd_all = { .flags = TYPE_LOOKS_UP | TYPE_OF_NAMES,
	.name = "FD|all",
	.what = "a descriptor, or the word all",
	.parse = parse_fd_all,
	.complete = complete_fd_all };

/* ---- constants ---- */

static int parse_constant(const struct arg_context *c, struct arg *a, struct err *e)
{
	long value;

	if (names_parse(c->param->of, a->text, &value, e))
		return -1;
	a->num = value;
	return 0;
}

/* NAME in small letters, behind the flags that are written already. */
static void add_lower(
	struct slice flags, const char *name, const char *help, struct candidates *out)
{
	struct buf text = { 0 };

	buf_add(&text, flags.p, flags.len);
	for (; *name; name++)
		buf_addc(&text, (char)(*name >= 'A' && *name <= 'Z' ? *name + 32 : *name));
	candidates_add(out, text.data, help, ' ');
	buf_free(&text);
}

/* Where a table is of flags, what ends in the prefix's last bar or comma. */
static struct slice flags_before(const struct names *n, struct slice prefix)
{
	size_t len = n->flags ? prefix.len : 0;

	while (len && prefix.p[len - 1] != '|' && prefix.p[len - 1] != ',')
		len--;
	return (struct slice){ prefix.p, len };
}

/* The spelling that is being written: C's if it is in capitals, else the short one,
 * or C's in small letters, where its prefix is begun. */
static void add_constant(const struct names *n, const struct name_row *row, struct candidates *out)
{
	struct slice flags = flags_before(n, out->prefix);
	char first = out->prefix.len > flags.len ? out->prefix.p[flags.len] : '\0';
	size_t prefix = strlen(n->prefix);

	if (first >= 'A' && first <= 'Z') {
		struct buf text = { 0 };

		buf_add(&text, flags.p, flags.len);
		buf_adds(&text, row->name);
		candidates_add(out, text.data, row->help, ' ');
		buf_free(&text);
		return;
	}
	if (strncmp(row->name, n->prefix, prefix)) {
		add_lower(flags, row->name, row->help, out);
		return;
	}
	add_lower(flags, row->name + prefix, row->help, out);
	if (first && memchr(out->prefix.p + flags.len, '_', out->prefix.len - flags.len))
		add_lower(flags, row->name, row->help, out);
}

static void complete_constant(const struct arg_context *c, struct candidates *out)
{
	const struct names *n = c->param->of;

	for (size_t i = 0; i < n->count; i++)
		if (!n->offered || n->offered & n->rows[i].value)
			add_constant(n, &n->rows[i], out);
}

const struct arg_type type_constant = { .name = "CONSTANT",
	.what = "a constant in C's spelling or the short one (SHUT_WR, wr), or its number",
	.parse = parse_constant,
	.complete = complete_constant };

/* ---- socket options ---- */

static int parse_sockopt(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct sockopt by_number;
	struct sockopt_value bytes;
	const struct sockopt *o = sockopt_written(a->text, &by_number, &bytes, e);

	(void)c;
	a->row = o == &by_number ? NULL : o;
	a->whole = bytes.len || (a->row && !sockopt_needs_value(o));
	return o ? 0 : -1;
}

/* In small letters the name without its prefix, where that is one option's alone, or the
 * whole name, where the prefix is being written. */
static void add_small_sockopt(const struct sockopt *o, struct candidates *out)
{
	const char *shorter = sockopt_short(o);
	struct slice none = { "", 0 };

	if (sockopt_needs_level(o))
		return;
	if (sockopt_find(slice_of(shorter), NULL) == o)
		add_lower(none, shorter, o->summary, out);
	if (memchr(out->prefix.p, '_', out->prefix.len))
		add_lower(none, o->name, o->summary, out);
}

static void add_with_level(const struct sockopt *o, struct candidates *out)
{
	struct buf text = { 0 };

	buf_addf(&text, "%s:%s", o->level_name, o->name);
	candidates_add(out, buf_cstr(&text), o->summary, ' ');
	buf_free(&text);
}

static void add_sockopt(const struct sockopt *o, struct candidates *out)
{
	if (out->prefix.len && out->prefix.p[0] >= 'a' && out->prefix.p[0] <= 'z')
		add_small_sockopt(o, out);
	else if (sockopt_needs_level(o))
		add_with_level(o, out);
	else
		candidates_add(out, o->name, o->summary, ' ');
}

/* Whether the socket that stands before has the option, and the command has a use for it. */
static bool fits(const struct arg_context *c, const struct sockopt *o)
{
	const struct arg *fd = c->args ? &c->args->pos[0] : NULL;
	bool sets = c->param[1].type == &type_optvalue;

	return (sets ? o->set : o->get) && (!fd || !fd->given || sockopt_fits(o, (int)fd->num));
}

/* Those that do not fit can be tried too, and are offered to who writes the name of one. */
static void complete_sockopt(const struct arg_context *c, struct candidates *out)
{
	for (size_t i = 0; i < sockopt_count; i++)
		if (fits(c, &sockopts[i]))
			add_sockopt(&sockopts[i], out);
	for (size_t i = 0; !out->count && i < sockopt_count; i++)
		add_sockopt(&sockopts[i], out);
}

static const struct sockopt *sockopt_before(const struct arg_context *c)
{
	return c->args ? c->args->pos[1].row : NULL;
}

static int parse_optvalue(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct sockopt_value ignored;
	const struct sockopt *o = sockopt_before(c);

	if (!o || o->kind->late)
		return 0;
	if (c->args->nrest)
		return err_set(e, ERR_USAGE, "%s takes one word: %s", o->name, o->values);
	return sockopt_parse(o, a->text, &ignored, e);
}

static int parse_optabout(const struct arg_context *c, struct arg *a, struct err *e)
{
	const struct sockopt *o = sockopt_before(c);

	(void)a;
	if (!o)
		return err_set(e, ERR_USAGE,
			"bytes to ask with stand behind a second colon: LEVEL:NUMBER:HEX");
	return sockopt_asks(o) ? 0 : err_set(e, ERR_USAGE, "%s is read without a value", o->name);
}

enum { LISTED_MAX = 1 << 16 };

/* The words of a file of the kernel's, which takes a descriptor for a moment. */
static void complete_listed(const struct arg_context *c, const char *path, struct candidates *out)
{
	struct buf text = { 0 };
	char *rest;
	int fd;

	fdtab_lock(c->scope->fds);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		file_read_all(fd, &text, LISTED_MAX, NULL);
		close(fd);
	}
	fdtab_unlock(c->scope->fds);
	if (text.len) {
		buf_cstr(&text); /* ends in NUL */
		for (char *at = text.data, *word; (word = strtok_r(at, " \n", &rest)); at = NULL)
			candidates_add_name(out, word, NULL, ' ');
	}
	buf_free(&text);
}

static void complete_optvalue(const struct arg_context *c, struct candidates *out)
{
	const struct sockopt *o = sockopt_before(c);
	struct arg_context of_names = *c;
	struct param param = { .name = "VALUE" };

	if (!o)
		return;
	if (o->kind == &sockopt_bool) {
		candidates_add(out, "1", "on", ' ');
		candidates_add(out, "0", "off", ' ');
	} else if (o->kind == &sockopt_linger) {
		candidates_add(out, "off", "close in the background", ' ');
		candidates_add(out, "0s", "reset on close", ' ');
	} else if (o->kind == &sockopt_name) {
		param.of = o->of;
		of_names.param = &param;
		complete_constant(&of_names, out);
	} else if (o->kind == &sockopt_string && o->of) {
		complete_listed(c, o->of, out);
	} else if (!strncmp(o->values, type_interface.name, strlen(type_interface.name))) {
		type_interface.complete(c, out);
	}
}

const struct arg_type type_sockopt = { .flags = TYPE_WHOLE,
	.name = "OPTION",
	.what = "a socket option in C's spelling or without its prefix: SO_REUSEADDR, reuseaddr; "
		"LEVEL:NAME, or any by LEVEL:NUMBER[:HEX]",
	.parse = parse_sockopt,
	.complete = complete_sockopt };

const struct arg_type type_optabout = { .name = "GROUP",
	.what = "a multicast group, GROUP%INTERFACE, whose sources to read",
	.parse = parse_optabout };

const struct arg_type type_optvalue = { .name = "VALUE",
	.what = "a value that fits the option",
	.parse = parse_optvalue,
	.complete = complete_optvalue };
