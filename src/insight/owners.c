/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The addresses of descriptors, and the packets that fit them.
 */
#include "insight/owners.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sock/netns.h"
#include "sock/snapshot.h"

void owners_free(struct owners *o)
{
	free(o->list);
	*o = (struct owners){ .network = o->network, .networks = o->networks };
}

/* ---- the list ---- */

static struct owner *find(struct owners *o, uint64_t serial)
{
	for (size_t i = o->count; i; i--)
		if (o->list[i - 1].serial == serial)
			return &o->list[i - 1];
	return NULL;
}

/* Leaves out the closed ones of the older half. */
static void forget(struct owners *o)
{
	size_t half = o->count / 2, kept = 0;

	for (size_t i = 0; i < o->count; i++)
		if (i >= half || o->list[i].open)
			o->list[kept++] = o->list[i];
	o->count = kept;
}

static struct owner *add(struct owners *o, int fd, uint64_t serial)
{
	if (o->count >= OWNERS_MAX)
		forget(o);
	if (o->count == o->capacity) {
		o->capacity = o->capacity ? o->capacity * 2 : 16;
		o->list = mem_realloc(o->list, o->capacity * sizeof(*o->list));
	}
	o->list[o->count] = (struct owner){ .serial = serial, .fd = fd, .protocol = -1 };
	return &o->list[o->count++];
}

/* ---- looking ---- */

/* An address of both families is IPv4's in IPv6's clothes, ipv6(7). */
bool owners_end(const struct addr *a, struct packet_end *end)
{
	const uint8_t *bytes = a->in6.sin6_addr.s6_addr;

	*end = (struct packet_end){ .v6 = a->sa.sa_family == AF_INET6 };
	if (!a->len || (a->sa.sa_family != AF_INET && !end->v6))
		return false;
	end->port = ntohs(end->v6 ? a->in6.sin6_port : a->in.sin_port);
	if (end->v6 && IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr)) {
		end->v6 = false;
		memcpy(end->addr, bytes + 12, 4);
	} else {
		memcpy(end->addr, end->v6 ? bytes : (const uint8_t *)&a->in.sin_addr,
			end->v6 ? 16 : 4);
	}
	return true;
}

static bool is_wildcard(const struct packet_end *e)
{
	static const uint8_t zeros[16];

	return !memcmp(e->addr, zeros, e->v6 ? 16 : 4);
}

/* Whether the descriptor is of IP, or sees its packets. */
static bool take_kind(struct owner *one, struct snapshot *s)
{
	if (snapshot_need(s, PART_FAMILY) < 0 || snapshot_need(s, PART_TYPE) < 0 ||
		snapshot_need(s, PART_PROTOCOL) < 0)
		return false;
	one->protocol = s->protocol == IPPROTO_MPTCP ? IPPROTO_TCP : s->protocol;
	one->raw = s->type == SOCK_RAW || s->family == AF_PACKET;
	if (s->family == AF_PACKET || (one->raw && s->protocol == IPPROTO_RAW))
		one->protocol = -1;
	return s->family == AF_INET || s->family == AF_INET6 || s->family == AF_PACKET;
}

/* Where there is no peer: whether the last one's packets come no more. Those of a connection of TCP
 * end after the socket has lost it. */
static bool has_left_peer(const struct owner *one, struct snapshot *s, uint16_t port_before)
{
	if (one->unbound)
		return false;
	return one->protocol != IPPROTO_TCP || one->local.port != port_before ||
	       snapshot_tcp_state(s) == TCP_SYN_SENT;
}

/* What it had before it lost its connection is kept: the last packets are of that one. */
static void look_at_ends(struct owner *one, struct snapshot *s)
{
	uint16_t port_before = one->local.port;
	struct packet_end local, peer;

	one->open = true;
	if (snapshot_need(s, PART_LOCAL) < 0 || !owners_end(&s->local, &local))
		return;
	one->unbound = !local.port;
	if (local.port || !port_before) {
		one->local = local;
		one->has_local = !is_wildcard(&local);
	}
	if (snapshot_need(s, PART_PEER) == 0 && owners_end(&s->peer, &peer)) {
		one->peer = peer;
		one->has_peer = true;
	} else if (one->has_peer && has_left_peer(one, s, port_before)) {
		one->has_peer = false;
	}
}

/* What has nothing to do with packets is left out. So are the packet sockets of the shell: the
 * tap sees what is anybody's. */
static void look_at(struct owners *o, struct fdtab *t, int fd, owner_name *name, void *context)
{
	struct owner found = { .protocol = -1 }, *one;
	uint64_t serial = fdtab_serial(t, fd);
	struct fd_info info;
	struct snapshot s;
	struct slice text;

	snapshot_begin(&s, fd, NULL);
	if (!serial || !take_kind(&found, &s) ||
		(found.raw && fdtab_get(t, fd, &info) && info.shell))
		return;
	one = find(o, serial);
	if (!one)
		one = add(o, fd, serial);
	one->protocol = found.protocol;
	one->raw = found.raw;
	one->network = netns_cookie(fd);
	look_at_ends(one, &s);
	text = name ? name(context, fd) : (struct slice){ NULL, 0 };
	if (text.p)
		owners_call(o, serial, text);
}

static void mark_closed(struct owners *o, struct fdtab *t)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->list[i].open && fdtab_serial(t, o->list[i].fd) != o->list[i].serial)
			o->list[i].open = false;
}

void owners_look(struct owners *o, struct fdtab *t, int fd, owner_name *name, void *context)
{
	uint64_t made = fdtab_made(t);

	mark_closed(o, t);
	if (fd >= 0)
		look_at(o, t, fd, name, context);
	if (made == o->made)
		return;
	for (int at = fdtab_next(t, 2); at >= 0; at = fdtab_next(t, at))
		if (at != fd && fdtab_serial(t, at) > o->made)
			look_at(o, t, at, name, context);
	o->made = made;
}

void owners_look_again(struct owners *o, struct fdtab *t)
{
	struct snapshot s;

	for (size_t i = 0; i < o->count; i++) {
		struct owner *one = &o->list[i];

		if (!one->open || one->raw || !one->unbound ||
			fdtab_serial(t, one->fd) != one->serial)
			continue;
		snapshot_begin(&s, one->fd, NULL);
		look_at_ends(one, &s);
	}
}

void owners_call(struct owners *o, uint64_t serial, struct slice name)
{
	struct owner *one = find(o, serial);

	if (!one || name.len >= sizeof(one->name))
		return;
	memcpy(one->name, name.p, name.len);
	one->name[name.len] = '\0';
}

void owners_want(struct owners *o, struct fdtab *t, int fd)
{
	uint64_t serial = fdtab_serial(t, fd);
	struct owner *one;

	o->chosen = true;
	one = serial ? find(o, serial) : NULL;
	if (one)
		one->wanted = true;
}

/* ---- packets ---- */

/* Of a wildcard address the family alone counts, and that of IPv6 takes IPv4's too. */
static bool is_local(const struct owner *one, const struct packet_end *own)
{
	if (one->local.port != own->port)
		return false;
	return one->has_local ? packet_end_same(&one->local, own, false)
			      : one->local.v6 || !own->v6;
}

/* The other end of an echo has no id. */
static bool is_peer(const struct owner *one, const struct packet_end *other)
{
	return packet_end_same(&one->peer, other,
		one->protocol != IPPROTO_ICMP && one->protocol != IPPROTO_ICMPV6);
}

/* One end of a packet. */
struct own_end {
	int protocol;
	const struct packet_end *own, *other;
	uint64_t network; /* of own, where that is known */
};

/* How well E fits ONE; 0: not. All addresses are those of its own network. */
static int fits(const struct owner *one, const struct own_end *e)
{
	if (one->raw || one->protocol != e->protocol || !one->local.port ||
		!is_local(one, e->own) || (one->has_peer && !is_peer(one, e->other)) ||
		(e->network && one->network && e->network != one->network))
		return 0;
	return 1 + (one->local.v6 == e->own->v6) + 2 * one->has_local + 4 * one->open +
	       8 * one->has_peer;
}

static bool is_asked_for(const struct owners *o, const struct owner *one)
{
	return !o->chosen || one->wanted;
}

static const struct owner *best(const struct owners *o, const struct own_end *end, bool *any)
{
	const struct owner *found = NULL;
	int most = 0;

	for (size_t i = 0; i < o->count; i++) {
		int fit = fits(&o->list[i], end);

		*any |= fit && is_asked_for(o, &o->list[i]);
		if (fit > most) {
			most = fit;
			found = &o->list[i];
		}
	}
	return found;
}

/* Of raw and packet sockets all packets of their kind are; they have no end of them. */
static bool is_seen(const struct owners *o, const struct packet *p)
{
	for (size_t i = 0; i < o->count; i++) {
		const struct owner *one = &o->list[i];

		if (one->raw && one->open && is_asked_for(o, one) &&
			(one->protocol < 0 || one->protocol == p->protocol))
			return true;
	}
	return false;
}

/* An echo has an id where others have ports, its later fragments too. */
static bool is_icmp(const struct packet *p)
{
	return p->protocol == IPPROTO_ICMP || p->protocol == IPPROTO_ICMPV6;
}

static struct own_end own_end_of(const struct owners *o, int protocol, const struct packet_end *own,
	const struct packet_end *other)
{
	return (struct own_end){ protocol, own, other,
		o->network ? o->network(o->networks, own) : 0 };
}

/* The ends of a packet that may be a descriptor's here; own is NULL where one is not. QUOTED is
 * room for what they are of. */
struct own_ends {
	struct own_end from, to;
};

static struct own_ends ends_of(
	const struct owners *o, const struct packet *p, unsigned way, struct packet *quoted)
{
	struct own_ends e = { .from.own = NULL };

	if (packet_quotes(p, quoted)) {
		if (way & PACKET_ARRIVES)
			e.to = own_end_of(o, quoted->protocol, &quoted->from, &quoted->to);
		return e;
	}
	if (!p->has_ports && !is_icmp(p))
		return e;
	if (way & PACKET_LEAVES)
		e.from = own_end_of(o, p->protocol, &p->from, &p->to);
	if (way & PACKET_ARRIVES)
		e.to = own_end_of(o, p->protocol, &p->to, &p->from);
	return e;
}

struct owned owners_of(const struct owners *o, const struct packet *p, unsigned way)
{
	struct owned found = { .any = is_seen(o, p) };
	struct packet quoted;
	struct own_ends e = ends_of(o, p, way, &quoted);

	if (e.from.own)
		found.from = best(o, &e.from, &found.any);
	if (e.to.own)
		found.to = best(o, &e.to, &found.any);
	return found;
}

static bool is_among(uint64_t serial, const uint64_t *serials, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (serials[i] == serial)
			return true;
	return false;
}

/* Copies of a descriptor fit equally well. */
static bool touches(
	const struct owners *o, const struct own_end *end, const uint64_t *serials, size_t count)
{
	int most = 0;
	bool touched = false;

	for (size_t i = 0; end->own && i < o->count; i++) {
		const struct owner *one = &o->list[i];
		int fit = fits(one, end);

		if (!fit || fit < most)
			continue;
		touched = (touched && fit == most) || is_among(one->serial, serials, count);
		most = fit;
	}
	return touched;
}

static bool has_raw(const struct owners *o, const uint64_t *serials, size_t count)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->list[i].raw && is_among(o->list[i].serial, serials, count))
			return true;
	return false;
}

bool owners_touch(const struct owners *o, const struct packet *p, unsigned way,
	const uint64_t *serials, size_t count)
{
	struct packet quoted;
	struct own_ends e = ends_of(o, p, way, &quoted);

	return touches(o, &e.from, serials, count) || touches(o, &e.to, serials, count) ||
	       has_raw(o, serials, count);
}

struct owned owners_of_quoted(const struct owners *o, const struct packet *quoted, unsigned way)
{
	return owners_of(o, quoted,
		(way & PACKET_ARRIVES ? PACKET_LEAVES : 0U) |
			(way & PACKET_LEAVES ? PACKET_ARRIVES : 0U));
}
