/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ss: all sockets that the kernel has, by sock_diag(7).
 */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "lang/types.h"
#include "shell/emit.h"
#include "shell/session.h"
#include "sock/holder.h"
#include "sock/iface.h"
#include "sock/state.h"
#include "examples.h"
#include "seek.h"

enum { SOUGHT };
enum { ALL };

#define NUMBER  COLUMN_NUMBER
#define OBJECTS COLUMN_OBJECTS
static const struct column columns[] = { { "kind", 0, "tcp, udp, unix and so on" },
	{ "state", 0, NULL }, { "local", 0, NULL }, { "peer", 0, NULL }, { "unread", NUMBER, NULL },
	{ "unacked", NUMBER, NULL }, { "timer", COLUMN_LINES, NULL },
	{ "fd", NUMBER, "this shell's descriptor" }, { "name", 0, "the variable that holds it" },
	{ "holders", COLUMN_WORDS, "NAME/PID:FD of each that has it open" },
	{ "note", COLUMN_LINES, NULL },
	{ "timer", OBJECTS, "that runs: retransmit, keepalive, TIME_WAIT and so on" },
	{ "timer_ms", NUMBER | OBJECTS, "milliseconds until it ends" },
	{ "tries", NUMBER | OBJECTS, "how often it has ended in vain" },
	{ "queue", NUMBER | OBJECTS, NULL }, { "backlog", NUMBER | OBJECTS, NULL },
	{ "rmem", NUMBER | OBJECTS, NULL },
	{ "unaccepted", OBJECTS, "the listener whose queue it waits in" },
	{ "orphan", OBJECTS, "yes: nobody has it open any more" },
	{ "uid", NUMBER | OBJECTS, "whose it is" }, { "inode", NUMBER | OBJECTS, NULL },
	{ "other", NUMBER | OBJECTS, "the inode of the other end" },
	{ "interface", OBJECTS, "that it is bound to" }, { 0 } };

/* All that is read, in a thread of its own. */
struct found {
	struct diag_list list;
	struct holders holders;
	const struct diag_socket **by_inode; /* those of AF_UNIX */
	size_t nby_inode;
	int status;
	struct err err;
};

static void read_everything(void *context)
{
	struct found *f = context;

	f->status = diag_read(&f->list, &f->err);
	if (!f->status)
		holders_read(&f->holders); /* without /proc nobody is known to hold any */
}

/* ---- the other end of AF_UNIX ---- */

static int compare_inodes(const void *a, const void *b)
{
	const struct diag_socket *x = *(const struct diag_socket *const *)a,
				 *y = *(const struct diag_socket *const *)b;

	return (x->inode > y->inode) - (x->inode < y->inode);
}

static void index_unix(struct found *f)
{
	f->by_inode = malloc(sizeof(*f->by_inode) * (f->list.count + 1));
	for (size_t i = 0; f->by_inode && i < f->list.count; i++)
		if (f->list.sockets[i].family == AF_UNIX)
			f->by_inode[f->nby_inode++] = &f->list.sockets[i];
	if (f->by_inode && f->nby_inode)
		qsort(f->by_inode, f->nby_inode, sizeof(*f->by_inode), compare_inodes);
}

static const struct diag_socket *other_of(const struct found *f, const struct diag_socket *s)
{
	struct diag_socket key = { .inode = s->other };
	const struct diag_socket *at = &key, **hit;

	if (!s->other || !f->nby_inode)
		return NULL;
	hit = bsearch(&at, f->by_inode, f->nby_inode, sizeof(*f->by_inode), compare_inodes);
	return hit ? *hit : NULL;
}

/* ---- cells ---- */

static void add_buf(struct table *t, struct buf *b)
{
	table_text(t, buf_slice(b));
	buf_clear(b);
}

static void add_kind(struct table *t, const struct diag_socket *s, struct buf *b)
{
	const struct socket_kind *kind = kind_of(s->family, s->type, s->protocol);

	if (kind) {
		buf_adds(b, kind->name);
	} else {
		names_print(&names_family, s->family, b);
		buf_addc(b, '/');
		names_print(&names_type, s->type, b);
	}
	add_buf(t, b);
}

static void add_state(struct table *t, const struct diag_socket *s, struct buf *b)
{
	const struct name_row *row = state_row(s->state);

	if (row)
		buf_adds(b, row->name);
	else
		buf_addf(b, "%d", s->state);
	add_buf(t, b);
}

static void add_address(struct table *t, const struct addr *a, struct buf *b)
{
	if (a->len)
		addr_format(a, b);
	add_buf(t, b);
}

static bool is_listener(const struct diag_socket *s)
{
	return s->state == TCP_LISTEN;
}

/* Of datagrams the kernel tells the memory alone. */
static bool tells_bytes(const struct diag_socket *s)
{
	return !is_listener(s) && (s->type == SOCK_STREAM || s->type == SOCK_SEQPACKET);
}

static void add_number_if(struct table *t, bool known, int64_t number)
{
	if (known)
		table_number(t, number);
	else
		table_empty(t);
}

static void add_timer(struct table *t, const struct diag_socket *s, struct buf *b)
{
	if (s->timer) {
		names_print(&names_diag_timer, s->timer, b);
		buf_addc(b, ' ');
		text_add_time(b, s->left);
		if (s->tries)
			buf_addf(b, " (%d)", s->tries);
	}
	add_buf(t, b);
}

static void add_holders(
	struct table *t, const struct found *f, const struct diag_socket *s, struct buf *b)
{
	size_t count = 0;
	const struct holder *h = s->inode ? holders_of(&f->holders, s->inode, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		buf_adds(b, i ? " " : "");
		holder_print(&h[i], b);
	}
	add_buf(t, b);
}

static void add_note(
	struct table *t, const struct found *f, const struct diag_socket *s, struct buf *b)
{
	size_t count;

	if (is_listener(s))
		buf_addf(b, "queue %" PRIu32 "/%" PRIu32, s->unread, s->unacked);
	else if (diag_is_queued(s))
		buf_adds(b, "not accepted yet");
	else if (diag_is_orphan(s))
		buf_adds(b, "orphan: its program has closed it");
	else if (!tells_bytes(s) && s->unread)
		buf_addf(b, "rmem %" PRIu32, s->unread);
	else if (s->inode && !holders_of(&f->holders, s->inode, &count))
		buf_addf(b, "of user %" PRIu32, s->uid);
	add_buf(t, b);
}

static void add_interface(struct table *t, const struct diag_socket *s)
{
	char room[IF_NAMESIZE];
	const char *name = iface_name(s->index, room);

	if (name)
		table_text(t, slice_of(name));
	else
		table_empty(t);
}

/* What lines tell in their note, or in other words. */
static void add_objects(struct table *t, const struct diag_socket *s, struct buf *b)
{
	if (s->timer)
		names_print(&names_diag_timer, s->timer, b);
	add_buf(t, b);
	add_number_if(t, s->timer, s->left / (SECOND / 1000));
	add_number_if(t, s->timer, s->tries);
	add_number_if(t, is_listener(s), s->unread);
	add_number_if(t, is_listener(s), s->unacked);
	add_number_if(t, !is_listener(s) && !tells_bytes(s), s->unread);
	table_text(t, slice_of(diag_is_queued(s) ? "yes" : ""));
	table_text(t, slice_of(diag_is_orphan(s) ? "yes" : ""));
	table_number(t, s->uid);
	add_number_if(t, s->inode, s->inode);
	add_number_if(t, s->other, s->other);
	add_interface(t, s);
}

static void add_row(struct run *r, struct table *t, const struct found *f, const struct seek *k,
	const struct diag_socket *s, struct buf *b)
{
	const struct diag_socket *other = other_of(f, s);
	int fd = seek_own_fd(k, s->inode);
	struct slice name = { NULL, 0 };

	if (fd >= 0)
		name = vars_name_of_fd(&r->session->scope.vars, fd);
	add_kind(t, s, b);
	add_state(t, s, b);
	add_address(t, &s->local, b);
	add_address(t, other ? &other->local : &s->peer, b);
	add_number_if(t, tells_bytes(s), s->unread);
	add_number_if(t, tells_bytes(s), s->unacked);
	add_timer(t, s, b);
	add_number_if(t, fd >= 0, fd);
	table_text(t, name.p ? name : slice_of(""));
	add_holders(t, f, s, b);
	add_note(t, f, s, b);
	add_objects(t, s, b);
}

/* ---- all of them ---- */

static int64_t add_rows(struct run *r, struct table *t, const struct found *f, const struct seek *k)
{
	struct buf b = { 0 };
	int64_t count = 0;

	for (size_t i = 0; i < f->list.count; i++)
		if (seek_wants(k, &f->list.sockets[i])) {
			add_row(r, t, f, k, &f->list.sockets[i], &b);
			count++;
		}
	buf_free(&b);
	return count;
}

static void add_untold(const struct found *f, const struct seek *k, struct buf *b)
{
	const char *name = buf_cstr(&f->list.untold);

	while (*name) {
		size_t len = strcspn(name, " ");
		const struct socket_kind *kind = kind_find((struct slice){ name, len });

		if (!kind || seek_minds(k, kind)) {
			buf_addc(b, ' ');
			buf_add(b, name, len);
		}
		name += len + strspn(name + len, " ");
	}
}

/* Who asks for kinds that this kernel does not tell of is to know. */
static void tell_untold(struct run *r, const struct found *f, const struct seek *k)
{
	struct buf kinds = { 0 }, text = { 0 };

	if (!f->list.untold.len || k->session || r->session->set.json)
		return;
	add_untold(f, k, &kinds);
	buf_addf(&text, "this kernel does not tell of:%s\n", buf_cstr(&kinds));
	if (kinds.len)
		emit_text(r, buf_slice(&text));
	buf_free(&kinds);
	buf_free(&text);
}

static void show(struct run *r, struct found *f)
{
	struct seek *k = seek_new(r, OPT(r, ALL)->given);
	struct table t = { .columns = columns };
	int64_t count;

	index_unix(f);
	count = add_rows(r, &t, f, k);
	if (!count && !r->session->set.json)
		emit_text(r, slice_of(k->session ? "the kernel has no socket of this session; "
						   "ss --all shows all of them\n"
						 : "the kernel has no such socket\n"));
	emit_table(r, &t, true);
	tell_untold(r, f, k);
	run_result(r, count);
	seek_free(k);
}

static enum command_status run(struct run *r)
{
	struct found f = { .status = -1 };

	err_clear(&f.err);
	if (fdtab_aside(read_everything, &f) < 0)
		err_system(&f.err, errno, "a thread to ask in");
	if (!f.status)
		show(r, &f);
	else
		r->err = f.err;
	free(f.by_inode);
	diag_free(&f.list);
	holders_free(&f.holders);
	return f.status ? REFUSED : DONE;
}

/* The letters of ss(8): -tln. */
static void mend(const struct misfit *m, struct err *e)
{
	struct slice letters = m->option && m->option->word->bare ? m->option->text : slice_of("");
	const char *kind = "", *state = "";

	for (size_t i = 1; i < letters.len; i++) {
		switch (letters.p[i]) {
		case 't': kind = " tcp"; break;
		case 'u': kind = " udp"; break;
		case 'x': kind = " unix"; break;
		case 'l': state = " LISTEN"; break;
		case 'a':
		case 'n':
		case 'p': break;
		default: return;
		}
	}
	if (letters.len > 1)
		err_hint(e, "states and kinds are words: ss%s%s%s", state, kind,
			*kind || *state ? "" : " --all");
}

const struct command command_ss = {
	.name = "ss",
	.group = GROUP_OPTIONS,
	.flags = MAKES_CALL,
	.params =
		(const struct param[]){
			{ "PORT|STATE", &type_sought, OPTIONAL | REPEATED,
				.help = "those with this port at either end, in this state, of this kind" },
			{ 0 } },
	.options =
		(const struct option[]){
			{ .name = "--all",
				.value = { .help = "every socket of this network namespace" } },
			{ 0 } },
	.rows = ROWS_OF(columns),
	.summary = "all sockets that the kernel has, with a descriptor or without",
	.details =
		"Without a word, those of this session: of its descriptors, on the ports that it has "
		"or had, and at the other ends. With words every program's: of several ports, states or "
		"kinds any will do, and a socket must fit the port, the state and the kind that are "
		"asked for.\n\n"
		"Some have no descriptor. A connection that is not accepted yet stands in a listener's "
		"queue. An orphan was closed by its program, and the kernel does the rest. TIME_WAIT is "
		"what is left of a connection of which this end closed first. A timer says what comes: "
		"retransmit, keepalive, probe (of a closed window), and how often it came before; kept "
		"is how long the kernel will remember.\n\n"
		"fd and name are this shell's, holders all the processes that have it open, as "
		"NAME/PID:FD. Of other users' processes the kernel tells nothing without privilege: "
		"then the note has the user's number. unread and unacked are bytes; of datagrams "
		"the kernel tells the memory that they take, rmem.\n\n"
		"Its result is the number of sockets: ss 8080 TIME_WAIT = 0.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR, "ss", NULL },
		{ EXAMPLE_LISTENER "socket tcp as c\nconnect c 127.0.0.1 $l.port\n",
			"ss $l.port ESTABLISHED = 2", "one is not accepted yet" },
		{ NULL, "ss LISTEN tcp", "every program's" }, { 0 } },
	.calls = "socket",
	.mend = mend,
	.see = "list, sock_diag(7), ss(8), lsof(8)",
	.run = run,
};
