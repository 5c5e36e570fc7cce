/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * list: the descriptor table, with what the kernel says of each.
 */
#include "commands/examples.h"
#include "lang/emit.h"
#include "lang/types.h"
#include "sock/state.h"

enum { FD };
enum { ALL };

static const struct column columns[] = {
	{ "fd", true }, { "name", false }, { "kind", false }, { "state", false }, { "local", false },
	{ "peer", false }, { "unread", true }, { "unacked", true }, { "in", true }, { "out", true },
	{ 0 },
};

static void add_property(struct table *t, int fd, const char *name)
{
	struct buf text = { 0 };
	struct err ignored;
	if (state_read(fd, slice_of(name), &text, &ignored))
		table_empty(t);
	else
		table_text(t, buf_slice(&text));
	buf_free(&text);
}

static void add_kind(struct table *t, int fd, const struct fd_info *info)
{
	struct buf kind = { 0 };
	if (state_kind(fd, &kind))
		buf_adds(&kind, info->role);
	table_text(t, buf_slice(&kind));
	buf_free(&kind);
}

static void add_row(struct run *r, struct table *t, int fd)
{
	struct fd_info info = { .fd = fd, .role = "" };
	struct slice name = vars_name_of_fd(&r->session->vars, fd);
	fdtab_get(r->session->fds, fd, &info);
	table_number(t, fd);
	table_text(t, name.p ? name : slice_of(""));
	add_kind(t, fd, &info);
	add_property(t, fd, "state");
	add_property(t, fd, "local");
	add_property(t, fd, "peer");
	add_property(t, fd, "unread");
	add_property(t, fd, "unacked");
	table_number(t, (int64_t)info.in);
	table_number(t, (int64_t)info.out);
}

static void add_table(struct run *r, struct table *t, bool all)
{
	struct fdtab *fds = r->session->fds;
	struct fd_info info;
	for (int fd = -1; (fd = fdtab_next(fds, fd)) >= 0;)
		if (fdtab_get(fds, fd, &info) && (all || !info.shell))
			add_row(r, t, fd);
}

static enum command_status run(struct run *r)
{
	struct table t = { .columns = columns };
	for (int i = 0; i < r->args.nrest; i++)
		add_row(r, &t, (int)r->args.rest[i].num);
	if (!r->args.nrest)
		add_table(r, &t, OPT(r, ALL)->given);
	if (!t.count && !r->session->set.json)
		emit_text(r, slice_of("no descriptors; socket makes one\n"));
	emit_table(r, &t, true);
	return DONE;
}

const struct command command_list = {
	.name = "list",
	.group = GROUP_OPTIONS,
	.params = (const struct param[]){
		{ "FD", &type_fd_look, OPTIONAL | REPEATED, .help = "these only" }, { 0 } },
	.options = (const struct option[]){
		{ .name = "--all", .value = { .help = "the shell's own descriptors too" } }, { 0 } },
	.summary = "the descriptors: state, addresses, queues, bytes",
	.details = "unread are bytes that have arrived and wait for recv, unacked are bytes sent that the "
		"peer has not acknowledged, in and out are the bytes that calls have moved. Looking "
		"changes nothing.",
	.examples = (const struct example[]){
		{ EXAMPLE_PAIR "send c \"hello\"\n", "list", NULL }, { 0 } },
	.see = "getsockname, getpeername, getsockopt, ss(8)",
	.run = run,
};
