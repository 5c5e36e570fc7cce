/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a connection's packets had on the wire, by those that were captured.
 */
#include <netinet/in.h>
#include <string.h>

#include "insight/stats.h"

/* A as a packet has it: IPv4 in IPv6 as what it is. False: no address of IP. */
static bool end_of(const struct addr *a, struct packet_end *e)
{
	memset(e, 0, sizeof(*e));
	if (a->sa.sa_family == AF_INET) {
		memcpy(e->addr, &a->in.sin_addr, 4);
		e->port = ntohs(a->in.sin_port);
		return true;
	}
	if (a->sa.sa_family != AF_INET6)
		return false;
	e->port = ntohs(a->in6.sin6_port);
	e->v6 = !IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr);
	if (e->v6)
		memcpy(e->addr, &a->in6.sin6_addr, 16);
	else
		memcpy(e->addr, &a->in6.sin6_addr.s6_addr[12], 4);
	return true;
}

static bool same(const struct packet_end *a, const struct packet_end *b)
{
	return a->v6 == b->v6 && a->port == b->port && !memcmp(a->addr, b->addr, a->v6 ? 16 : 4);
}

/* The ends of a connection; of one that is over the table knows the peer. */
static bool find_ends(struct snapshot *look, struct packet_end *here, struct packet_end *there)
{
	struct addr peer;

	if (snapshot_need(look, PART_LOCAL) < 0 || !end_of(&look->local, here))
		return false;
	if (!snapshot_need(look, PART_PEER))
		return end_of(&look->peer, there);
	return look->fds && fdtab_last_peer(look->fds, look->fd, &peer) && end_of(&peer, there);
}

static void add(struct stats_wire *w, const struct captured *one)
{
	const struct packet *p = &one->packet;

	w->captured = true;
	w->packets++;
	w->with_data += p->length > 0;
	w->wire += one->wire;
	if (p->kind == PACKET_TCP && p->tcp.remark == REMARK_RETRANSMISSION)
		w->again += p->length;
	else if (p->kind != PACKET_TCP || p->tcp.remark != REMARK_KEEPALIVE)
		w->payload += p->length;
	w->headers = w->wire - w->payload - w->again;
}

bool stats_captured(
	struct stats_wire wires[STATS_WAYS], struct snapshot *look, const struct capture *c)
{
	int protocol = snapshot_need(look, PART_PROTOCOL) < 0 ? -1 : look->protocol;
	struct packet_end here, there;

	memset(wires, 0, sizeof(*wires) * STATS_WAYS);
	wires[STATS_OUT].tells_again = wires[STATS_IN].tells_again = protocol == IPPROTO_TCP;
	if (!find_ends(look, &here, &there))
		return false;
	for (const struct captured *one = c->first; one; one = one->next) {
		const struct packet *p = &one->packet;

		if (!p->has_ports || p->protocol != protocol)
			continue;
		if (same(&p->from, &here) && same(&p->to, &there))
			add(&wires[STATS_OUT], one);
		else if (same(&p->from, &there) && same(&p->to, &here))
			add(&wires[STATS_IN], one);
	}
	return wires[STATS_OUT].captured || wires[STATS_IN].captured;
}
