/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The calls before: one by its name, and what all of them tell of a connection that is none.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "insight/looks.h"
#include "reason.h"

/* Each call that fails is looked into, at once: of the calls before it only so many are asked,
 * else a loop would take ever longer. Whoever asks about an old one asks all. */
static void begin_walk(const struct reason *r, struct ring_walk *walk)
{
	enum { ASKED = 8192, AT_ONCE = 64 };
	const struct ring *ring = r->scene->ring;

	if (r->call->id + AT_ONCE < ring->last_id)
		ring_walk(walk, ring);
	else
		ring_walk_last(walk, ring, ASKED);
}

void reason_past(
	const struct reason *r, void (*each)(void *context, const struct call *c), void *context)
{
	struct ring_walk walk;
	const struct call *c;

	if (!r->scene->ring)
		return;
	begin_walk(r, &walk);
	while ((c = ring_next(&walk)) && c->id < r->call->id)
		each(context, c);
}

bool reason_knows_all(const struct reason *r)
{
	struct ring_walk walk;

	if (!r->scene->ring)
		return true;
	begin_walk(r, &walk);
	return !r->scene->ring->dropped && walk.left == r->scene->ring->kept;
}

static void match_past(void *context, const struct call *c)
{
	struct past *p = context;

	if (!c->has_fd || c->serial != p->serial || call_ok(c) == p->failed ||
		(p->name && strcmp(c->name, p->name) != 0) || (p->fits && !p->fits(c)))
		return;
	p->id = c->id;
	p->fd = c->fd;
	p->errnum = c->errnum;
	buf_clear(&p->cmd);
	text_add_clean(&p->cmd, c->cmd.p, c->cmd.len);
}

bool reason_find_past(const struct reason *r, struct past *p)
{
	p->id = 0;
	if (p->serial)
		reason_past(r, match_past, p);
	return p->id;
}

/* ---- a connection that is none ---- */

/* What the calls on the descriptor of that serial tell. */
struct link {
	uint64_t serial;
	bool tried;  /* connect was called */
	bool begun;  /* by one that did not wait, and nobody knows what became of it */
	int refused; /* the errno of the last one, or of what was begun */
};

static bool connects(const struct call *c)
{
	if (!strcmp(c->name, "connect"))
		return true;
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_FLAGS && c->args[i].num & MSG_FASTOPEN)
			return !strncmp(c->name, "send", strlen("send"));
	return false;
}

/* Whether C tells that what was begun has been refused, by its errno or by SO_ERROR. */
static bool tells_refusal(const struct call *c)
{
	for (size_t i = 0; i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_VALUE && c->notes[i].option->level == SOL_SOCKET &&
			c->notes[i].option->option == SO_ERROR)
			return c->notes[i].value->number == ECONNREFUSED;
	return !call_ok(c) && c->errnum == ECONNREFUSED;
}

static void follow(void *context, const struct call *c)
{
	struct link *l = context;

	if (!c->has_fd || c->serial != l->serial)
		return;
	if (!connects(c)) {
		if (l->begun && tells_refusal(c))
			*l = (struct link){ l->serial, .tried = true, .refused = ECONNREFUSED };
		return;
	}
	if (!call_ok(c) && (c->errnum == EALREADY || c->errnum == EISCONN))
		return;
	l->tried = true;
	l->begun = c->outcome != CALL_RETURNED || c->errnum == EINPROGRESS || c->errnum == EINTR;
	l->refused = call_ok(c) || l->begun ? 0 : c->errnum;
}

/* Whether it was made here by socket(2) and by nothing else brought a peer. */
static bool is_plain(const struct reason *r)
{
	struct fd_info info;

	return fdtab_get(r->scene->fds, r->now.fd, &info) && !strcmp(info.role, "socket");
}

bool reason_add_no_peer(struct reason *r)
{
	struct link l = { .serial = r->call->serial };
	struct addr peer;

	if (r->now.fd < 0 || reason_has(r, PART_PEER))
		return false;
	reason_past(r, follow, &l);
	reason_add_fd(r, r->now.fd);
	if (l.refused) {
		buf_addf(r->text, " has no peer: its last connect failed with %s",
			names_errno(l.refused));
	} else if (!l.begun && reason_peer(r, &peer)) {
		buf_adds(r->text, " has no connection any more: that to ");
		reason_add_addr(r, &peer);
		buf_adds(r->text, " is over");
	} else {
		buf_adds(r->text, l.tried || !is_plain(r) || !reason_knows_all(r)
					  ? " has no peer"
					  : " was never connected");
	}
	return true;
}
