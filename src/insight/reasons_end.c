/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections that have ended: who did it, and how.
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>

#include "base/text.h"
#include "insight/looks.h"
#include "machine.h"
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

/* In what direction C, a shutdown, ended the connection. */
static bool shuts(const struct call *c, int direction)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_NAME)
			return c->args[i].num == direction || c->args[i].num == SHUT_RDWR;
	return false;
}

static bool shuts_sending(const struct call *c)
{
	return shuts(c, SHUT_WR);
}

static bool shuts_receiving(const struct call *c)
{
	return shuts(c, SHUT_RD);
}

static bool add_shut(struct reason *r)
{
	struct past p = { .serial = r->call->serial, .name = "shutdown", .fits = shuts_sending };
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

/* The other end, where it was a connection of a server of this shell. Its bytes that nobody took
 * make a close a reset. */
static bool add_served(struct reason *r)
{
	struct fd_ending e;
	struct addr peer;

	if (!reason_has(r, PART_LOCAL) || !reason_peer(r, &peer) ||
		!fdtab_ended(r->scene->fds, &peer, &r->now.local, &e))
		return false;
	buf_addf(r->text, "the other end, %d of a server here, was closed", e.fd);
	if (e.unread) {
		buf_adds(r->text, " with ");
		text_add_count(r->text, (uint64_t)e.unread, "byte");
		buf_adds(r->text, " unread");
	}
	buf_addf(r->text, ": %s", e.how);
	return true;
}

/* The other end of AF_UNIX, where it takes nothing any more: TCP's would throw it away. */
static bool add_deaf(struct reason *r)
{
	struct past p = { .serial = other_of(r), .name = "shutdown", .fits = shuts_receiving };
	bool deaf =
		reason_has(r, PART_FAMILY) && r->now.family == AF_UNIX && reason_find_past(r, &p);

	if (deaf) {
		buf_adds(r->text, "the other end, ");
		reason_add_fd(r, p.fd);
		buf_adds(r->text, ", was shut down for receiving");
		reason_add_cmd(r, &p);
	}
	buf_free(&p.cmd);
	return deaf;
}

/* Whether C was told the end of a connection. */
static bool tells_end(const struct call *c)
{
	return c->errnum == ECONNRESET || c->errnum == ETIMEDOUT || c->errnum == EHOSTUNREACH ||
	       c->errnum == ENETUNREACH || c->errnum == ECONNABORTED;
}

/* What an earlier call was told. */
static void add_told(struct reason *r)
{
	struct past p = { .serial = r->call->serial, .failed = true, .fits = tells_end };

	if (reason_find_past(r, &p))
		buf_addf(r->text, "; an earlier call was told %s", names_errno(p.errnum));
	buf_free(&p.cmd);
}

void reason_epipe(struct reason *r)
{
	size_t before = r->text->len;

	if (r->now.fd < 0 || !reason_has(r, PART_TYPE))
		return;
	if (!add_shut(r) && !add_closed(r) && !add_deaf(r) && !add_served(r) &&
		reason_add_no_peer(r))
		add_told(r);
	if (r->text->len > before)
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

static void follow_linger(struct story *s, const struct call *c)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_VALUE && c->args[i].option->level == SOL_SOCKET &&
			c->args[i].option->option == SO_LINGER)
			s->lingered = c->args[i].value->linger.l_onoff &&
				      !c->args[i].value->linger.l_linger;
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
		follow_linger(s, c);
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
	} else if (!s.unclear && reason_knows_all(r) && s.sent > s.got) {
		buf_adds(r->text, " with ");
		text_add_count(r->text, (uint64_t)(s.sent - s.got), "byte");
		buf_adds(r->text, " unread");
	}
	reason_add_cmd(r, closed);
}

/* A listener of this shell that had the connection in its queue: it was bound to the peer's
 * address, and nobody accepted before it was closed. */
struct queue {
	const struct reason *r;
	struct addr peer;
	uint64_t connected; /* the id of the last connect */
	uint64_t serial;    /* of what is bound there and listens, or 0 */
	uint64_t bound[8];  /* of the last that were bound there, */
	unsigned nbound;    /* and how many they are */
	struct past closed;
};

static bool is_bind_to(const struct call *c, const struct addr *peer)
{
	const struct addr *at = looks_named(c);

	for (size_t i = 0; i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_ADDR)
			at = c->notes[i].addr;
	return at && machine_reaches(at, ONLY6_UNTOLD, peer) != REACHES_NOT;
}

/* Only a socket of connections listens: UDP's binds do not count. */
static void find_listener(void *context, const struct call *c)
{
	struct queue *q = context;

	if (!c->has_fd)
		return;
	if (c->serial == q->r->call->serial && !strcmp(c->name, "connect"))
		q->connected = c->id;
	if (!call_ok(c))
		return;
	if (!strcmp(c->name, "bind") && is_bind_to(c, &q->peer))
		q->bound[q->nbound++ % (sizeof(q->bound) / sizeof(q->bound[0]))] = c->serial;
	for (size_t i = 0; i < sizeof(q->bound) / sizeof(q->bound[0]); i++)
		if (!strcmp(c->name, "listen") && c->serial == q->bound[i])
			q->serial = c->serial;
}

static void add_queued(struct reason *r)
{
	struct queue q = { .r = r };

	if (!reason_peer(r, &q.peer) || addr_port(&q.peer) <= 0)
		return;
	reason_past(r, find_listener, &q);
	q.closed = (struct past){ .serial = q.serial, .name = "close" };
	if (reason_find_past(r, &q.closed) && q.closed.id > q.connected) {
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
	} else if (!p.serial && !add_served(r)) {
		add_queued(r);
	}
	buf_free(&p.cmd);
}
