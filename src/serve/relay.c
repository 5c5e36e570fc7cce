/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * relay: joins each client to a connection of its own to the target, with faults
 * on demand. One thread serves both directions, each with a queue of pieces that
 * carry the time when they are due; an end of stream is a piece without bytes. A delay
 * that chance decides overtakes nothing: what comes is a stream.
 */
#include "conn.h"

#include <errno.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/intr.h"
#include "base/mem.h"

enum {
	QUEUE_MAX = 256 * 1024,
	PIECE_MAX = 16 * 1024,
	RATE_STEPS = 50, /* a second; bytes at a time under a rate limit */
	LOOK_MS = 100,   /* how often a stop is looked for where poll cannot tell */
};

enum side { CLIENT, TARGET };

struct piece {
	struct piece *next;
	int64_t due;
	size_t len, at;
	char data[];
};

/* One direction. */
struct flow {
	enum side from;
	struct piece *first, **last;
	size_t queued;
	uint64_t pieces;  /* that ever came, */
	int64_t last_due; /* and when the last of them is due */
	int64_t passed;   /* bytes forwarded */
	int64_t next_at;  /* by the rate */
	bool ended;       /* nothing more comes */
	bool closed;      /* and that was passed on */
	bool stalled, blocked;
};

struct relay {
	struct conn *c;
	const struct service_options *options;
	int fds[2];           /* by side */
	struct flow flows[2]; /* by the side they come from */
	int64_t now, moved;
	bool gone[2];    /* hung up, and nothing is wanted of it */
	const char *how; /* it is over */
};

static const char by_relay[] = "reset by the relay", by_target[] = "reset by the target";

static enum side other(enum side side)
{
	return side == CLIENT ? TARGET : CLIENT;
}

static bool is_stopped(const struct relay *r)
{
	return atomic_load_explicit(&r->c->how, memory_order_relaxed) != NULL;
}

/* ---- pieces ---- */

/* When the next piece is due. Each connection has draws of its own, of the one seed. */
static int64_t due_time(const struct relay *r, struct flow *f)
{
	const struct service_options *o = r->options;
	uint64_t nth = (r->c->number << 32) + ++f->pieces;
	enum way way = f->from == CLIENT ? WAY_IN : WAY_OUT;
	int64_t due = clock_later(r->now, faults_between(o->seed, way, nth, o->delay, o->delay_to));

	if (f->last_due < due)
		f->last_due = due;
	return f->last_due;
}

static void queue(struct relay *r, struct flow *f, const char *data, size_t len)
{
	struct piece *p = mem_alloc(sizeof(*p) + len);

	*p = (struct piece){ .due = due_time(r, f), .len = len };
	memcpy(p->data, data, len);
	*f->last = p;
	f->last = &p->next;
	f->queued += len;
}

static void unqueue(struct flow *f)
{
	struct piece *p = f->first;

	f->first = p->next;
	if (!f->first)
		f->last = &f->first;
	f->queued -= p->len;
	free(p);
}

/* A connection that fails takes the other with it, in the same way. */
static void reset_both(struct relay *r, const char *how)
{
	struct linger hard = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(r->fds[CLIENT], SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	setsockopt(r->fds[TARGET], SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	r->how = how;
}

static void fail(struct relay *r, enum side side, int errnum)
{
	const char *how = conn_how(errnum);

	reset_both(r, side == TARGET && !strcmp(how, "reset") ? by_target : how);
}

static bool wants_input(const struct flow *f)
{
	return !f->ended && !f->stalled && f->queued < QUEUE_MAX;
}

static void receive(struct relay *r, struct flow *f)
{
	char data[PIECE_MAX];
	ssize_t n = recv(r->fds[f->from], data, sizeof(data), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0)
		return fail(r, f->from, errno);
	if (f->from == CLIENT)
		conn_count(&r->c->in, (size_t)n);
	f->ended = n == 0;
	r->moved = r->now;
	queue(r, f, data, (size_t)n);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* How many bytes of the first piece may go at once. */
static size_t portion(const struct relay *r, const struct flow *f)
{
	const struct service_options *o = r->options;
	int64_t n = (int64_t)(f->first->len - f->first->at);

	if (o->split > 0)
		n = least(n, o->split);
	if (o->rate > 0)
		n = least(n, o->rate / RATE_STEPS + 1);
	if (o->stall_after >= 0)
		n = least(n, o->stall_after - f->passed);
	if (o->reset_after >= 0)
		n = least(n, o->reset_after - f->passed);
	return (size_t)n;
}

static void passed(struct relay *r, struct flow *f, size_t n)
{
	struct piece *p = f->first;

	if (r->c->server->config.hex)
		conn_post_data(r->c, f->from == CLIENT ? how_from_client : how_from_target,
			(struct slice){ p->data + p->at, n });
	if (f->from == TARGET)
		conn_count(&r->c->out, n);
	if (r->options->rate > 0)
		f->next_at = r->now + (int64_t)((double)n * SECOND / (double)r->options->rate);
	f->passed += (int64_t)n;
	r->moved = r->now;
	p->at += n;
	if (p->at == p->len)
		unqueue(f);
}

/* Faults that a count of bytes brings about; whether one is in force. */
static bool faulty(struct relay *r, struct flow *f)
{
	if (r->options->reset_after >= 0 && f->passed >= r->options->reset_after)
		reset_both(r, by_relay);
	else if (r->options->stall_after >= 0 && f->passed >= r->options->stall_after)
		f->stalled = true;
	return r->how || f->stalled;
}

static void close_flow(struct relay *r, struct flow *f)
{
	shutdown(r->fds[other(f->from)], SHUT_WR);
	unqueue(f);
	f->closed = true;
	if (r->flows[CLIENT].closed && r->flows[TARGET].closed)
		r->how = how_end;
}

/* Forwards what is due, until something stands in the way. */
static void forward(struct relay *r, struct flow *f)
{
	while (!r->how && f->first && !f->stalled && r->now >= f->first->due &&
		r->now >= f->next_at) {
		struct piece *p = f->first;
		ssize_t n;

		if (!p->len)
			return close_flow(r, f);
		if (faulty(r, f))
			return;
		n = send(r->fds[other(f->from)], p->data + p->at, portion(r, f),
			MSG_DONTWAIT | MSG_NOSIGNAL);
		f->blocked = n < 0 && errno == EAGAIN;
		if (f->blocked)
			return;
		if (n < 0 && errno != EINTR)
			return fail(r, other(f->from), errno);
		if (n > 0) {
			passed(r, f, (size_t)n);
			faulty(r, f);
		}
	}
}

/* ---- waiting ---- */

/* When the flow has something to do by the clock; INT64_MAX: not by the clock. */
static int64_t next_due(const struct flow *f)
{
	if (!f->first || f->stalled || f->blocked)
		return INT64_MAX;
	return f->first->due > f->next_at ? f->first->due : f->next_at;
}

static int timeout(const struct relay *r)
{
	int64_t idle = r->c->server->config.idle;
	int64_t at = least(next_due(&r->flows[CLIENT]), next_due(&r->flows[TARGET]));

	if (idle)
		at = least(at, r->moved + idle);
	if (r->gone[CLIENT])
		at = least(at, r->now + LOOK_MS * MILLISECOND);
	if (at == INT64_MAX)
		return -1;
	return at <= r->now ? 0 : clock_poll_ms(at - r->now);
}

/* What to wait for on one side. A stalled direction is not read, but its sender
 * may leave. */
static struct pollfd watch(const struct relay *r, enum side side)
{
	const struct flow *in = &r->flows[side], *out = &r->flows[other(side)];
	struct pollfd p = { .fd = r->fds[side] };

	if (wants_input(in))
		p.events |= POLLIN;
	if (in->stalled)
		p.events |= POLLRDHUP;
	if (out->blocked)
		p.events |= POLLOUT;
	if (r->gone[side] && !p.events)
		p.fd = -1;
	return p;
}

static void act_on(struct relay *r, enum side side, const struct pollfd *p)
{
	struct flow *in = &r->flows[side], *out = &r->flows[other(side)];

	if (r->how || !p->revents)
		return;
	if (in->stalled && (p->revents & (POLLRDHUP | POLLHUP)))
		r->how = how_end;
	else if (wants_input(in))
		receive(r, in);
	else if (p->revents & POLLERR)
		fail(r, side, ECONNRESET);
	else if (p->revents & POLLHUP)
		r->gone[side] = true;
	if (p->revents & (POLLOUT | POLLERR | POLLHUP))
		out->blocked = false;
}

static void step(struct relay *r)
{
	struct pollfd p[2] = { watch(r, CLIENT), watch(r, TARGET) };
	int64_t idle = r->c->server->config.idle;

	poll(p, 2, timeout(r));
	r->now = intr_now();
	if (is_stopped(r)) {
		r->how = how_stopped;
		return;
	}
	act_on(r, CLIENT, &p[CLIENT]);
	act_on(r, TARGET, &p[TARGET]);
	forward(r, &r->flows[CLIENT]);
	forward(r, &r->flows[TARGET]);
	if (!r->how && idle && r->now - r->moved >= idle)
		r->how = how_idle;
}

static const char *join(struct relay *r)
{
	int one = 1;

	for (enum side side = CLIENT; side <= TARGET; side++) {
		struct flow *f = &r->flows[side];

		f->from = side;
		f->last = &f->first;
		/* What is split is to travel so: tcp(7). Elsewhere it fails, and need not. */
		setsockopt(r->fds[side], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	}
	r->now = r->moved = intr_now();
	if (r->options->banner.len)
		queue(r, &r->flows[TARGET], r->options->banner.p, r->options->banner.len);
	while (!r->how)
		step(r);
	for (enum side side = CLIENT; side <= TARGET; side++)
		while (r->flows[side].first)
			unqueue(&r->flows[side]);
	return r->how;
}

static const char *run(struct conn *c)
{
	struct relay r = { .c = c, .options = &c->server->config.options, .fds = { c->fd, -1 } };
	const char *how;

	r.fds[TARGET] = conn_dial(c);
	if (r.fds[TARGET] < 0)
		return "no target";
	how = join(&r);
	fdtab_close(c->server->config.fds, r.fds[TARGET]);
	return how;
}

const struct service service_relay = {
	.name = "relay",
	.summary = "joins each client to a connection to a target, with faults on demand",
	.run = run,
	.relays = true,
};
