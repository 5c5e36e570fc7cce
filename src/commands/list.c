/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * list: the descriptor table, with what the kernel says of each.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "net/hosts.h"
#include "shell/emit.h"
#include "shell/hosts.h"
#include "shell/servers.h"
#include "shell/session.h"
#include "lang/types.h"
#include "sock/property.h"
#include "sock/state.h"
#include "examples.h"

enum { FD };
enum { ALL };

/* clang-format off */
#define NUMBER  COLUMN_NUMBER
#define OBJECTS COLUMN_OBJECTS
#define NAMED \
	{ "fd", NUMBER, NULL }, \
	{ "name", 0, "the variable that holds the number" }
#define HOST \
	{ "host", 0, "the host that it is of; null: it is of home, or no socket" }
#define BEFORE \
	{ "kind", 0, "tcp, udp, unix, epoll and so on" }, \
	{ "state", 0, NULL }, \
	{ "local", 0, NULL }, \
	{ "peer", 0, NULL }, \
	{ "unread", NUMBER, NULL }, \
	{ "unacked", NUMBER, NULL }, \
	{ "in", NUMBER, "bytes that calls of this shell have received on it" }, \
	{ "out", NUMBER, "bytes that they have sent" }
/* Those of objects alone are properties, of which the note tells people. */
#define BEHIND \
	{ "note", COLUMN_LINES, NULL }, \
	{ "queue", NUMBER | OBJECTS, NULL }, \
	{ "backlog", NUMBER | OBJECTS, NULL }, \
	{ "next", NUMBER | OBJECTS, NULL }, \
	{ "rmem", NUMBER | OBJECTS, NULL }, \
	{ "drops", NUMBER | OBJECTS, NULL }, \
	{ "held", OBJECTS, NULL }, \
	{ "other", NUMBER | OBJECTS, NULL }, \
	{ "listener", NUMBER | OBJECTS, NULL }
#define THREAD \
	{ "thread", NUMBER, "the server's thread that acts on it" }
static const struct column columns[] = { NAMED, BEFORE, BEHIND, { 0 } };
static const struct column all_columns[] = { NAMED, BEFORE, THREAD, BEHIND, { 0 } };
static const struct column host_columns[] = { NAMED, HOST, BEFORE, BEHIND, { 0 } };
static const struct column all_host_columns[] = { NAMED, HOST, BEFORE, THREAD, BEHIND, { 0 } };
/* clang-format on */

/* What is known of the connections of servers, by descriptor. */
struct connections {
	struct connection_info *by_fd; /* fd -1: none */
	int size;
};

struct listing {
	struct run *run;
	struct table table;
	bool all;
	struct connections connections;
};

static void keep_connection(void *context, const struct connection_info *c)
{
	struct connections *v = context;

	if (c->fd >= v->size) {
		int size = c->fd + 256;

		v->by_fd = mem_realloc(v->by_fd, sizeof(*v->by_fd) * (size_t)size);
		for (int fd = v->size; fd < size; fd++)
			v->by_fd[fd].fd = -1;
		v->size = size;
	}
	v->by_fd[c->fd] = *c;
}

static void find_connections(struct session *s, struct connections *v)
{
	for (int fd = -1; (fd = servers_next(s, fd)) >= 0;)
		server_each(servers_find(s, fd), keep_connection, v);
}

static void add_property(struct table *t, struct snapshot *look, const char *name)
{
	struct buf text = { 0 };

	if (property_read(look, slice_of(name), &text, NULL))
		table_empty(t);
	else
		table_text(t, buf_slice(&text));
	buf_free(&text);
}

static void add_kind(struct table *t, struct snapshot *look, const struct fd_info *info)
{
	struct buf kind = { 0 };

	if (state_kind_of(look, &kind))
		buf_adds(&kind, info->role);
	table_text(t, buf_slice(&kind));
	buf_free(&kind);
}

/* Handlers keep counters of their own. */
static void add_counters(struct listing *l, const struct fd_info *info)
{
	const struct connections *v = &l->connections;
	struct table *t = &l->table;
	bool served = info->fd >= 0 && info->fd < v->size && v->by_fd[info->fd].fd >= 0;
	const struct connection_info *c = served ? &v->by_fd[info->fd] : NULL;

	table_number(t, (int64_t)(c ? c->in : info->in));
	table_number(t, (int64_t)(c ? c->out : info->out));
	if (!l->all)
		return;
	if (c)
		table_number(t, c->thread);
	else
		table_empty(t);
}

/* Of datagrams the kernel tells the next one's length, not how much waits: that is in the note. */
static void add_unread(struct table *t, struct snapshot *look)
{
	bool unknown =
		snapshot_is_datagrams(look) && snapshot_need(look, PART_UNREAD) == 0 &&
		(look->unread || (snapshot_need(look, PART_MEMORY) == 0 && look->memory.rmem));

	if (unknown)
		table_empty(t);
	else
		add_property(t, look, "unread");
}

static void add_notes(struct table *t, struct snapshot *look)
{
	struct buf note = { 0 };

	state_note(look, &note);
	table_text(t, buf_slice(&note));
	buf_free(&note);
	for (const struct column *c = t->columns; c->name; c++)
		if (c->flags & COLUMN_OBJECTS)
			add_property(t, look, c->name);
}

/* What the kernel tells of a socket it tells on the socket's host. */
static void add_host(struct listing *l, int fd)
{
	struct session *s = l->run->session;
	int host = net_host_of(s->net, fd);

	if (host >= 0)
		hosts_enter(s, (unsigned)host, NULL);
	if (host > 0)
		table_text(&l->table, slice_of(net_host_at(s->net, (unsigned)host)->name));
	else
		table_empty(&l->table);
}

static void add_row(struct listing *l, int fd)
{
	const struct scope *scope = &l->run->session->scope;
	struct fd_info info = { .fd = fd, .role = "" };
	struct slice name = vars_name_of_fd(&scope->vars, fd);
	struct table *t = &l->table;
	struct snapshot look;

	snapshot_begin(&look, fd, scope->fds);
	fdtab_get(scope->fds, fd, &info);
	table_number(t, fd);
	table_text(t, name.p ? name : slice_of(""));
	if (l->run->session->net)
		add_host(l, fd);
	add_kind(t, &look, &info);
	add_property(t, &look, "state");
	add_property(t, &look, "local");
	add_property(t, &look, "peer");
	add_unread(t, &look);
	add_property(t, &look, "unacked");
	add_counters(l, &info);
	add_notes(t, &look);
}

static void add_rows(struct listing *l)
{
	const struct run *r = l->run;
	struct fdtab *fds = r->session->scope.fds;
	struct fd_info info;

	for (int i = 0; i < r->args.nrest; i++)
		add_row(l, (int)r->args.rest[i].num);
	for (int fd = -1; !r->args.nrest && (fd = fdtab_next(fds, fd)) >= 0;)
		if (fdtab_get(fds, fd, &info) && (l->all || !info.shell))
			add_row(l, fd);
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	struct listing l = { .run = r, .all = OPT(r, ALL)->given };
	unsigned host = s->host;

	if (s->net)
		l.table.columns = l.all ? all_host_columns : host_columns;
	else
		l.table.columns = l.all ? all_columns : columns;
	find_connections(s, &l.connections);
	add_rows(&l);
	free(l.connections.by_fd);
	if (!l.table.count && !s->set.json)
		emit_text(r, slice_of("no descriptors; socket makes one\n"));
	emit_table(r, &l.table, true);
	return hosts_enter(s, host, &r->err) ? REFUSED : DONE;
}

const struct command command_list = {
	.name = "list",
	.group = GROUP_OPTIONS,
	.params =
		(const struct param[]){
			{ "FD", &type_fd_look, OPTIONAL | REPEATED, .help = "these only" }, { 0 } },
	.options =
		(const struct option[]){
			{ .name = "--all",
				.value = { .help = "the shell's own too: connections of servers, with their thread" } },
			{ 0 } },
	.rows = (const struct row_part[]){ { NULL, columns, NULL }, { NULL, all_columns, NULL },
		{ NULL, host_columns, NULL }, { NULL, all_host_columns, NULL }, { 0 } },
	.summary = "the descriptors: state, addresses, queues, bytes",
	.details =
		"unread are bytes that have arrived and wait for recv, unacked are bytes sent that the "
		"peer has not acknowledged, in and out are the bytes that calls have moved. Looking "
		"changes nothing.\n\n"
		"A note says more of some. Of a listener: queue 2/5, two connections that wait to be "
		"accepted where five may. Of datagrams that wait, the kernel tells the length of the "
		"next one alone, and the memory of all: next 5, rmem 1536. What came and found no "
		"room: drops 3. Of a TCP socket in CLOSE: where the kernel still keeps its connection, "
		"TIME_WAIT as a rule. Of a connection both of whose ends this shell has: other 5, the "
		"descriptor at the other end. Each is a property too. Where there are hosts, a column tells "
		"which one a socket is of.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send c \"hello\"\n", "list", NULL },
		{ 0 } },
	.see = "getsockname, getpeername, getsockopt, ss(8)",
	.run = run,
};
