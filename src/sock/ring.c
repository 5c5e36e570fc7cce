/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ring of blocks, each whole: one that does not fit at the end begins at 0.
 * A block is a copy of a record, or of the commonest calls a plain form of it,
 * which costs a quarter of the time and half of the memory.
 */
#include "sock/ring.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

enum {
	KEPT = 4096, /* bytes of received data, and of what is too long */
	SHARE = 4,   /* of the memory, that one record may have */
};

/* What follows is a struct call (call_place) or a struct plain. */
struct block {
	size_t size; /* of all of it */
	bool plain;
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

static const struct call_keep literal = { SIZE_MAX, KEPT }, cut = { KEPT, KEPT };

void ring_init(struct ring *r, size_t size)
{
	*r = (struct ring){ .size = size };
}

void ring_free(struct ring *r)
{
	free(r->bytes);
	*r = (struct ring){ .size = r->size };
}

static struct block *block_at(const struct ring *r, size_t offset)
{
	return (struct block *)(r->bytes + offset);
}

/* ---- room ---- */

static void drop_first(struct ring *r)
{
	r->first += block_at(r, r->first)->size;
	if (r->first == r->end)
		r->first = r->end = 0;
	r->kept--;
	r->dropped++;
}

/* Whether the oldest block begins in the SIZE bytes from the next one's place on. */
static bool is_in_the_way(const struct ring *r, size_t size)
{
	return r->kept && r->first >= r->next && r->first - r->next < size;
}

/* For SIZE bytes behind the block's head; or NULL, where that is too much. */
static void *take_room(struct ring *r, size_t size, bool plain)
{
	size += sizeof(struct block);
	if (size > r->size / SHARE)
		return NULL;
	if (size > r->size - r->next) {
		while (is_in_the_way(r, r->size))
			drop_first(r);
		r->end = r->next;
		r->next = 0;
	}
	while (is_in_the_way(r, size))
		drop_first(r);
	if (!r->kept)
		r->first = r->next;
	struct block *b = block_at(r, r->next);
	b->size = size;
	b->plain = plain;
	r->next += size;
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

static bool is_plain(const struct call *c)
{
	if (c->as.p || c->file || c->list || c->ncontrol || c->made || c->missing ||
		c->outcome != CALL_RETURNED || c->nargs > RING_PLAIN_ARGS || c->nnotes > 1 ||
		c->ndata > 1)
		return false;
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

static bool add_plain(struct ring *r, const struct call *c)
{
	size_t kept = c->ndata ? c->data->len : 0;

	if (c->received && kept > KEPT)
		kept = KEPT;
	size_t size = offsetof(struct plain, args) +
		      c->nargs * sizeof(((struct plain *)0)->args[0]) + c->cmd.len + kept;
	struct plain *p = take_room(r, (size + 7) & ~(size_t)7, true);
	if (p)
		pack(p, c, kept);
	return p;
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

/* ---- all records ---- */

static bool add_whole(struct ring *r, const struct call *c, const struct call_keep *keep)
{
	void *room = take_room(r, call_size(c, keep), false);

	if (room)
		call_place(room, c, keep);
	return room;
}

/* What a record is a record of stays, whatever its command's text and its data are. */
static void add_short(struct ring *r, const struct call *c)
{
	struct call less = *c;

	less.cmd.len = text_cut(c->cmd.p, c->cmd.len, KEPT);
	r->dropped += !add_whole(r, &less, &cut);
}

void ring_add(struct ring *r, const struct call *c)
{
	if (!r->bytes)
		r->bytes = mem_zalloc(1, r->size);
	if (is_plain(c) ? !add_plain(r, c) : !add_whole(r, c, c->file ? &cut : &literal))
		add_short(r, c);
}

void ring_walk(struct ring_walk *w, const struct ring *r)
{
	w->ring = r;
	w->left = r->kept;
	w->at = r->first;
}

const struct call *ring_next(struct ring_walk *w)
{
	if (!w->left)
		return NULL;
	w->left--;
	const struct block *b = block_at(w->ring, w->at);
	w->at += b->size;
	if (w->at == w->ring->end)
		w->at = 0;
	if (b->plain)
		return unpack(w, (const struct plain *)(b + 1));
	return (const struct call *)(b + 1);
}
