/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections that have ended: who did it, and how.
 */
#include <netinet/tcp.h>
#include <string.h>

#include "base/text.h"
#include "reason.h"
#include "sock/state.h"

/* The serial of the descriptor's other end, if that is or was of this shell; or 0. */
static uint64_t other_of(struct reason *r)
{
	struct fd_info info = { 0 };

	return r->now.fd >= 0 && fdtab_get(r->scene->fds, r->now.fd, &info) ? info.other : 0;
}

/* ---- EPIPE ---- */

/* A C program that has no handler and no MSG_NOSIGNAL is ended by SIGPIPE. */
static void add_signal(struct reason *r)
{
	if (!reason_flag(r, MSG_NOSIGNAL))
		buf_adds(r->text, "; a C program would have died of SIGPIPE");
}

static bool has_sent_fin(int state)
{
	return state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2 || state == TCP_CLOSING ||
	       state == TCP_LAST_ACK || state == TCP_TIME_WAIT;
}

static bool add_shut(struct reason *r)
{
	struct past p = { .serial = r->call->serial, .name = "shutdown" };
	bool shut = reason_find_past(r, &p);

	if (shut || has_sent_fin(reason_tcp_state(r))) {
		reason_add_fd(r, r->now.fd);
		buf_adds(r->text, " was shut down for sending");
		if (shut)
			reason_add_cmd(r, &p);
		shut = true;
	}
	buf_free(&p.cmd);
	return shut;
}

/* The other end, where it was of this shell and is closed. */
static bool add_closed(struct reason *r)
{
	struct past p = { .serial = other_of(r), .name = "close" };
	bool closed = reason_find_past(r, &p);

	if (closed) {
		buf_addf(r->text, "the other end, descriptor %d, was closed", p.fd);
		reason_add_cmd(r, &p);
	}
	buf_free(&p.cmd);
	return closed;
}

/* What an earlier call was told. */
static bool add_told(struct reason *r)
{
	struct past p = { .serial = r->call->serial, .failed = true };
	bool told = reason_find_past(r, &p) && p.errnum && strcmp(names_errno(p.errnum), "EAGAIN");

	if (told) {
		buf_addf(r->text, "; an earlier call was told %s", names_errno(p.errnum));
	}
	buf_free(&p.cmd);
	return told;
}

void reason_epipe(struct reason *r)
{
	struct addr peer;

	if (r->now.fd < 0 || !reason_has(r, PART_TYPE))
		return;
	if (!add_shut(r) && !add_closed(r)) {
		bool had = reason_peer(r, &peer);

		reason_add_fd(r, r->now.fd);
		if (had) {
			buf_adds(r->text, " has no connection any more: that to ");
			reason_add_addr(r, &peer);
			buf_adds(r->text, " is over");
			add_told(r);
		} else {
			buf_adds(r->text, " was never connected");
		}
	}
	add_signal(r);
}

/* ---- ECONNRESET ---- */

/* What the calls on both ends say. */
struct story {
	uint64_t here, there; /* serials */
	int64_t sent, got;    /* bytes: from here, by there */
	bool lingered;        /* there has SO_LINGER of no time */
	bool unclear;         /* something else took bytes */
};

static bool is_reset_option(const struct call *c)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_VALUE && c->args[i].option->level == SOL_SOCKET &&
			c->args[i].option->option == SO_LINGER)
			return c->args[i].value->linger.l_onoff &&
			       !c->args[i].value->linger.l_linger;
	return false;
}

static bool peeks(const struct call *c)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_FLAGS && c->args[i].num & MSG_PEEK)
			return true;
	return false;
}

static void follow(void *context, const struct call *c)
{
	struct story *s = context;

	if (!c->has_fd || !call_ok(c))
		return;
	if (c->serial == s->there && !strcmp(c->name, "setsockopt"))
		s->lingered |= is_reset_option(c);
	if (c->serial == s->here && !c->received && (c->ndata || !strcmp(c->name, "sendfile")))
		s->sent += c->result;
	if (c->serial == s->there && c->received && !peeks(c))
		s->got += c->result;
	if (!strcmp(c->name, "splice"))
		s->unclear |= c->serial == s->here || c->serial == s->there;
}

static void add_how(struct reason *r, const struct past *closed)
{
	struct story s = { .here = r->call->serial, .there = closed->serial };

	reason_past(r, follow, &s);
	if (s.lingered) {
		buf_adds(r->text, " with SO_LINGER 0s");
	} else if (!s.unclear && !r->scene->ring->dropped && s.sent > s.got) {
		buf_adds(r->text, " with ");
		text_add_count(r->text, (uint64_t)(s.sent - s.got), "byte");
		buf_adds(r->text, " unread");
	}
	reason_add_cmd(r, closed);
}

/* A listener of this shell that had the connection in its queue: it was bound to the peer's
 * address, and nobody accepted. */
struct queue {
	struct addr peer;
	uint64_t serial;
	struct past closed;
};

static void find_listener(void *context, const struct call *c)
{
	struct queue *q = context;

	if (!call_ok(c) || !c->has_fd || strcmp(c->name, "bind") != 0)
		return;
	for (size_t i = 0; i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_ADDR &&
			addr_port(c->notes[i].addr) == addr_port(&q->peer))
			q->serial = c->serial;
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_ADDR &&
			addr_port(c->args[i].addr) == addr_port(&q->peer))
			q->serial = c->serial;
}

static void add_queued(struct reason *r)
{
	struct queue q = { 0 };

	if (!reason_peer(r, &q.peer) || addr_port(&q.peer) <= 0)
		return;
	reason_past(r, find_listener, &q);
	q.closed = (struct past){ .serial = q.serial, .name = "close" };
	if (reason_find_past(r, &q.closed)) {
		buf_addf(r->text, "the listener, descriptor %d, was closed", q.closed.fd);
		reason_add_cmd(r, &q.closed);
		buf_adds(r->text, " with this connection in its queue");
	}
	buf_free(&q.closed.cmd);
}

void reason_econnreset(struct reason *r)
{
	struct past p = { .serial = other_of(r), .name = "close" };

	if (r->now.fd < 0)
		return;
	if (reason_find_past(r, &p)) {
		buf_addf(r->text, "the other end, descriptor %d, was closed", p.fd);
		add_how(r, &p);
	} else if (!p.serial) {
		add_queued(r);
	}
	buf_free(&p.cmd);
}
