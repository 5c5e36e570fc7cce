/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ladders from their rows, which are put in order.
 */
#include <stdlib.h>

#include "base/text.h"
#include "timeline_making.h"
#include "timeline_words.h"

/* ---- in order ---- */

static int compare(const void *a, const void *b)
{
	const struct timeline_row *one = a, *two = b;

	if (one->moment != two->moment)
		return one->moment < two->moment ? -1 : 1;
	if (one->order % ORDERS != two->order % ORDERS)
		return one->order % ORDERS < two->order % ORDERS ? -1 : 1;
	return one->order < two->order ? -1 : one->order > two->order;
}

/* A call within which another began is two rows. */
static void split(struct making *m, struct ladder *l)
{
	size_t count = l->count;
	int64_t next = INT64_MAX;

	for (size_t i = count; i; i--) {
		struct timeline_row *row = &l->rows[i - 1], *end;

		if (row->kind != TIMELINE_CALL)
			continue;
		if (row->ended <= next) {
			next = row->moment;
			continue;
		}
		next = row->moment;
		end = making_add(m, l, TIMELINE_ENDED, ORDER_CALL, row->ended);
		row = &l->rows[i - 1];
		end->side = row->side;
		end->call = row->call;
		end->job = row->job;
		end->fd = row->fd;
		end->bad = row->bad;
		end->text = row->text;
		end->whole = row->whole;
		row->kind = TIMELINE_BEGUN;
		row->bad = false;
		words_begun(row->text, &m->room);
		row->text = making_keep(m, &m->room);
		buf_clear(&m->room);
	}
	qsort(l->rows, l->count, sizeof(*l->rows), compare);
}

/* ---- ladders ---- */

static void set_end(struct making *m, const struct pair *p, int side)
{
	const struct end *end = making_end(m, p->ends[side]);
	const struct end *listener = side ? making_end(m, p->listener) : NULL;
	struct timeline_end *to = &((struct pair *)p)->ladder.ends[side];
	const struct addr *addr = end && end->local.len ? &end->local : end ? NULL : &p->foreign;

	*to = (struct timeline_end){ .serial = end ? end->serial : 0, .fd = end ? end->fd : -1 };
	words_end(end, listener, &m->room);
	to->name = making_keep(m, &m->room);
	buf_clear(&m->room);
	if (!addr && listener && listener->local.len)
		addr = &listener->local;
	if (addr &&
		addr->len > sizeof(addr->sa.sa_family)) /* an unnamed one of AF_UNIX has no more */
		addr_format(addr, &m->room);
	to->addr = making_keep(m, &m->room);
	buf_clear(&m->room);
}

static void take_ladder(struct making *m, struct pair *p)
{
	struct timeline *t = m->t;

	qsort(p->ladder.rows, p->ladder.count, sizeof(*p->ladder.rows), compare);
	split(m, &p->ladder);
	set_end(m, p, 0);
	set_end(m, p, 1);
	p->ladder.alone = !p->ends[1] && !p->foreign.len && !p->listener && !p->packets;
	if (!t->count || p->ladder.rows[0].moment < t->first)
		t->first = p->ladder.rows[0].moment;
	if (t->count == t->capacity) {
		t->capacity = t->capacity ? t->capacity * 2 : 8;
		t->ladders = mem_realloc(t->ladders, t->capacity * sizeof(*t->ladders));
	}
	t->ladders[t->count++] = p->ladder;
}

static int compare_ladders(const void *a, const void *b)
{
	const struct ladder *one = a, *two = b;

	return compare(&one->rows[0], &two->rows[0]);
}

void making_ladders(struct making *m)
{
	struct timeline *t = m->t;

	for (size_t i = 0; i < m->ends.npairs; i++)
		if (m->ends.pairs[i].ladder.count)
			take_ladder(m, &m->ends.pairs[i]);
	if (t->count)
		qsort(t->ladders, t->count, sizeof(*t->ladders), compare_ladders);
}

/* ---- for every renderer ---- */

static void add_gap(struct buf *b, const char *how, uint64_t count, const char *one)
{
	if (!count)
		return;
	buf_addf(b, "not %s: ", how);
	text_add_count(b, count, one);
	buf_adds(b, " before\n");
}

void timeline_gaps(const struct timeline *t, struct buf *b)
{
	add_gap(b, "kept any more", t->calls_gone, "call");
	add_gap(b, "kept any more", t->packets_gone, "packet");
	add_gap(b, "shown", t->calls_before, "call");
}

void timeline_time(const struct timeline *t, const struct timeline_row *row, struct buf *b)
{
	if (row->moment > t->first)
		text_add_time(b, row->moment - t->first);
	else
		buf_addc(b, '0');
}
