/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of ladders, from calls, packets and states.
 */
#include "insight/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/intr.h"
#include "sock/render.h"
#include "sock/state.h"
#include "base/text.h"
#include "timeline_making.h"
#include "timeline_words.h"

/* ---- rows ---- */

const char *making_keep(struct making *m, const struct buf *b)
{
	return arena_copy(&m->t->arena, buf_cstr(b), b->len);
}

struct timeline_row *making_add(
	struct making *m, struct ladder *l, enum timeline_kind kind, int order, int64_t moment)
{
	if (l->count == l->capacity) {
		l->capacity = l->capacity ? l->capacity * 2 : 16;
		l->rows = mem_realloc(l->rows, l->capacity * sizeof(*l->rows));
	}
	l->rows[l->count] = (struct timeline_row){ .kind = kind,
		.moment = moment,
		.fd = -1,
		.ended = moment,
		.order = (size_t)order + m->count++ * ORDERS };
	return &l->rows[l->count++];
}

static void set_text(struct making *m, struct timeline_row *row)
{
	row->text = row->whole = making_keep(m, &m->room);
	buf_clear(&m->room);
}

/* ---- who ---- */

static bool is_wanted_end(const struct timeline_sources *s, const struct end *end)
{
	for (size_t i = 0; end && i < s->nwanted; i++)
		if (s->wanted[i] == end->serial)
			return true;
	return false;
}

const struct end *making_end(const struct making *m, size_t place)
{
	return place ? &m->ends.list[place - 1] : NULL;
}

/* A copy stands for what it is a copy of. */
static bool is_wanted(const struct making *m, const struct pair *p)
{
	const struct timeline_sources *s = m->from;

	if (!s->nwanted || is_wanted_end(s, making_end(m, p->ends[0])) ||
		is_wanted_end(s, making_end(m, p->ends[1])) ||
		is_wanted_end(s, making_end(m, p->listener)))
		return true;
	for (size_t i = 0; i < s->nwanted; i++) {
		const struct end *end = ends_find(&m->ends, s->wanted[i]);

		if (end && (end == making_end(m, p->ends[0]) || end == making_end(m, p->ends[1])))
			return true;
	}
	return false;
}

static bool is_stopped(const struct making *m)
{
	return m->from->intr && intr_pending(m->from->intr);
}

/* The next call, or NULL: none, or interrupted. */
static const struct call *next_call(const struct making *m, struct ring_walk *w)
{
	return is_stopped(m) ? NULL : ring_next(w);
}

/* All calls twice: what only one connection can have, then the rest. */
static void find_pairs(struct making *m)
{
	struct ring_walk w;
	const struct call *c;
	int side;

	ring_walk(&w, m->from->ring);
	while ((c = next_call(m, &w)))
		ends_note(&m->ends, c);
	for (size_t i = 0; i < m->from->nknown; i++)
		ends_know(&m->ends, &m->from->known[i]);
	ends_join(&m->ends);
	ends_index(&m->ends);
	for (int make = PAIRS_MAKE; make <= PAIRS_MAKE_ALONE; make++) {
		ring_walk(&w, m->from->ring);
		while ((c = next_call(m, &w)))
			pairs_of_call(&m->ends, c, (enum pairs_make)make, &side);
	}
	for (size_t i = 0; i < m->ends.npairs; i++)
		m->ends.pairs[i].wanted = is_wanted(m, &m->ends.pairs[i]);
}

/* ---- calls ---- */

/* Only some may have been asked for. */
static bool is_captured(const struct owners *o, const struct end *end)
{
	for (size_t i = 0; end && i < o->count; i++)
		if (o->list[i].wanted && o->list[i].serial == end->serial)
			return true;
	return end && !o->chosen;
}

static bool was_captured(const struct making *m, const struct pair *p, const struct call *c)
{
	const struct capture *capture = m->from->capture;
	const struct end *one = making_end(m, p->ends[0]), *two = making_end(m, p->ends[1]);

	if ((one && one->family == AF_UNIX) || (two && two->family == AF_UNIX))
		return false;
	return capture_was_on(capture, c->began) &&
	       (is_captured(&capture->owners, one) || is_captured(&capture->owners, two));
}

static void add_assumed(struct making *m, struct pair *p, const struct call *c, int side)
{
	const struct end *end = making_end(m, p->ends[side]);
	struct buf back = { 0 };

	if (!end || (!p->ends[!side] && !p->foreign.len && !p->listener) || was_captured(m, p, c))
		return;
	words_assumed(c, end, &m->room, &back);
	for (int i = 0; i < 2; i++) {
		const struct buf *b = i ? &back : &m->room;
		struct timeline_row *row;

		if (!b->len)
			continue;
		row = making_add(m, &p->ladder, TIMELINE_ARROW, ORDER_ASSUMED, c->began);
		row->side = i ? !side : side;
		row->assumed = end->family != AF_UNIX;
		row->call = c->id;
		row->text = row->whole = making_keep(m, b);
		m->t->assumed |= row->assumed;
	}
	buf_clear(&m->room);
	buf_free(&back);
}

static void add_call(struct making *m, const struct call *c)
{
	int side;
	struct pair *p = pairs_of_call(&m->ends, c, PAIRS_AS_THEY_ARE, &side);
	struct timeline_row *row;

	if (!p || !p->wanted)
		return;
	row = making_add(m, &p->ladder, TIMELINE_CALL, ORDER_CALL, c->began);
	words_call(c, &m->room);
	set_text(m, row);
	render_line(c, &m->room);
	row->whole = making_keep(m, &m->room);
	buf_clear(&m->room);
	row->ended = c->began + c->duration;
	row->side = side;
	row->call = c->id;
	row->fd = c->has_fd ? c->fd : (int)c->result;
	row->job = c->job;
	row->bad = !call_ok(c);
	add_assumed(m, p, c, side);
}

static size_t count_calls(struct making *m)
{
	struct ring_walk w;
	const struct call *c;
	size_t count = 0;
	int side;

	ring_walk(&w, m->from->ring);
	while ((c = next_call(m, &w))) {
		const struct pair *p = pairs_of_call(&m->ends, c, PAIRS_AS_THEY_ARE, &side);

		count += p && p->wanted;
	}
	return count;
}

/* The last ones; what came before the first of them is left out with the calls. */
static void add_calls(struct making *m)
{
	size_t all = count_calls(m), seen = 0;
	struct ring_walk w;
	const struct call *c;
	int side;

	m->t->calls_gone = m->from->ring->dropped;
	m->t->calls_before = all > m->from->last ? all - m->from->last : 0;
	m->since = m->t->calls_before ? INT64_MAX : INT64_MIN;
	ring_walk(&w, m->from->ring);
	while ((c = next_call(m, &w))) {
		const struct pair *p = pairs_of_call(&m->ends, c, PAIRS_AS_THEY_ARE, &side);

		if (!p || !p->wanted || seen++ < m->t->calls_before)
			continue;
		if (c->began < m->since)
			m->since = m->t->calls_before ? c->began : INT64_MIN;
		add_call(m, c);
	}
}

/* ---- packets and states ---- */

static bool is_bad(const struct packet *p)
{
	return p->bad || (p->kind == PACKET_TCP && (p->tcp.remark == REMARK_RETRANSMISSION ||
							   p->tcp.remark == REMARK_DUPLICATE_ACK ||
							   (p->tcp.flags & PACKET_RST)));
}

static void add_packet(struct making *m, const struct captured *one)
{
	int side;
	struct pair *p = pairs_of_packet(&m->ends, one, &side);
	struct timeline_row *row;

	if (!p || !p->wanted || one->moment < m->since)
		return;
	p->packets = true;
	row = making_add(m, &p->ladder, TIMELINE_ARROW, ORDER_PACKET, one->moment);
	words_packet(m->from->capture, one, &m->room);
	set_text(m, row);
	buf_adds(&m->room, one->names);
	buf_adds(&m->room, ": ");
	captured_print(m->from->capture, one, &m->room);
	row->whole = making_keep(m, &m->room);
	buf_clear(&m->room);
	row->side = side;
	row->packet = one->number;
	row->call = one->call;
	row->bad = is_bad(&one->packet);
}

static void add_state(struct making *m, const struct turn *one)
{
	int side;
	struct pair *p = pairs_of_serial(&m->ends, one->serial, &side);
	const struct name_row *state = one->state < 0 ? NULL : state_row(one->state);
	struct timeline_row *row;

	if (!p || !p->wanted || one->moment < m->since)
		return;
	row = making_add(m, &p->ladder, TIMELINE_STATE, ORDER_STATE, one->moment);
	buf_adds(&m->room, state ? state->name : "over");
	set_text(m, row);
	row->side = side;
	row->fd = one->fd;
	row->call = one->call;
}

static void add_others(struct making *m)
{
	const struct turns *turns = m->from->turns;
	const struct capture *c = m->from->capture;

	for (const struct captured *one = c ? c->first : NULL; one && !is_stopped(m);
		one = one->next)
		add_packet(m, one);
	m->t->packets_gone = c ? c->dropped : 0;
	for (uint64_t i = turns_first(turns); i < turns->count; i++)
		add_state(m, turns_at(turns, i));
}

bool timeline_make(struct timeline *t, const struct timeline_sources *s)
{
	struct making m = { .t = t, .from = s };
	bool stopped;

	find_pairs(&m);
	add_calls(&m);
	add_others(&m);
	stopped = is_stopped(&m);
	making_ladders(&m);
	ends_free(&m.ends);
	buf_free(&m.room);
	return !stopped;
}

void timeline_free(struct timeline *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->ladders[i].rows);
	free(t->ladders);
	arena_free(&t->arena);
	*t = (struct timeline){ 0 };
}
