/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who was connected to whom, and whose a call or a packet is.
 */
#include "timeline_ends.h"

#include <netinet/in.h>
#include <string.h>

#include "insight/owners.h"

static size_t place_of(const struct ends *e, const struct end *end)
{
	return end ? (size_t)(end - e->list) + 1 : 0;
}

static struct end *at(const struct ends *e, size_t place)
{
	return place ? &e->list[place - 1] : NULL;
}

static bool is_datagrams(const struct end *end)
{
	return end->type == SOCK_DGRAM || end->type == SOCK_RAW;
}

/* One that takes part in many. */
static bool is_shared(const struct end *end)
{
	return end->listens || is_datagrams(end);
}

/* ---- pairs ---- */

/* Which of P's places END is in: 0, 1, 2 its listener; -1: none. */
static int role_in(const struct pair *p, size_t place)
{
	if (p->ends[0] == place)
		return 0;
	if (p->ends[1] == place)
		return 1;
	return p->listener == place ? 2 : -1;
}

static void link_end(struct ends *e, struct pair *p, int role, size_t place)
{
	struct end *end = at(e, place);
	struct pair *last;

	if (!end || (role && p->ends[0] == place))
		return;
	last = end->last_pair ? &e->pairs[end->last_pair - 1] : NULL;
	end->last_pair = (size_t)(p - e->pairs) + 1;
	if (last)
		last->next[role_in(last, place)] = end->last_pair;
	else
		end->pairs = end->last_pair;
}

static struct pair *add_pair(
	struct ends *e, const struct end *left, const struct end *right, const struct end *listener)
{
	struct pair *p;

	if (e->npairs == e->pairs_capacity || !e->pairs) {
		e->pairs_capacity = e->pairs_capacity ? e->pairs_capacity * 2 : 16;
		e->pairs = mem_realloc(e->pairs, e->pairs_capacity * sizeof(*e->pairs));
	}
	p = &e->pairs[e->npairs++];
	*p = (struct pair){ .ends = { place_of(e, left), place_of(e, right) },
		.listener = place_of(e, listener) };
	link_end(e, p, 0, p->ends[0]);
	link_end(e, p, 1, p->ends[1]);
	link_end(e, p, 2, p->listener);
	return p;
}

static struct pair *first_pair(const struct ends *e, const struct end *end)
{
	return end->pairs ? &e->pairs[end->pairs - 1] : NULL;
}

static struct pair *next_pair(const struct ends *e, const struct pair *p, const struct end *end)
{
	size_t next = p->next[role_in(p, place_of(e, end))];

	return next ? &e->pairs[next - 1] : NULL;
}

/* ---- streams ---- */

static struct pair *pair_stream(struct ends *e, const struct end *end)
{
	const struct end *other = ends_find(e, end->other), *listener;
	bool accepted = end->listener;
	struct pair *p;

	if (other && other->pairs)
		other = NULL;
	if (accepted) {
		p = add_pair(e, other, end, ends_find(e, end->listener));
		p->foreign = end->peer;
		return p;
	}
	if (other && other->listener)
		return add_pair(e, end, other, ends_find(e, other->listener));
	if (other)
		return other->connects ? add_pair(e, other, end, NULL)
				       : add_pair(e, end, other, NULL);
	listener = end->connects ? ends_listening(e, end, &end->peer, end->connected) : NULL;
	p = add_pair(e, end, NULL, listener);
	p->foreign = end->peer;
	return p;
}

/* ---- datagrams ---- */

static bool is_between(const struct pair *p, size_t one, size_t two)
{
	return (p->ends[0] == one && p->ends[1] == two) || (p->ends[0] == two && p->ends[1] == one);
}

/* Either may have thousands of others. */
static struct pair *find_between(const struct ends *e, const struct end *one, const struct end *two)
{
	size_t a = place_of(e, one), b = place_of(e, two);
	struct pair *p = first_pair(e, one), *q = first_pair(e, two);

	while (p && q) {
		if (is_between(p, a, b))
			return p;
		if (is_between(q, a, b))
			return q;
		p = next_pair(e, p, one);
		q = next_pair(e, q, two);
	}
	return NULL;
}

static struct pair *find_foreign(const struct ends *e, const struct end *end, const struct addr *to)
{
	for (struct pair *p = first_pair(e, end); p; p = next_pair(e, p, end))
		if (!at(e, p->ends[p->ends[0] == place_of(e, end)]) && ends_same(&p->foreign, to))
			return p;
	return NULL;
}

/* The one that has TO, while C is made; who sent what is received may have been closed before. */
static const struct end *find_datagrams(
	const struct ends *e, const struct end *end, const struct addr *to, const struct call *c)
{
	struct during when = ends_during(c);
	const struct end *other = ends_taking(e, end, to, when);

	when.began = INT64_MIN;
	return other || !c->received ? other : ends_taking(e, end, to, when);
}

/* Of END and TO; the one that began stands left. Where END received from an address that nobody is
 * known to have, and only one of ours sent to it, that one has it. */
static struct pair *pair_datagrams(struct ends *e, const struct end *end, const struct addr *to,
	bool make, const struct call *c)
{
	const struct end *other = find_datagrams(e, end, to, c);
	struct pair *p = other ? find_between(e, end, other) : find_foreign(e, end, to);

	if (p)
		return p;
	p = first_pair(e, end);
	if (p && !other && c->received && p->ends[1] == place_of(e, end) && p->ends[0] &&
		!at(e, p->ends[0])->local.len && !next_pair(e, p, end))
		return p;
	if (!make)
		return NULL;
	p = c->received ? add_pair(e, other, end, NULL) : add_pair(e, end, other, NULL);
	p->foreign = *to;
	return p;
}

/* ---- calls ---- */

static const struct addr *told_address(const struct call *c)
{
	for (size_t i = 0; i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_ADDR)
			return c->notes[i].addr;
	return NULL;
}

static int side_of(const struct ends *e, const struct pair *p, const struct end *end)
{
	return place_of(e, end) != p->ends[0];
}

static bool moves_data(const struct call *c)
{
	return !strncmp(c->name, "send", 4) || !strncmp(c->name, "recv", 4) ||
	       !strncmp(c->name, "read", 4) || !strncmp(c->name, "write", 5);
}

/* Its address: whom it names, or is told that the data came from, or else its peer. */
static const struct addr *address_of(const struct end *end, const struct call *c)
{
	const struct addr *named = looks_named(c), *told = told_address(c);

	if (named && strcmp(c->name, "bind") != 0)
		return named->sa.sa_family != AF_UNSPEC ? named : NULL;
	if (told && c->received)
		return told;
	return end->peer.len && moves_data(c) ? &end->peer : NULL;
}

static struct pair *of_datagrams(
	struct ends *e, const struct end *end, const struct call *c, bool make)
{
	const struct addr *to = address_of(end, c);

	if (to && (to->len > sizeof(to->sa.sa_family)))
		return pair_datagrams(e, end, to, make, c);
	if (ends_find(e, end->other) && !end->pairs)
		return make ? add_pair(e, end, ends_find(e, end->other), NULL) : NULL;
	return first_pair(e, end);
}

struct pair *pairs_of_call(struct ends *e, const struct call *c, enum pairs_make make, int *side)
{
	struct end *end = ends_find(e, c->made && !ends_is_received(c) ? c->made : c->serial);
	struct pair *p;

	if (!end || c->aside)
		return NULL;
	if (is_datagrams(end))
		p = of_datagrams(e, end, c, make);
	else
		p = first_pair(e, end);
	if (!p && make && !is_shared(end))
		p = pair_stream(e, end);
	if (!p && make == PAIRS_MAKE_ALONE)
		p = add_pair(e, end, NULL, NULL);
	if (p)
		*side = side_of(e, p, end);
	return p;
}

struct pair *pairs_of_serial(struct ends *e, uint64_t serial, int *side)
{
	const struct end *end = ends_find(e, serial);
	struct pair *p = end ? first_pair(e, end) : NULL;

	if (p)
		*side = side_of(e, p, end);
	return p;
}

/* ---- packets ---- */

static bool is_end(const struct ends *e, const struct pair *p, int side, const struct packet_end *x)
{
	const struct end *end = at(e, p->ends[side]);
	struct packet_end local;

	return owners_end(end ? &end->local : &p->foreign, &local) &&
	       packet_end_same(&local, x, true);
}

static bool is_there(const struct end *end, int64_t moment)
{
	return !end || (end->since <= moment && moment <= end->closed);
}

/* Of a descriptor with many pairs: that with OTHER, who had the address at MOMENT if any had, or
 * the one that it may be. */
static struct pair *with_end(
	const struct ends *e, const struct end *end, const struct packet_end *other, int64_t moment)
{
	size_t place = place_of(e, end);
	struct pair *only = NULL, *found = NULL;

	for (struct pair *p = first_pair(e, end); p; p = next_pair(e, p, end)) {
		bool side = p->ends[0] == place;

		if (is_end(e, p, side, other)) {
			if (is_there(at(e, p->ends[side]), moment))
				return p;
			found = found ? found : p;
		}
		if (role_in(p, place) != 2)
			only = p;
	}
	if (found)
		return found;
	return only && !next_pair(e, only, end) && only == first_pair(e, end) &&
			       at(e, only->ends[only->ends[0] == place]) &&
			       !at(e, only->ends[only->ends[0] == place])->local.len
		       ? only
		       : NULL;
}

struct pair *pairs_of_packet(struct ends *e, const struct captured *one, int *side)
{
	const struct end *from = ends_find(e, one->from), *to = ends_find(e, one->to);
	struct packet quoted;
	const struct packet *in = packet_quotes(&one->packet, &quoted) ? &quoted : &one->packet;
	bool turned = in == &quoted;
	struct pair *p = NULL;

	if (from && !is_shared(from))
		p = first_pair(e, from);
	if (!p && to && !is_shared(to))
		p = first_pair(e, to);
	if (!p && from)
		p = with_end(e, from, &in->to, one->moment);
	if (!p && to)
		p = with_end(e, to, turned ? &in->to : &in->from, one->moment);
	if (!p)
		return NULL;
	if (from && role_in(p, place_of(e, from)) >= 0)
		*side = side_of(e, p, from);
	else
		*side = !side_of(e, p, to);
	return p;
}
