/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * info: all that there is to say of a descriptor.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/types.h"
#include "shell/session.h"
#include "shell/sheet.h"
#include "sock/kind.h"
#include "sock/property.h"
#include "sock/state.h"
#include "examples.h"
#include "opened.h"

enum { FD };

static const struct column property_columns[] = {
	{ "property", 0, NULL },
	{ "value", 0, NULL },
	{ "meaning", 0, NULL },
	{ 0 },
};
static const struct column tcp_columns[] = {
	{ "TCP_INFO", 0, NULL },
	{ "value", 0, NULL },
	{ "meaning", 0, NULL },
	{ 0 },
};
static const struct column option_columns[] = {
	{ "option", 0, "its name" },
	{ "level", COLUMN_OBJECTS, "its level" },
	{ "value", 0, "what it is" },
	{ "fresh", 0, "what it is of a new socket" },
	{ "meaning", COLUMN_LINES, NULL },
	{ 0 },
};

/* Those that are no properties, of an object. */
static const struct column identity_columns[] = {
	{ "name", 0, "the variable that holds the number" },
	{ "role", 0, "what it was made by" },
	{ "kind", 0, "tcp, udp, unix, pipe, file and so on" },
	{ "file", 0, "what is open on it, where that is no socket" },
	{ "nonblock", 0, "on or off: whether calls return EAGAIN instead of waiting" },
	{ 0 },
};

/* ---- properties ---- */

/* What a value that has a name means, or else what the property is. */
static const char *meaning_of(const struct property *p, const struct value *v)
{
	const struct name_row *state = v->kind == VALUE_WORD ? state_find(slice_of(v->text)) : NULL;

	if (state)
		return state->help;
	if (v->kind != VALUE_NAME || v->names->flags)
		return p->summary;
	for (size_t i = 0; i < v->names->count; i++)
		if (v->names->rows[i].value == (long)v->magnitude && v->names->rows[i].help)
			return v->names->rows[i].help;
	return p->summary;
}

static void add_property(
	struct sheet *s, struct snapshot *look, const struct property *p, const char *name)
{
	struct buf shown = { 0 }, digits = { 0 };
	struct value v;

	if (p->get(look, p, &v) < 0) {
		sheet_text(s, name, slice_of(""), "");
		return;
	}
	value_print(&v, &digits);
	value_print_unit(&v, &shown);
	if (v.kind == VALUE_NUMBER)
		sheet_number(s, name, buf_slice(&shown), buf_slice(&digits), p->summary);
	else
		sheet_text(s, name, buf_slice(&digits), meaning_of(p, &v));
	buf_free(&shown);
	buf_free(&digits);
}

static void add_named(struct sheet *s, struct snapshot *look, const char *name)
{
	add_property(s, look, property_find(slice_of(name)), name);
}

/* ---- what it is ---- */

/* What proc(5) has for it: the path of a file, anon_inode:[eventpoll]. */
static void read_link(int fd, struct buf *b)
{
	char path[40], target[512];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ssize_t n = readlink(path, target, sizeof(target));
	if (n > 0)
		buf_add(b, target, (size_t)n);
}

static const char *kind_of_file(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFIFO: return "pipe";
	case S_IFREG: return "file";
	case S_IFDIR: return "directory";
	case S_IFCHR: return "character device";
	case S_IFBLK: return "block device";
	default: return "";
	}
}

static void add_kind(struct sheet *s, struct snapshot *look, mode_t mode)
{
	const struct socket_kind *kind = NULL;
	struct buf text = { 0 }, file = { 0 };

	if (state_kind_of(look, &text) == 0) {
		kind = kind_of(look->family, look->type, look->protocol);
	} else {
		buf_adds(&text, kind_of_file(mode));
		read_link(look->fd, &file);
	}
	sheet_text(s, "kind", buf_slice(&text), kind ? kind->help : "");
	sheet_text(s, "file", buf_slice(&file), "what is open on it");
	buf_free(&text);
	buf_free(&file);
}

/* A number that is kept for a job has the place of a descriptor open on it, O_PATH. */
static void add_open(struct sheet *s, struct snapshot *look, mode_t mode)
{
	int flags = fcntl(look->fd, F_GETFL);

	if (flags >= 0 && flags & O_PATH) {
		sheet_text(s, "kind", slice_of("none"), "nothing is open on it yet");
		return;
	}
	add_kind(s, look, mode);
	sheet_text(s, "nonblock", slice_of(flags & O_NONBLOCK ? "on" : "off"),
		"on: calls return EAGAIN instead of waiting");
	add_named(s, look, "inode");
}

static void add_identity(struct run *r, struct sheet *s, struct snapshot *look, mode_t mode)
{
	struct slice name = vars_name_of_fd(&r->session->scope.vars, look->fd);
	struct fd_info info = { .role = "" };

	fdtab_get(r->session->scope.fds, look->fd, &info);
	add_named(s, look, "fd");
	sheet_text(s, "name", name.p ? name : slice_of(""), "the variable that holds the number");
	add_named(s, look, "serial");
	sheet_text(s, "role", slice_of(info.role),
		!info.role[0] ? ""
		: info.kept   ? "a job's: wait for it, or cancel it"
		: info.shell  ? "the shell's: it may be looked at, nothing else"
			      : "what it was made by");
	add_open(s, look, mode);
}

/* What the identity has already, and the parts of what is shown whole. */
static bool is_told(const char *name)
{
	static const char *const told[] = { "fd", "serial", "inode", "addr", "port", "paddr",
		"pport", "next" };

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (!strcmp(name, told[i]))
			return true;
	return false;
}

/* ---- options ---- */

static void add_option(void *context, const struct sockopt_reading *o)
{
	struct table *t = context;

	if (!o->fresh.p || !o->row->set)
		return;
	table_text(t, slice_of(o->row->name));
	table_text(t, slice_of(o->row->level_name));
	table_text(t, o->value);
	table_text(t, o->fresh);
	table_text(t, slice_of(o->row->summary));
}

static void say_options(struct sheet *s, int why)
{
	struct buf text = { 0 };

	if (why)
		buf_addf(&text,
			"options: a new socket to compare with is refused, %s (%s); getsockopt shows "
			"them\n",
			names_errno(why), names_errno_text(why));
	else
		buf_adds(&text, "options: as a new socket has them; getsockopt shows them\n");
	sheet_say(s, buf_slice(&text));
	buf_free(&text);
}

static void add_options(struct run *r, struct sheet *s, int fd)
{
	struct table t = { .columns = option_columns };
	int why;
	size_t known = sockopt_each(r->sys.fds, fd, &why, add_option, &t);

	if (known && !t.count)
		say_options(s, why);
	sheet_table(s, &t, "options");
}

static void add_tcp_info(struct sheet *s, struct snapshot *look)
{
	if (snapshot_need(look, PART_TCP) < 0) {
		sheet_none(s, "tcp_info");
		return;
	}
	sheet_part(s, tcp_columns, "tcp_info");
	for (size_t i = 0; i < tcp_info_field_count; i++)
		add_property(s, look, &tcp_info_fields[i], property_short(&tcp_info_fields[i]));
}

/* ---- the whole ---- */

/* The type of an object is "row". */
static const char *member_of(const struct property *p)
{
	return strcmp(p->name, "type") ? p->name : "socket_type";
}

static const char *name_of(const struct run *r, const struct property *p)
{
	return r->set->json ? member_of(p) : p->name;
}

static void show(struct run *r, int fd, mode_t mode)
{
	struct snapshot look;
	struct sheet s;

	snapshot_begin(&look, fd, r->session->scope.fds);
	sheet_begin(&s, r);
	sheet_part(&s, property_columns, NULL);
	add_identity(r, &s, &look, mode);
	for (size_t i = 0; i < property_count; i++)
		if (!is_told(properties[i].name))
			add_property(&s, &look, &properties[i], name_of(r, &properties[i]));
	add_options(r, &s, fd);
	add_tcp_info(&s, &look);
	sheet_end(&s);
}

/* ---- for the schema ---- */

static bool is_shown(const struct property *p)
{
	static const char *const first[] = { "fd", "serial", "inode" };

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (!strcmp(p->name, first[i]))
			return true;
	return !is_told(p->name);
}

static const char *property_member(size_t i, const char **help)
{
	for (size_t at = 0; at < property_count; at++) {
		if (!is_shown(&properties[at]) || i--)
			continue;
		*help = properties[at].summary;
		return member_of(&properties[at]);
	}
	return NULL;
}

static const char *tcp_member(size_t i, const char **help)
{
	if (i >= tcp_info_field_count)
		return NULL;
	*help = tcp_info_fields[i].summary;
	return property_short(&tcp_info_fields[i]);
}

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	struct stat st = { 0 };

	if (!opened(r, POS(r, FD)))
		return REFUSED;
	fstat(fd, &st);
	show(r, fd, st.st_mode);
	return DONE;
}

const struct command command_info = {
	.name = "info",
	.group = GROUP_OPTIONS,
	.params = (const struct param[]){ { "FD", &type_fd_look, 0, .help = "what to look at" },
		{ 0 } },
	.rows = (const struct row_part[]){ { NULL, identity_columns, property_member },
		{ "options", option_columns, NULL }, { "tcp_info", NULL, tcp_member }, { 0 } },
	.summary = "all that there is to say of a descriptor",
	.details =
		"What it is, its addresses and its state, its queues; who has the other end, where that "
		"is on this machine; the options that can be set and have another value than a new "
		"socket of the same kind has, beside that value; and of TCP all of TCP_INFO. Each line "
		"has its meaning, what the kernel does not tell has no line. Looking changes nothing.\n\n"
		"Times and sizes have their units; with --json they are numbers in the unit that help "
		"properties tells, in one object: options is a list, tcp_info an object, and what the "
		"kernel does not tell is null. Each of TCP_INFO and of the first part is a property, but "
		"name, role, kind, file and nonblock.\n\n"
		"process is who has the other end open, as NAME/PID:FD. Of another user's process the "
		"kernel tells nothing without privilege.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send c \"hello\"\n", "info s", NULL },
		{ EXAMPLE_UDP, "info u", "whatever it is" }, { 0 } },
	.see = "list, ss, getsockopt, tcp(7), proc(5)",
	.run = run,
};
