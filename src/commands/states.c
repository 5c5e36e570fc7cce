/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * states: the state diagram of TCP, and the path that a connection took in it.
 */
#include <inttypes.h>
#include <netinet/tcp.h>

#include "base/text.h"
#include "insight/diagram.h"
#include "lang/types.h"
#include "shell/emit.h"
#include "shell/save.h"
#include "shell/session.h"
#include "sock/state.h"
#include "examples.h"
#include "opened.h"

enum { FD };
enum { SVG };

/* ---- the path ---- */

/* What effects saw before the moment UNTIL, from NUMBER on: that of the next one is returned. */
static uint64_t see_turns(
	const struct turns *turns, uint64_t number, int64_t until, struct track *t)
{
	const struct turn *one;

	for (; number < turns->count; number++) {
		one = turns_at(turns, number);
		if (one && one->moment >= until)
			break;
		if (one && track_is_own(t, one->serial) && !one->closed)
			track_see(t, one->state);
	}
	return number;
}

static bool find_copies(const struct ring *ring, struct track *t)
{
	struct ring_walk walk;
	const struct call *c;
	bool news = false;

	ring_walk(&walk, ring);
	while ((c = ring_next(&walk)))
		news |= track_copy(t, c);
	return news;
}

/* A turn of the moment in which a call ended came with it. */
static void follow(struct session *s, struct snapshot *look, struct track *t)
{
	struct fd_info info = { 0 };
	struct ring_walk walk;
	const struct call *c;
	uint64_t turn;

	fdtab_get(s->scope.fds, look->fd, &info);
	track_begin(t, info.serial, info.other);
	observers_pause(&s->observers);
	turn = turns_first(&s->turns);
	while (find_copies(&s->ring, t))
		;
	ring_walk(&walk, &s->ring);
	while ((c = ring_next(&walk))) {
		turn = see_turns(&s->turns, turn, c->began + c->duration, t);
		track_call(t, c);
	}
	see_turns(&s->turns, turn, INT64_MAX, t);
	observers_resume(&s->observers);
	track_see(t, snapshot_need(look, PART_HELD) < 0 ? look->tcp.state : look->held);
}

/* ---- what is no TCP ---- */

static int no_states(struct run *r, struct snapshot *look)
{
	struct buf kind = { 0 }, state = { 0 };
	struct value v;

	if (state_kind_of(look, &kind)) {
		err_at(&r->err, ERR_NAME, POS(r, FD)->span,
			"descriptor %d is no socket, and has no states", look->fd);
	} else {
		if (!state_get(look, &v))
			value_print(&v, &state);
		err_at(&r->err, ERR_NAME, POS(r, FD)->span,
			"descriptor %d is %s, which has none of TCP's states; it is %s", look->fd,
			buf_cstr(&kind), buf_cstr(&state));
		err_hint(&r->err, "explain %d tells what either end may do", look->fd);
	}
	buf_free(&kind);
	buf_free(&state);
	return -1;
}

/* ---- as text ---- */

static void add_name(struct run *r, int fd, struct buf *b)
{
	struct slice name = vars_name_of_fd(&r->session->scope.vars, fd);

	if (name.p)
		buf_add(b, name.p, name.len);
	else
		buf_addn(b, fd);
}

static bool any_inferred(const struct track *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->steps[i].how == TRACK_INFERRED)
			return true;
	return false;
}

static void add_path(struct run *r, const struct track *t, struct snapshot *look, struct buf *b)
{
	add_name(r, look->fd, b);
	buf_adds(b, ": ");
	diagram_path(t, b);
	buf_addc(b, '\n');
	buf_adds(b,
		any_inferred(t) ? "* is now; ~ is inferred: nobody saw it there\n" : "* is now\n");
	if (snapshot_need(look, PART_HELD) == 0)
		buf_adds(b,
			"the socket itself is in CLOSE: the kernel goes on with the connection alone\n");
	else if (t->steps[0].state != TCP_CLOSE && t->steps[0].state != TCP_LISTEN)
		buf_adds(b, "how it came there no call that is remembered tells\n");
}

static void show_diagram(struct run *r, const struct track *t)
{
	unsigned style = text_locale_is_utf8() ? DIAGRAM_UNICODE : 0;
	struct buf plain = { 0 }, coloured = { 0 };

	diagram_draw(t, style, &plain);
	diagram_draw(t, style | DIAGRAM_COLOUR, &coloured);
	emit_coloured(r, buf_slice(&plain), buf_slice(&coloured));
	buf_free(&plain);
	buf_free(&coloured);
}

/* ---- for programs ---- */

static const struct column step_columns[] = {
	{ "step", COLUMN_NUMBER, "its place in the path, from 1" },
	{ "state", 0, "the state come to" },
	{ "how", 0, "seen, or inferred" },
	{ "call", COLUMN_NUMBER, "that led there" },
	{ "by", 0, "what led there: a call or a segment" },
	{ "end", 0, "this or other: who made the call" },
	{ "now", 0, "yes: the connection is in it" },
	{ 0 },
};
static const struct column edge_columns[] = {
	{ "from", 0, "a state" },
	{ "to", 0, "the next" },
	{ "on", 0, "what leads there" },
	{ "sends", 0, "the segment that is sent then" },
	{ 0 },
};

static void emit_steps(struct run *r, const struct track *t)
{
	struct table rows = { .columns = step_columns };

	for (size_t i = 0; i < t->count; i++) {
		const struct track_step *s = &t->steps[i];

		table_number(&rows, (int64_t)i + 1);
		table_text(&rows, slice_of(state_row(s->state)->name));
		table_text(&rows, slice_of(s->how == TRACK_SEEN ? "seen" : "inferred"));
		if (s->call)
			table_number(&rows, (int64_t)s->call);
		else
			table_empty(&rows);
		table_text(&rows, slice_of(s->name ? s->name : s->jump ? "RST or time-out" : ""));
		table_text(&rows, slice_of(!s->call ? "" : s->other ? "other" : "this"));
		table_text(&rows, slice_of(i + 1 == t->count ? "yes" : ""));
	}
	emit_table(r, &rows, true);
}

static void emit_edges(struct run *r)
{
	struct table rows = { .columns = edge_columns };

	for (size_t i = 0; i < diagram_edge_count; i++) {
		table_text(&rows, slice_of(state_row(diagram_edges[i].from)->name));
		table_text(&rows, slice_of(state_row(diagram_edges[i].to)->name));
		table_text(&rows, slice_of(diagram_edges[i].on));
		table_text(&rows, slice_of(diagram_edges[i].sends));
	}
	emit_table(r, &rows, true);
}

/* ---- either ---- */

static int save(struct run *r, const struct track *t, struct snapshot *look)
{
	struct buf title = { 0 }, picture = { 0 };
	int status;

	buf_adds(&title, "The states of TCP");
	if (t) {
		buf_adds(&title, ", and the path of ");
		add_name(r, look->fd, &title);
	}
	diagram_svg(t, buf_slice(&title), &picture);
	status = save_file(r, arg_string(r, OPT(r, SVG)), &picture);
	buf_free(&title);
	buf_free(&picture);
	return status;
}

static void show(struct run *r, const struct track *t, struct snapshot *look)
{
	struct buf path = { 0 };

	if (r->session->set.json) {
		if (t)
			emit_steps(r, t);
		else
			emit_edges(r);
		return;
	}
	show_diagram(r, t);
	if (t) {
		add_path(r, t, look, &path);
	} else {
		buf_adds(&path,
			"A / B: A comes from the peer, or is called here; B is sent for it. A RST "
			"ends any of them in CLOSE, but LISTEN.\n");
	}
	emit_prose(r, buf_slice(&path));
	buf_free(&path);
}

static enum command_status run(struct run *r)
{
	bool given = POS(r, FD)->given;
	struct snapshot look;
	struct track t;

	if (given && !opened(r, POS(r, FD)))
		return REFUSED;
	if (given) {
		snapshot_begin(&look, (int)POS(r, FD)->num, r->session->scope.fds);
		if (snapshot_tcp_state(&look) < 0)
			return (enum command_status)no_states(r, &look);
		follow(r->session, &look, &t);
	}
	if (OPT(r, SVG)->given)
		return save(r, given ? &t : NULL, &look) ? REFUSED : DONE;
	show(r, given ? &t : NULL, &look);
	return DONE;
}

const struct command command_states = {
	.name = "states",
	.group = GROUP_SHELL,
	.params = (const struct param[]){ { "FD", &type_fd_look, OPTIONAL,
						  .help = "mark the path that this one took" },
		{ 0 } },
	.options =
		(const struct option[]){
			{ .name = "--svg",
				.value = { "FILE", &type_file,
					.help = "a picture in a file instead: SVG, for light and dark" } },
			{ 0 } },
	.rows = (const struct row_part[]){ { NULL, step_columns, NULL },
		{ NULL, edge_columns, NULL }, { 0 } },
	.summary = "the state diagram of TCP, with the path of a connection",
	.details =
		"The eleven states of RFC 9293, by the names that Linux has for them, and what leads from "
		"one to another: what comes from the peer, or is called here, and behind the slash what is "
		"sent for it. CLOSE stands twice, before a connection and after it.\n\n"
		"With FD the path of this socket is marked, by heavy lines (= and # in scripts, and where the "
		"locale is not UTF-8), by numbers and by colour, and told below "
		"in one line with the calls that led there, by the numbers that calls has for them. * is "
		"the state now. A state is seen where the kernel said so: now, under a call with set "
		"effects on, or because a call returns so in that state alone. What must lie between two of "
		"them, and nobody saw, is marked ~: SYN_RECV of what accept returned, as a rule. Where no "
		"transition leads there it was a RST or a time-out.",
	.examples = (const struct example[]){ { NULL, "states", NULL },
		{ EXAMPLE_PAIR "shutdown c wr\nrecv s\nshutdown s wr\n", "states s",
			"who is closed first goes right, who closes first left" },
		{ EXAMPLE_PAIR, "states c --svg /dev/null", "for a report" }, { 0 } },
	.see = "explain, ss, tcp(7)",
	.run = run,
};
