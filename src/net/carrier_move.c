/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames go from port to port: read in batches, put through the lines, written in batches.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intr.h"
#include "base/mem.h"
#include "carrier_parts.h"

enum {
	ROUNDS = 32,   /* after which what goes on coming waits for the next time */
	PATIENCE = 10, /* ms, for a port that takes no more */
};

/* ---- out ---- */

/* Frames for one port. Those of the way are freed when they have been written. */
struct outgoing {
	int fd;
	unsigned n;
	struct mmsghdr messages[BATCH];
	struct iovec pieces[BATCH];
	struct frame *owned[BATCH];
	unsigned nowned;
};

struct outgoing *outgoing_new(void)
{
	return mem_zalloc(1, sizeof(struct outgoing));
}

static bool is_busy(void)
{
	return errno == EAGAIN || errno == ENOBUFS;
}

/* A frame that the port does not take is lost, as on a wire: its interface is down, or its MTU is
 * less. One that is busy is given a moment. */
static void write_out(struct outgoing *o)
{
	unsigned at = 0;
	bool waited = false;

	while (at < o->n) {
		int wrote = sendmmsg(o->fd, o->messages + at, o->n - at, MSG_DONTWAIT);

		if (wrote > 0) {
			at += (unsigned)wrote;
		} else if (!waited && is_busy()) {
			poll(&(struct pollfd){ .fd = o->fd, .events = POLLOUT }, 1, PATIENCE);
			waited = true;
		} else {
			at++;
		}
	}
}

static void flush(struct outgoing *o)
{
	write_out(o);
	for (unsigned i = 0; i < o->nowned; i++)
		free(o->owned[i]);
	o->n = o->nowned = 0;
}

static void put(struct outgoing *o, int fd, const uint8_t *bytes, uint32_t len)
{
	if (o->n == BATCH || (o->n && o->fd != fd))
		flush(o);
	o->fd = fd;
	o->pieces[o->n] = (struct iovec){ .iov_base = (void *)bytes, .iov_len = len };
	o->messages[o->n].msg_hdr = (struct msghdr){ .msg_iov = &o->pieces[o->n], .msg_iovlen = 1 };
	o->n++;
}

static void put_to(struct carrier *c, const struct wire *w, unsigned from, unsigned to,
	const uint8_t *bytes, uint32_t len)
{
	for (unsigned i = 0; i < w->n; i++)
		if (to == CARRIER_FLOODED ? i != from : i == to)
			put(c->out, w->ports[i].fd, bytes, len);
}

/* What arrives by NOW. */
static void deliver(struct carrier *c, int64_t now)
{
	struct frame *f;

	while ((f = way_first(&c->way)) && f->arrives <= now) {
		struct wire *w = c->wires[f->link];

		way_take(&c->way);
		w->ports[f->from].on_the_way--;
		put_to(c, w, f->from, f->to, f->bytes, f->len);
		c->out->owned[c->out->nowned++] = f;
		if (c->out->nowned == BATCH)
			flush(c->out);
	}
}

/* ---- which port ---- */

static void learn(struct wire *w, const uint8_t *mac, unsigned port)
{
	for (unsigned i = 0; i < w->nlearned; i++)
		if (!memcmp(w->learned[i].mac, mac, ETH_ALEN)) {
			w->learned[i].port = port;
			return;
		}
	memcpy(w->learned[w->next].mac, mac, ETH_ALEN);
	w->learned[w->next].port = port;
	w->next = (w->next + 1) % LEARNED;
	if (w->nlearned < LEARNED)
		w->nlearned++;
}

static bool is_group(const uint8_t *mac)
{
	return mac[0] & 1;
}

static unsigned find_port(struct wire *w, unsigned from, const uint8_t *frame)
{
	const uint8_t *to = frame, *source = frame + ETH_ALEN;

	if (w->n == 2)
		return 1 - from;
	if (!is_group(source))
		learn(w, source, from);
	for (unsigned i = 0; !is_group(to) && i < w->nlearned; i++)
		if (!memcmp(w->learned[i].mac, to, ETH_ALEN))
			return w->learned[i].port;
	return CARRIER_FLOODED;
}

/* ---- in ---- */

static void send_off(struct carrier *c, const struct carried *seen)
{
	const struct line_verdict *v = &seen->verdict;
	uint32_t len = (uint32_t)seen->bytes.len;
	struct frame *f = mem_alloc(sizeof(*f) + len);

	*f = (struct frame){ .arrives = v->arrives,
		.link = seen->link,
		.from = seen->from,
		.to = seen->to,
		.len = len };
	memcpy(f->bytes, seen->bytes.p, len);
	if (v->corrupted)
		f->bytes[v->bit / 8] ^= (uint8_t)(1 << v->bit % 8);
	c->wires[seen->link]->ports[seen->from].on_the_way++;
	way_add(&c->way, f);
}

static enum line_fate ask(struct carrier *c, const struct carried *seen)
{
	if (c->asked && c->asked(c->asked_context, seen->link, seen->from, seen->bytes))
		return LINE_DROPPED;
	return c->way.bytes > CARRIER_BYTES ? LINE_FULL : LINE_CARRIED;
}

/* Straight through where nothing holds it up: what came before it by this line is out then. */
static void enter(struct carrier *c, struct wire *w, unsigned from, int64_t now, struct slice bytes)
{
	const uint8_t *frame = (const uint8_t *)bytes.p;
	struct carried seen = { .link = w->number, .from = from, .left = now, .bytes = bytes };
	const struct line_verdict *v = &seen.verdict;

	seen.to = find_port(w, from, frame);
	if (seen.to == from)
		return; /* who it is for has had it already */
	seen.verdict = line_enter(&w->ports[from].line, now, (uint32_t)bytes.len, ask(c, &seen));
	if (c->seen)
		c->seen(c->seen_context, &seen);
	if (v->fate != LINE_CARRIED)
		return;
	if (v->arrives <= now && !v->corrupted) {
		for (int copies = v->twice ? 2 : 1; copies; copies--)
			put_to(c, w, from, seen.to, frame, (uint32_t)bytes.len);
		return;
	}
	for (int copies = v->twice ? 2 : 1; copies; copies--)
		send_off(c, &seen);
}

/* How many frames were read. */
static int read_port(struct carrier *c, struct wire *w, unsigned port)
{
	struct mmsghdr messages[BATCH] = { 0 };
	struct iovec pieces[BATCH];

	for (int i = 0; i < BATCH; i++) {
		pieces[i] = (struct iovec){ c->buffers[i], sizeof(*c->buffers) };
		messages[i].msg_hdr = (struct msghdr){ .msg_iov = &pieces[i], .msg_iovlen = 1 };
	}
	int n = recvmmsg(w->ports[port].fd, messages, BATCH, MSG_DONTWAIT, NULL);
	int64_t now = intr_now();
	deliver(c, now);
	for (int i = 0; i < n; i++)
		if (messages[i].msg_len >= ETH_HLEN)
			enter(c, w, port, now,
				(struct slice){ (const char *)c->buffers[i], messages[i].msg_len });
	flush(c->out);
	return n;
}

static void clear_wake(const struct carrier *c)
{
	uint64_t count;

	if (read(c->wake, &count, sizeof(count)) < 0)
		return; /* somebody else did */
}

static bool read_ready(struct carrier *c)
{
	struct epoll_event events[BATCH];
	int n = epoll_wait(c->epoll, events, BATCH, 0);

	for (int i = 0; i < n; i++) {
		uint64_t which = events[i].data.u64;

		if (which == UINT64_MAX)
			clear_wake(c);
		else
			read_port(c, c->wires[which / CARRIER_PORTS], which % CARRIER_PORTS);
	}
	return n > 0;
}

void move_all(struct carrier *c)
{
	for (int round = 0; round < ROUNDS && read_ready(c); round++)
		;
	deliver(c, intr_now());
	flush(c->out);
}

int move_by_hand(struct carrier *c, struct wire *w, unsigned port, struct slice frame)
{
	int64_t now = intr_now();
	struct carried seen = { .link = w->number,
		.from = CARRIER_BY_HAND,
		.to = port,
		.verdict = { .fate = LINE_CARRIED, .arrives = now },
		.left = now,
		.bytes = frame };

	if (send(w->ports[port].fd, frame.p, frame.len, MSG_DONTWAIT) < 0)
		return -1;
	if (c->seen)
		c->seen(c->seen_context, &seen);
	return 0;
}
