/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ring of segments, of which the oldest is emptied whole for the newest records.
 * A block is a copy of a record, or of the commonest calls a plain form of it, or,
 * where one like it stands before it in its segment, what differs from that one: a
 * loop's calls would else drive all that is in use out of the processor's caches.
 */
#include "sock/ring.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ring_plain.h"

enum {
	KEPT = 4096, /* bytes of received data, and of what is too long */
	ALIGNED = 8,
};

struct block {
	uint32_t size; /* of all of it */
	uint32_t kind; /* one of these; else a struct again follows, like what stands so
			* many bytes before this block */
};

enum {
	WHOLE, /* a struct call follows (call_place) */
	PLAIN, /* a struct plain */
};

/* The next call, which is as a plain one but for when it was, and for its data, which
 * follows where it is another. */
struct again {
	uint32_t after; /* the record before it began, ns */
	uint32_t duration;
};

static const struct call_keep literal = { SIZE_MAX, KEPT }, cut = { KEPT, KEPT };

void ring_init(struct ring *r, size_t size)
{
	*r = (struct ring){ .size = size / RING_SEGMENTS };
}

void ring_free(struct ring *r)
{
	free(r->bytes);
	*r = (struct ring){ .size = r->size };
}

static struct block *block_at(const struct ring *r, unsigned segment, size_t offset)
{
	return (struct block *)(r->bytes + segment * r->size + offset);
}

static char *end_of_newest(const struct ring *r)
{
	return (char *)block_at(r, r->newest, r->segments[r->newest].used);
}

/* The plain record that B is like. */
static const struct plain *like(const struct block *b)
{
	return (const struct plain *)((const char *)b - b->kind);
}

/* ---- room ---- */

static void begin_segment(struct ring *r)
{
	r->newest = (r->newest + 1) % RING_SEGMENTS;
	struct ring_segment *s = &r->segments[r->newest];

	r->kept -= s->kept;
	r->dropped += s->kept;
	*s = (struct ring_segment){ 0 };
	memset(r->recent, 0, sizeof(r->recent));
}

/* Of a block with SIZE bytes behind its head. */
static size_t block_size(size_t size)
{
	return (size + sizeof(struct block) + ALIGNED - 1) & ~(size_t)(ALIGNED - 1);
}

/* Whether there is room in the newest segment. */
static bool fits(const struct ring *r, size_t size)
{
	return size <= r->size - r->segments[r->newest].used;
}

/* What stands behind the head of a block of SIZE bytes; or NULL, where that is too
 * much. */
static void *take_room(struct ring *r, size_t size, size_t kind)
{
	if (size > r->size)
		return NULL;
	if (!fits(r, size))
		begin_segment(r);
	struct ring_segment *s = &r->segments[r->newest];
	struct block *b = (struct block *)end_of_newest(r);

	*b = (struct block){ (uint32_t)size, (uint32_t)kind };
	s->used += size;
	s->kept++;
	r->kept++;
	return b + 1;
}

/* ---- plain records ---- */

static size_t kept_data(const struct call *c)
{
	size_t len = c->ndata ? c->data->len : 0;

	return c->received && len > KEPT ? KEPT : len;
}

static bool add_plain(struct ring *r, const struct call *c, const void **recent)
{
	size_t kept = kept_data(c);
	struct plain *p = take_room(r, block_size(plain_size(c, kept)), PLAIN);

	if (!p)
		return false;
	plain_pack(p, c, kept);
	*recent = p;
	return true;
}

/* ---- records like one before ---- */

/* Where the last plain record of such a command is remembered. */
static const void **recent_place(struct ring *r, const struct call *c)
{
	size_t key = c->cmd.len + (size_t)c->name[0] * 3;

	if (c->cmd.len)
		key += (size_t)c->cmd.p[0] * 7 + (size_t)c->cmd.p[c->cmd.len - 1] * 5;
	return &r->recent[key % RING_RECENT];
}

static bool add_again(struct ring *r, const struct call *c, const struct plain *p)
{
	int64_t after = c->began - r->last_began;
	size_t own = p->data && memcmp(c->data->p, plain_data(p), p->data) ? p->data : 0;
	size_t size = block_size(sizeof(struct again) + own);

	if (c->id != r->last_id + 1 || after < 0 || after > UINT32_MAX ||
		c->duration > UINT32_MAX || !fits(r, size))
		return false;
	struct again *a = take_room(r, size, (size_t)(end_of_newest(r) - (const char *)p));
	*a = (struct again){ (uint32_t)after, (uint32_t)c->duration };
	if (own)
		memcpy(a + 1, c->data->p, own);
	return true;
}

/* Whether C was added, in one of the shorter forms. */
static bool add_simple(struct ring *r, const struct call *c)
{
	const void **recent = recent_place(r, c);
	const struct plain *p = *recent;

	return (p && plain_is_like(p, c) && add_again(r, c, p)) ||
	       (plain_fits(c) && add_plain(r, c, recent));
}

/* W has the record before it. */
static const struct call *unpack_again(
	struct ring_walk *w, const struct block *b, const struct plain *p)
{
	const struct again *a = (const struct again *)(b + 1);
	uint64_t id = w->id + 1;
	int64_t began = w->began + a->after;

	plain_unpack(w, p);
	w->call.id = id;
	w->call.began = began;
	w->call.duration = a->duration;
	if (b->size > block_size(sizeof(*a)))
		w->data.p = (const char *)(a + 1);
	return &w->call;
}

/* ---- all records ---- */

static bool add_whole(struct ring *r, const struct call *c, const struct call_keep *keep)
{
	void *room = take_room(r, block_size(call_size(c, keep)), WHOLE);

	if (room)
		call_place(room, c, keep);
	return room;
}

/* What a record is a record of stays, whatever its command's text and its data are. */
static bool add_short(struct ring *r, const struct call *c)
{
	struct call less = *c;

	less.cmd.len = text_cut(c->cmd.p, c->cmd.len, KEPT);
	return add_whole(r, &less, &cut);
}

static void add_mark(struct ring *r, const struct call *c)
{
	if (++r->added % RING_STRIDE)
		return;
	r->marks[r->added / RING_STRIDE % RING_MARKS] = (struct ring_mark){ r->added, c->id,
		c->began, r->newest, r->segments[r->newest].used };
}

void ring_add(struct ring *r, const struct call *c)
{
	if (!r->bytes)
		r->bytes = mem_zalloc(RING_SEGMENTS, r->size);
	if ((plain_is_simple(c) && add_simple(r, c)) ||
		add_whole(r, c, c->file ? &cut : &literal) || add_short(r, c)) {
		r->last_id = c->id;
		r->last_began = c->began;
		add_mark(r, c);
	} else {
		r->dropped++;
	}
}

void ring_walk(struct ring_walk *w, const struct ring *r)
{
	w->ring = r;
	w->left = r->kept;
	w->segment = (r->newest + 1) % RING_SEGMENTS;
	w->at = 0;
}

void ring_walk_last(struct ring_walk *w, const struct ring *r, uint64_t least)
{
	const struct ring_mark *best = NULL;

	ring_walk(w, r);
	for (size_t i = 0; i < RING_MARKS; i++) {
		const struct ring_mark *m = &r->marks[i];

		/* the record before it is there yet, and with it its segment */
		if (m->number > r->added - r->kept && r->added - m->number >= least &&
			(!best || m->number > best->number))
			best = m;
	}
	if (!best)
		return;
	w->left = r->added - best->number;
	w->segment = best->segment;
	w->at = best->at;
	w->id = best->id;
	w->began = best->began;
}

const struct call *ring_next(struct ring_walk *w)
{
	if (!w->left)
		return NULL;
	w->left--;
	while (w->at == w->ring->segments[w->segment].used) {
		w->segment = (w->segment + 1) % RING_SEGMENTS;
		w->at = 0;
	}
	const struct block *b = block_at(w->ring, w->segment, w->at);
	w->at += b->size;
	const void *inside = b + 1;
	const struct call *c = b->kind == WHOLE   ? inside
			       : b->kind == PLAIN ? plain_unpack(w, inside)
						  : unpack_again(w, b, like(b));
	w->id = c->id;
	w->began = c->began;
	return c;
}
