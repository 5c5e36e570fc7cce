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

/* A call that returned, all of whose arguments are numbers. Its command's text
 * and its data follow the arguments. */
struct plain {
	const char *name;
	uint64_t id, serial;
	int64_t result, began, duration;
	size_t cmd, data, missing;
	int fd, errnum, job;
	bool has_fd, has_data, received, has_note, aside;
	unsigned char nargs, kinds[RING_PLAIN_ARGS];
	enum call_note_kind note;
	int64_t note_num;
	struct {
		int64_t num;
		const struct names *names;
	} args[];
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

/* Whether num and names are all of it. */
static bool is_plain_arg(enum call_arg_kind kind)
{
	switch (kind) {
	case CALL_INT:
	case CALL_NAME:
	case CALL_FLAGS:
	case CALL_TYPE:
	case CALL_TIME:
	case CALL_DATA: return true;
	case CALL_ADDR:
	case CALL_STRING:
	case CALL_LEVEL:
	case CALL_OPTION:
	case CALL_VALUE:
	case CALL_FDS: break;
	}
	return false;
}

/* Whether num is all of it. */
static bool is_plain_note(enum call_note_kind kind)
{
	switch (kind) {
	case NOTE_FOUND:
	case NOTE_CUT:
	case NOTE_DISCARDED:
	case NOTE_EOF:
	case NOTE_EOF_OR_EMPTY: return true;
	case NOTE_ADDR:
	case NOTE_HOST:
	case NOTE_VALUE:
	case NOTE_STATE:
	case NOTE_READY: break;
	}
	return false;
}

/* Whether C has nothing beside its arguments that a struct plain has not. */
static bool is_simple(const struct call *c)
{
	return !(c->as.p || c->file || c->list || c->ncontrol || c->made || c->missing ||
		 c->outcome != CALL_RETURNED || c->nargs > RING_PLAIN_ARGS || c->nnotes > 1 ||
		 c->ndata > 1);
}

static bool is_plain(const struct call *c)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (!is_plain_arg(c->args[i].kind))
			return false;
	return !c->nnotes || is_plain_note(c->notes->kind);
}

static void pack(struct plain *p, const struct call *c, size_t kept)
{
	p->name = c->name;
	p->id = c->id;
	p->serial = c->serial;
	p->result = c->result;
	p->began = c->began;
	p->duration = c->duration;
	p->cmd = c->cmd.len;
	p->data = kept;
	p->missing = c->ndata ? c->data->len - kept : 0;
	p->fd = c->fd;
	p->errnum = c->errnum;
	p->job = c->job;
	p->has_fd = c->has_fd;
	p->has_data = c->ndata;
	p->received = c->received;
	p->aside = c->aside;
	p->has_note = c->nnotes;
	if (c->nnotes) {
		p->note = c->notes->kind;
		p->note_num = c->notes->num;
	}
	p->nargs = (unsigned char)c->nargs;
	for (size_t i = 0; i < c->nargs; i++) {
		p->kinds[i] = (unsigned char)c->args[i].kind;
		p->args[i].num = c->args[i].num;
		p->args[i].names = c->args[i].names;
	}
	char *text = (char *)&p->args[c->nargs];
	if (c->cmd.len)
		memcpy(text, c->cmd.p, c->cmd.len);
	if (kept)
		memcpy(text + c->cmd.len, c->data->p, kept);
}

static size_t kept_data(const struct call *c)
{
	size_t len = c->ndata ? c->data->len : 0;

	return c->received && len > KEPT ? KEPT : len;
}

static const char *data_of(const struct plain *p)
{
	return (const char *)&p->args[p->nargs] + p->cmd;
}

static bool add_plain(struct ring *r, const struct call *c, const void **recent)
{
	size_t kept = kept_data(c);
	size_t size = offsetof(struct plain, args) +
		      c->nargs * sizeof(((struct plain *)0)->args[0]) + c->cmd.len + kept;
	struct plain *p = take_room(r, block_size(size), PLAIN);

	if (!p)
		return false;
	pack(p, c, kept);
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

static bool has_names(enum call_arg_kind kind)
{
	return kind == CALL_NAME || kind == CALL_FLAGS;
}

static bool same_args(const struct plain *p, const struct call *c)
{
	if (p->nargs != c->nargs)
		return false;
	for (size_t i = 0; i < c->nargs; i++)
		if (p->kinds[i] != c->args[i].kind || p->args[i].num != c->args[i].num ||
			(has_names(p->kinds[i]) && p->args[i].names != c->args[i].names))
			return false;
	return true;
}

static bool same_notes(const struct plain *p, const struct call *c)
{
	return p->has_note == c->nnotes &&
	       (!c->nnotes || (p->note == c->notes->kind && p->note_num == c->notes->num));
}

/* Whether C, which is simple, differs from P in nothing but what a struct again has. */
static bool is_like(const struct plain *p, const struct call *c)
{
	return p->name == c->name && p->serial == c->serial && p->result == c->result &&
	       p->fd == c->fd && p->errnum == c->errnum && p->job == c->job &&
	       p->has_fd == c->has_fd && p->received == c->received && p->aside == c->aside &&
	       p->has_data == c->ndata && (!c->ndata || p->data + p->missing == c->data->len) &&
	       same_args(p, c) && same_notes(p, c) && p->cmd == c->cmd.len &&
	       !memcmp(&p->args[p->nargs], c->cmd.p, p->cmd);
}

static bool add_again(struct ring *r, const struct call *c, const struct plain *p)
{
	int64_t after = c->began - r->last_began;
	size_t own = p->data && memcmp(c->data->p, data_of(p), p->data) ? p->data : 0;
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

	return (p && is_like(p, c) && add_again(r, c, p)) ||
	       (is_plain(c) && add_plain(r, c, recent));
}

static const struct call *unpack(struct ring_walk *w, const struct plain *p)
{
	const char *text = (const char *)&p->args[p->nargs];

	w->call = (struct call){ .id = p->id,
		.job = p->job,
		.cmd = { text, p->cmd },
		.name = p->name,
		.has_fd = p->has_fd,
		.fd = p->fd,
		.serial = p->serial,
		.args = w->args,
		.nargs = p->nargs,
		.data = &w->data,
		.ndata = p->has_data,
		.received = p->received,
		.aside = p->aside,
		.result = p->result,
		.errnum = p->errnum,
		.notes = &w->note,
		.nnotes = p->has_note,
		.began = p->began,
		.duration = p->duration,
		.missing = p->missing };
	for (size_t i = 0; i < p->nargs; i++)
		w->args[i] = (struct call_arg){ p->kinds[i], p->args[i].num,
			{ .names = p->args[i].names } };
	w->note = (struct call_note){ .kind = p->note, .num = p->note_num };
	w->data = (struct slice){ text + p->cmd, p->data };
	return &w->call;
}

/* W has the record before it. */
static const struct call *unpack_again(
	struct ring_walk *w, const struct block *b, const struct plain *p)
{
	const struct again *a = (const struct again *)(b + 1);
	uint64_t id = w->id + 1;
	int64_t began = w->began + a->after;

	unpack(w, p);
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

void ring_add(struct ring *r, const struct call *c)
{
	if (!r->bytes)
		r->bytes = mem_zalloc(RING_SEGMENTS, r->size);
	if ((is_simple(c) && add_simple(r, c)) || add_whole(r, c, c->file ? &cut : &literal) ||
		add_short(r, c)) {
		r->last_id = c->id;
		r->last_began = c->began;
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
			       : b->kind == PLAIN ? unpack(w, inside)
						  : unpack_again(w, b, like(b));
	w->id = c->id;
	w->began = c->began;
	return c;
}
