/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From calls to states.
 */
#include "insight/track.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "insight/diagram.h"

enum { STATES = TCP_CLOSING + 1 };

void track_begin(struct track *t, uint64_t serial, uint64_t other)
{
	*t = (struct track){ .own = { .serials = { serial }, .count = 1, .open = 1 },
		.other = { .serials = { other }, .count = other != 0, .open = 1 } };
}

/* ---- copies ---- */

static bool is_one_of(const struct track_end *end, uint64_t serial)
{
	for (size_t i = 0; serial && i < end->count; i++)
		if (end->serials[i] == serial)
			return true;
	return false;
}

bool track_is_own(const struct track *t, uint64_t serial)
{
	return is_one_of(&t->own, serial);
}

static bool is_copying(const struct call *c)
{
	return c->made && c->serial && !strcmp(c->name, "dup");
}

static bool copied(struct track_end *end, const struct call *c)
{
	bool from = is_one_of(end, c->serial), to = is_one_of(end, c->made);

	if (from == to || end->count == TRACK_COPIES)
		return false;
	end->serials[end->count++] = from ? c->made : c->serial;
	return true;
}

bool track_copy(struct track *t, const struct call *c)
{
	return is_copying(c) && (copied(&t->own, c) || copied(&t->other, c));
}

static struct track_step *last_of(struct track *t)
{
	return t->count ? &t->steps[t->count - 1] : NULL;
}

static int state_of(const struct track *t)
{
	return t->count ? t->steps[t->count - 1].state : -1;
}

static struct track_step *add(struct track *t, int state, enum track_how how)
{
	if (t->count == TRACK_STEPS) {
		t->cut = true;
		t->count--;
	}
	t->steps[t->count] = (struct track_step){ .state = state, .how = how };
	return &t->steps[t->count++];
}

bool track_follows(int from, int to)
{
	for (size_t i = 0; i < diagram_edge_count; i++)
		if (diagram_edges[i].from == from && diagram_edges[i].to == to)
			return true;
	return false;
}

/* ---- what lies between ---- */

/* The states on the shortest way FROM one TO another by transitions that are not rare, without the
 * first: how many, 0: there is no way. A connection that is open ends by a FIN or by a RST, so no
 * way leads there through CLOSE. */
static size_t find_way(int from, int to, int way[STATES])
{
	int before[STATES] = { 0 }, queue[STATES] = { from };
	size_t first = 0, end = 1, n = 0;

	before[from] = from;
	while (first < end && !before[to]) {
		int at = queue[first++];

		for (size_t i = 0; i < diagram_edge_count; i++) {
			const struct diagram_edge *e = &diagram_edges[i];

			if (e->from != at || before[e->to] || e->rare ||
				(at == TCP_CLOSE && at != from))
				continue;
			before[e->to] = at;
			queue[end++] = e->to;
		}
	}
	if (!before[to])
		return 0;
	for (int at = to; at != from; at = before[at])
		n++;
	for (int at = to, i = (int)n; at != from; at = before[at])
		way[--i] = at;
	return n;
}

/* The same; where all that leads there is rare, that. Back to CLOSE a rare one is the only one that
 * leads through no connection. */
static size_t find_any_way(int from, int to, int way[STATES])
{
	bool direct = track_follows(from, to);
	size_t n = direct && to == TCP_CLOSE ? 0 : find_way(from, to, way);

	way[0] = n ? way[0] : to;
	return n ? n : direct;
}

static bool is_open(int state)
{
	return state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT || state == TCP_FIN_WAIT1 ||
	       state == TCP_FIN_WAIT2 || state == TCP_SYN_RECV || state == TCP_SYN_SENT;
}

/* Where the diagram leads to CLOSE and it is not known that it went that way, a RST or a time-out
 * may have. */
static bool is_known_way(const struct track *t, int from, int to)
{
	if (to != TCP_CLOSE || !is_open(from))
		return true;
	return (from == TCP_FIN_WAIT1 || from == TCP_FIN_WAIT2) && t->fin_came;
}

/* The FIN of the other end came with this step. */
static bool takes_fin(int from, int to)
{
	return (from == TCP_ESTABLISHED && to == TCP_CLOSE_WAIT) ||
	       (from == TCP_FIN_WAIT1 && (to == TCP_CLOSING || to == TCP_TIME_WAIT)) ||
	       (from == TCP_FIN_WAIT2 && to == TCP_TIME_WAIT);
}

static void name_step(struct track_step *s, const struct call *c)
{
	s->call = c->id;
	s->name = c->name;
}

/* Goes to STATE; the first step there is by C, unless that is NULL. */
static void go(struct track *t, int state, enum track_how how, const struct call *c)
{
	int from = state_of(t), way[STATES];
	size_t n;

	if (from == state) {
		if (how == TRACK_SEEN)
			last_of(t)->how = how;
		return;
	}
	n = from >= 0 && is_known_way(t, from, state) ? find_any_way(from, state, way) : 0;
	if (!n) {
		struct track_step *s = add(t, state, how);

		s->jump = from >= 0;
		if (c)
			name_step(s, c);
		return;
	}
	for (size_t i = 0; i < n; from = way[i++]) {
		struct track_step *s = add(t, way[i], i + 1 == n ? how : TRACK_INFERRED);

		if (takes_fin(from, way[i]) && t->fin.call) {
			s->call = t->fin.call;
			s->name = t->fin.name;
			s->other = true;
		} else if (c && i == 0) {
			name_step(s, c);
		}
	}
}

void track_see(struct track *t, int state)
{
	if (state > 0 && state < STATES)
		go(t, state, TRACK_SEEN, NULL);
}

/* ---- calls on it ---- */

static long argument(const struct call *c, size_t place)
{
	return place < c->nargs ? (long)c->args[place].num : -1;
}

/* Who connects to no address forgets the connection, connect(2). */
static bool is_dissolved(const struct call *c)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_ADDR)
			return c->args[i].addr->sa.sa_family == AF_UNSPEC;
	return false;
}

static void connects(struct track *t, const struct call *c)
{
	if (call_ok(c) && is_dissolved(c)) {
		if (state_of(t) != TCP_CLOSE) {
			struct track_step *s = add(t, TCP_CLOSE, TRACK_SEEN);

			s->jump = true;
			name_step(s, c);
		}
		t->fin_came = t->read_shut = false;
		return;
	}
	if (call_ok(c)) {
		go(t, TCP_ESTABLISHED, TRACK_SEEN, c);
	} else if (c->outcome == CALL_GAVE_UP || c->errnum == EINPROGRESS) {
		go(t, TCP_SYN_SENT, TRACK_SEEN, c);
	} else if (c->errnum == ECONNREFUSED || c->errnum == ETIMEDOUT || c->errnum == ECONNRESET) {
		go(t, TCP_SYN_SENT, TRACK_INFERRED, c);
		go(t, TCP_CLOSE, TRACK_SEEN, NULL);
		last_of(t)->jump = true;
	}
}

/* The FIN of the other end has come by now. */
static void fin_came(struct track *t, enum track_how how)
{
	t->fin_came = true;
	if (state_of(t) == TCP_ESTABLISHED)
		go(t, TCP_CLOSE_WAIT, how, NULL);
	else if (state_of(t) == TCP_FIN_WAIT1 || state_of(t) == TCP_FIN_WAIT2)
		go(t, TCP_TIME_WAIT, TRACK_INFERRED, NULL);
}

static void shuts_down(struct track *t, const struct call *c)
{
	long how = argument(c, 0);

	if (!call_ok(c))
		return;
	if (state_of(t) == TCP_LISTEN && how != SHUT_WR)
		go(t, TCP_CLOSE, TRACK_SEEN, c);
	if (how != SHUT_WR)
		t->read_shut = true;
	if (how == SHUT_RD)
		return;
	if (t->fin.call && state_of(t) == TCP_ESTABLISHED)
		fin_came(t, TRACK_INFERRED);
	if (state_of(t) == TCP_ESTABLISHED || state_of(t) == TCP_SYN_RECV)
		go(t, TCP_FIN_WAIT1, TRACK_INFERRED, c);
	else if (state_of(t) == TCP_CLOSE_WAIT)
		go(t, TCP_LAST_ACK, TRACK_INFERRED, c);
}

static bool says_end(const struct call *c)
{
	for (size_t i = 0; c->received && i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_EOF)
			return true;
	return false;
}

static void own_call(struct track *t, const struct call *c)
{
	if (!strcmp(c->name, "connect"))
		connects(t, c);
	else if (!strcmp(c->name, "listen") && call_ok(c))
		go(t, TCP_LISTEN, TRACK_SEEN, c);
	else if (!strcmp(c->name, "shutdown"))
		shuts_down(t, c);
	else if (says_end(c) && !t->read_shut)
		fin_came(t, TRACK_SEEN);
}

/* ---- the calls around it ---- */

/* What accept returns was born of its listener by a SYN, and open before. What came along
 * with a message is where its original was, and no call on it tells. */
static void begins(struct track *t, const struct call *c)
{
	if (!strcmp(c->name, "socket"))
		name_step(add(t, TCP_CLOSE, TRACK_SEEN), c);
	if (strncmp(c->name, "accept", 6) != 0)
		return;
	add(t, TCP_LISTEN, TRACK_SEEN);
	go(t, TCP_ESTABLISHED, TRACK_SEEN, NULL);
	name_step(last_of(t), c);
}

/* The close of one of several descriptors sends nothing. */
static bool ends_sending(struct track_end *end, const struct call *c)
{
	if (!call_ok(c))
		return false;
	if (is_copying(c))
		end->open++;
	if (!strcmp(c->name, "close"))
		return end->open && !--end->open;
	return !strcmp(c->name, "shutdown") && argument(c, 0) != SHUT_RD;
}

void track_call(struct track *t, const struct call *c)
{
	if (track_is_own(t, c->made))
		begins(t, c);
	else if (c->has_fd && track_is_own(t, c->serial))
		own_call(t, c);
	else if (c->has_fd && is_one_of(&t->other, c->serial) && ends_sending(&t->other, c) &&
		 !t->fin.call)
		name_step(&t->fin, c);
}
