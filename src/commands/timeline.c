/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timeline: the calls on both ends of each connection, and what passed between them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "digits.h"
#include "examples.h"
#include "insight/timeline.h"
#include "lang/types.h"
#include "shell/captures.h"
#include "shell/emit.h"
#include "shell/save.h"
#include "sock/fdtab.h"

enum { FDS };
enum { LAST, SVG };
enum { INTERRUPTED = 1 };

#define SHOWN 200

enum { COLUMNS = 80 }; /* where no terminal says */

/* ---- what is known now ---- */

static void look_at(struct run *r, int fd, const char *name, struct timeline_known *k)
{
	struct fd_info info = { .fd = fd };
	struct snapshot look;

	*k = (struct timeline_known){ .fd = fd, .name = name };
	fdtab_get(r->sys.fds, fd, &info);
	k->serial = info.serial;
	k->other = info.other;
	k->listener = info.listener;
	snapshot_begin(&look, fd, NULL);
	if (snapshot_need(&look, PART_FAMILY) || snapshot_need(&look, PART_TYPE))
		return;
	k->family = look.family;
	k->type = look.type;
	if (!snapshot_need(&look, PART_INODE))
		k->inode = look.inode;
	if (!snapshot_need(&look, PART_LOCAL))
		k->local = look.local;
	if (!snapshot_need(&look, PART_PEER))
		k->peer = look.peer;
}

/* The descriptors that are open. The caller frees the list; what was looked at when the command is
 * interrupted. */
static struct timeline_known *look(struct run *r, size_t *count)
{
	struct timeline_known *list = NULL;
	struct slice *names;
	size_t capacity = 0, n = 0;

	*count = 0;
	for (int fd = fdtab_next(r->sys.fds, 2); fd >= 0; fd = fdtab_next(r->sys.fds, fd))
		n = (size_t)fd + 1;
	names = mem_zalloc(n + 1, sizeof(*names));
	vars_names_of_fds(&r->session->scope.vars, names, n);
	for (int fd = fdtab_next(r->sys.fds, 2); fd >= 0 && !intr_pending(r->sys.intr);
		fd = fdtab_next(r->sys.fds, fd)) {
		struct slice name = (size_t)fd < n ? names[fd] : (struct slice){ NULL, 0 };

		if (*count == capacity) {
			capacity = capacity ? capacity * 2 : 16;
			list = mem_realloc(list, capacity * sizeof(*list));
		}
		look_at(r, fd, name.p ? arena_copy(r->arena, name.p, name.len) : NULL,
			&list[(*count)++]);
	}
	free(names);
	return list;
}

/* ---- what is asked for ---- */

/* Of the two that C made the first or the second, if it has the number FD; else 0. */
static uint64_t pair_member(const struct call *c, int which, int fd)
{
	int64_t number = which ? c->notes->second : c->notes->num;

	if (number != fd)
		return 0;
	return which ? c->paired : c->made;
}

/* The serial of the descriptor FD that C made and called NAME, or 0. */
static uint64_t made_as(const struct call *c, struct slice name, int fd)
{
	const struct call_note *both = c->paired && c->nnotes ? c->notes : NULL;
	struct slice list = c->as, one;

	for (int i = 0; i < 2 && vars_next_name(&list, &one); i++)
		if (slice_equal(one, name)) {
			if (both && both->kind == NOTE_PAIR)
				return pair_member(c, i, fd);
			return c->result == fd ? c->made : 0;
		}
	return 0;
}

/* The last descriptor that a command named so, where it had the number FD: by now that may be
 * another's. 0: none. */
static uint64_t find_by_name(const struct run *r, struct slice name, int fd)
{
	struct ring_walk w;
	const struct call *c;
	uint64_t serial = 0;

	ring_walk(&w, &r->session->ring);
	while ((c = ring_next(&w))) {
		uint64_t made = c->as.p && c->made ? made_as(c, name, fd) : 0;

		serial = made ? made : serial;
	}
	return serial;
}

/* One that is closed is the last that had the name or the number. -1 with r->err: none had. */
static int want(struct run *r, const struct arg *fd, uint64_t *serial)
{
	*serial = fd->bare ? find_by_name(r, fd->text, (int)fd->num) : 0;
	if (!*serial)
		*serial = fdtab_serial(r->sys.fds, (int)fd->num);
	if (!*serial)
		*serial = ring_serial(&r->session->ring, (int)fd->num);
	if (*serial)
		return 0;
	err_at(&r->err, ERR_USAGE, fd->span, "no call was made on descriptor %d", (int)fd->num);
	return err_hint(&r->err, "calls shows those that were made, list what is open");
}

static int want_all(struct run *r, uint64_t *serials, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (want(r, &r->args.rest[i], &serials[i]))
			return -1;
	return 0;
}

/* -1 with r->err; INTERRUPTED: nothing is to be shown, and it is said by who asked for it. */
static int make(struct run *r, struct timeline *t)
{
	size_t nwanted = POS(r, FDS)->given ? (size_t)r->args.nrest : 0;
	uint64_t *wanted = arena_alloc(r->arena, (nwanted + 1) * sizeof(*wanted));
	struct timeline_sources s = { .ring = &r->session->ring,
		.turns = &r->session->turns,
		.capture = r->session->capture,
		.wanted = wanted,
		.nwanted = nwanted,
		.intr = r->sys.intr,
		.last = OPT(r, LAST)->given ? (size_t)OPT(r, LAST)->num : SHOWN };
	struct timeline_known *known;
	int failed;

	if (s.capture)
		captures_since(r->session);
	known = look(r, &s.nknown);
	s.known = known;
	observers_pause(r->observers);
	failed = want_all(r, wanted, nwanted);
	if (!failed && !timeline_make(t, &s))
		failed = INTERRUPTED;
	observers_resume(r->observers);
	free(known);
	return failed;
}

/* ---- showing ---- */

static const struct column columns[] = {
	{ "ladder", COLUMN_NUMBER, "which one, from 1" },
	{ "time", COLUMN_NUMBER, "seconds since the first" },
	{ "end", 0, "the names of one end" },
	{ "address", 0, "its address" },
	{ "fd", COLUMN_NUMBER, "the descriptor, null where it is elsewhere" },
	{ "to", 0, "the names of the other end" },
	{ "to_address", 0, "its address" },
	{ "kind", 0, "call, begun, ended, packet, data, assumed or state" },
	{ "call", COLUMN_NUMBER, "the call's id" },
	{ "packet", COLUMN_NUMBER, "the packet's number" },
	{ "text", 0, "what is written there" },
	{ NULL, 0, NULL },
};

static const char *row_kind(const struct timeline_row *row)
{
	switch (row->kind) {
	case TIMELINE_CALL: return "call";
	case TIMELINE_BEGUN: return "begun";
	case TIMELINE_ENDED: return "ended";
	case TIMELINE_ARROW: return row->packet ? "packet" : row->assumed ? "assumed" : "data";
	case TIMELINE_STATE: break;
	}
	return "state";
}

static void add_text(struct table *t, const char *text)
{
	if (*text)
		table_text(t, slice_of(text));
	else
		table_empty(t);
}

static void add_id(struct table *t, uint64_t id)
{
	if (id)
		table_number(t, (int64_t)id);
	else
		table_empty(t);
}

static void add_row(struct table *to, const struct timeline *t, size_t ladder, size_t i)
{
	const struct ladder *l = &t->ladders[ladder];
	const struct timeline_row *row = &l->rows[i];
	const struct timeline_end *end = &l->ends[row->side], *other = &l->ends[!row->side];
	int64_t ns = row->moment - t->first;
	struct buf time = { 0 };

	table_number(to, (int64_t)ladder + 1);
	buf_addf(&time, "%lld.%09lld", (long long)(ns / 1000000000), (long long)(ns % 1000000000));
	table_text(to, buf_slice(&time));
	add_text(to, end->name);
	add_text(to, end->addr);
	if (row->fd >= 0)
		table_number(to, row->fd);
	else
		table_empty(to);
	add_text(to, other->name);
	add_text(to, other->addr);
	add_text(to, row_kind(row));
	add_id(to, row->call);
	add_id(to, row->packet);
	add_text(to, row->whole);
	buf_free(&time);
}

static void show_objects(struct run *r, const struct timeline *t)
{
	struct table table = { .columns = columns };

	for (size_t i = 0; i < t->count; i++)
		for (size_t row = 0; row < t->ladders[i].count; row++)
			add_row(&table, t, i, row);
	emit_table(r, &table, true);
}

static void show(struct run *r, const struct timeline *t)
{
	size_t width = out_columns(r->out);
	bool unicode = out_is_tty(r->out) && text_locale_is_utf8();
	struct buf text = { 0 };

	timeline_gaps(t, &text);
	if (!t->count)
		buf_adds(&text, "no calls on descriptors yet\n");
	else if (!r->set->json)
		timeline_text(t, width ? width : COLUMNS, unicode, &text);
	if (text.len)
		emit_text(r, buf_slice(&text));
	if (r->set->json)
		show_objects(r, t);
	buf_free(&text);
}

static int save(struct run *r, const struct timeline *t)
{
	struct buf picture = { 0 };
	int status;

	timeline_svg(t, &picture);
	status = save_file(r, arg_string(r, OPT(r, SVG)), &picture);
	buf_free(&picture);
	return status;
}

static enum command_status run(struct run *r)
{
	struct timeline t = { 0 };
	int status = make(r, &t);

	if (!status && OPT(r, SVG)->given)
		status = save(r, &t);
	else if (!status)
		show(r, &t);
	timeline_free(&t);
	return status && status != INTERRUPTED ? REFUSED : DONE;
}

const struct command command_timeline = {
	.name = "timeline",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "FD", &type_fd_look, OPTIONAL | REPEATED,
				.help = "the connections of these alone, also of one that is closed" },
			{ 0 } },
	.options = (const struct option[]){ { .name = "--last",
						    .value = { "COUNT", &type_number, .min = 1,
							    .max = 1000000,
							    .help = "the last COUNT calls (" DIGITS(
								    SHOWN) ")" } },
		{ .name = "--svg",
			.value = { "FILE", &type_file, .help = "draw it into FILE instead" } },
		{ 0 } },
	.rows = ROWS_OF(columns),
	.summary = "draw the calls on both ends, and what passed between them",
	.details =
		"A ladder for each connection: a column for each end, headed by its names, descriptors and "
		"address, with the calls on it in the order in which they began, and the time since the "
		"first. A listener's calls stand with those of the first connection that it accepted. A "
		"number that another descriptor had before is not confused with it. Where another call "
		"began before one had returned, its beginning and its end have lines of their own. Calls on "
		"no descriptor, or on several (poll), are left out.\n\n"
		"Between the columns stands what passed: the packets where capture on has them, as it tells "
		"them, without the options of TCP; else dotted arrows for what follows from the calls alone: "
		"that connect sent a SYN, that a send sent its bytes, that shutdown sent a FIN. Whether "
		"close sent a FIN or a reset, its call does not tell. In brackets stands the TCP state that "
		"an end was in from then on, as effects saw it: set effects on.\n\n"
		"With --svg the picture goes to FILE, which needs nothing else: light or dark as who looks "
		"at it prefers, with text that can be selected; under the pointer a call or packet is shown "
		"in full. A file of that name stays as it was until all is written.\n\n"
		"It shows what calls and packets keep: what was before is said to be missing.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send c \"hello\"\nrecv s\nclose c\n",
						      "timeline c", NULL },
		{ 0 } },
	.see = "calls, capture, packets, effects",
	.run = run,
};
