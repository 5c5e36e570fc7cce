/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records all of whose arguments are numbers, and one an address, in little room.
 */
#include "ring_plain.h"

#include <stdalign.h>
#include <string.h>

/* Whether num and names are all of it, or its address. */
static bool is_plain_arg(enum call_arg_kind kind)
{
	switch (kind) {
	case CALL_INT:
	case CALL_NAME:
	case CALL_FLAGS:
	case CALL_NET16:
	case CALL_TYPE:
	case CALL_TIME:
	case CALL_DATA:
	case CALL_ADDR: return true;
	case CALL_STRING:
	case CALL_LEVEL:
	case CALL_OPTION:
	case CALL_VALUE:
	case CALL_FDS:
	case CALL_PIECE:
	case CALL_CONTROL: break;
	}
	return false;
}

/* Whether num is all of it, or its address. */
static bool is_plain_note(enum call_note_kind kind)
{
	switch (kind) {
	case NOTE_FOUND:
	case NOTE_CUT:
	case NOTE_OF:
	case NOTE_DISCARDED:
	case NOTE_EOF:
	case NOTE_EOF_OR_EMPTY:
	case NOTE_ADDR: return true;
	case NOTE_HOST:
	case NOTE_VALUE:
	case NOTE_STATE:
	case NOTE_PAIR:
	case NOTE_FLAGS:
	case NOTE_READY: break;
	}
	return false;
}

bool plain_is_simple(const struct call *c)
{
	return !(c->as.p || c->file || c->list || c->ncontrol || c->made || c->paired || c->other ||
		 c->missing || c->outcome != CALL_RETURNED || c->nargs > RING_PLAIN_ARGS ||
		 c->nnotes > 1 || c->ndata > 1);
}

/* The first address that C has, or NULL; how many it has goes to *COUNT. */
static const struct addr *address_of(const struct call *c, int *count)
{
	const struct addr *found = NULL;

	*count = 0;
	if (c->nnotes && c->notes->kind == NOTE_ADDR) {
		found = c->notes->addr;
		++*count;
	}
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_ADDR) {
			found = c->args[i].addr;
			++*count;
		}
	return found;
}

static size_t addr_room(socklen_t len)
{
	return (len + alignof(int64_t) - 1) & ~(alignof(int64_t) - 1);
}

static socklen_t addr_len(const struct call *c)
{
	int count;
	const struct addr *addr = address_of(c, &count);

	return addr ? addr->len : 0;
}

bool plain_fits(const struct call *c)
{
	const struct addr *addr;
	int count;

	for (size_t i = 0; i < c->nargs; i++)
		if (!is_plain_arg(c->args[i].kind))
			return false;
	if (c->nnotes && !is_plain_note(c->notes->kind))
		return false;
	addr = address_of(c, &count);
	return !addr || (count == 1 && addr->len);
}

/* Where its address is; behind it comes its command's text. */
static char *addr_at(const struct plain *p)
{
	return (char *)&p->args[p->nargs];
}

static char *cmd_at(const struct plain *p)
{
	return addr_at(p) + addr_room(p->addr_len);
}

static void pack_address(struct plain *p, const struct call *c)
{
	int count;
	const struct addr *addr = address_of(c, &count);

	p->addr_len = addr ? (unsigned char)addr->len : 0;
	if (addr)
		memcpy(addr_at(p), &addr->sa, addr->len);
}

void plain_pack(struct plain *p, const struct call *c, size_t kept)
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
	pack_address(p, c);
	if (c->cmd.len)
		memcpy(cmd_at(p), c->cmd.p, c->cmd.len);
	if (kept)
		memcpy(cmd_at(p) + c->cmd.len, c->data->p, kept);
}

size_t plain_size(const struct call *c, size_t kept)
{
	return offsetof(struct plain, args) + c->nargs * sizeof(((struct plain *)0)->args[0]) +
	       addr_room(addr_len(c)) + c->cmd.len + kept;
}

const char *plain_data(const struct plain *p)
{
	return cmd_at(p) + p->cmd;
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

/* Of one whose arguments and notes are the same: where P has no address, C has none. */
static bool same_address(const struct plain *p, const struct call *c)
{
	const struct addr *addr;
	int count;

	if (!p->addr_len)
		return true;
	addr = address_of(c, &count);
	return p->addr_len == addr->len && !memcmp(addr_at(p), &addr->sa, addr->len);
}

static bool same_notes(const struct plain *p, const struct call *c)
{
	return p->has_note == c->nnotes &&
	       (!c->nnotes || (p->note == c->notes->kind && p->note_num == c->notes->num));
}

bool plain_is_like(const struct plain *p, const struct call *c)
{
	return p->name == c->name && p->serial == c->serial && p->result == c->result &&
	       p->fd == c->fd && p->errnum == c->errnum && p->job == c->job &&
	       p->has_fd == c->has_fd && p->received == c->received && p->aside == c->aside &&
	       p->has_data == c->ndata && (!c->ndata || p->data + p->missing == c->data->len) &&
	       same_args(p, c) && same_notes(p, c) && same_address(p, c) && p->cmd == c->cmd.len &&
	       !memcmp(cmd_at(p), c->cmd.p, p->cmd);
}

/* To where it belongs. */
static void unpack_address(struct ring_walk *w, const struct plain *p)
{
	w->addr.len = p->addr_len;
	memcpy(&w->addr.sa, addr_at(p), p->addr_len);
	if (p->has_note && p->note == NOTE_ADDR)
		w->note.addr = &w->addr;
	for (size_t i = 0; i < p->nargs; i++)
		if (p->kinds[i] == CALL_ADDR)
			w->args[i].addr = &w->addr;
}

const struct call *plain_unpack(struct ring_walk *w, const struct plain *p)
{
	const char *text = cmd_at(p);

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
	if (p->addr_len)
		unpack_address(w, p);
	w->data = (struct slice){ text + p->cmd, p->data };
	return &w->call;
}
