/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records all of whose arguments are numbers, in little room.
 */
#include "ring_plain.h"

#include <string.h>

/* Whether num and names are all of it. */
static bool is_plain_arg(enum call_arg_kind kind)
{
	switch (kind) {
	case CALL_INT:
	case CALL_NAME:
	case CALL_FLAGS:
	case CALL_NET16:
	case CALL_TYPE:
	case CALL_TIME:
	case CALL_DATA: return true;
	case CALL_ADDR:
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

/* Whether num is all of it. */
static bool is_plain_note(enum call_note_kind kind)
{
	switch (kind) {
	case NOTE_FOUND:
	case NOTE_CUT:
	case NOTE_OF:
	case NOTE_DISCARDED:
	case NOTE_EOF:
	case NOTE_EOF_OR_EMPTY: return true;
	case NOTE_ADDR:
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
	return !(c->as.p || c->file || c->list || c->ncontrol || c->made || c->paired ||
		 c->missing || c->outcome != CALL_RETURNED || c->nargs > RING_PLAIN_ARGS ||
		 c->nnotes > 1 || c->ndata > 1);
}

bool plain_fits(const struct call *c)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (!is_plain_arg(c->args[i].kind))
			return false;
	return !c->nnotes || is_plain_note(c->notes->kind);
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
	char *text = (char *)&p->args[c->nargs];
	if (c->cmd.len)
		memcpy(text, c->cmd.p, c->cmd.len);
	if (kept)
		memcpy(text + c->cmd.len, c->data->p, kept);
}

size_t plain_size(const struct call *c, size_t kept)
{
	return offsetof(struct plain, args) + c->nargs * sizeof(((struct plain *)0)->args[0]) +
	       c->cmd.len + kept;
}

const char *plain_data(const struct plain *p)
{
	return (const char *)&p->args[p->nargs] + p->cmd;
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

bool plain_is_like(const struct plain *p, const struct call *c)
{
	return p->name == c->name && p->serial == c->serial && p->result == c->result &&
	       p->fd == c->fd && p->errnum == c->errnum && p->job == c->job &&
	       p->has_fd == c->has_fd && p->received == c->received && p->aside == c->aside &&
	       p->has_data == c->ndata && (!c->ndata || p->data + p->missing == c->data->len) &&
	       same_args(p, c) && same_notes(p, c) && p->cmd == c->cmd.len &&
	       !memcmp(&p->args[p->nargs], c->cmd.p, p->cmd);
}

const struct call *plain_unpack(struct ring_walk *w, const struct plain *p)
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
