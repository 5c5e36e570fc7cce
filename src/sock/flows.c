/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The two directions of each TCP connection, packet by packet.
 */
#include "sock/flows.h"

/* ---- the table ---- */

static uint32_t hash_end(uint32_t h, const struct packet_end *e)
{
	for (int i = 0; i < (e->v6 ? 16 : 4); i++)
		h = (h ^ e->addr[i]) * 16777619U;
	h = (h ^ (e->port & 0xffU)) * 16777619U;
	return (h ^ (uint32_t)(e->port >> 8)) * 16777619U;
}

static bool is_of(
	const struct flow *one, const struct packet_end *from, const struct packet_end *to)
{
	return one->used && packet_end_same(&one->from, from, true) &&
	       packet_end_same(&one->to, to, true);
}

/* That of FROM to TO, made where there is none: NEVER instead of a direction that is in use in
 * this packet too. */
static struct flow *find(struct flows *f, const struct packet_end *from,
	const struct packet_end *to, const struct flow *never)
{
	uint32_t start = hash_end(hash_end(2166136261U, from), to);
	struct flow *oldest = NULL;

	for (uint32_t i = 0; i < FLOWS_TRIED; i++) {
		struct flow *one = &f->all[(start + i) % FLOWS];

		if (is_of(one, from, to))
			return one;
		if (one != never &&
			(!oldest || (oldest->used && (!one->used || one->time < oldest->time))))
			oldest = one;
	}
	*oldest = (struct flow){ .used = true, .from = *from, .to = *to };
	return oldest;
}

/* ---- one packet ---- */

static bool is_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* What P takes of the sequence numbers. */
static uint32_t taken(const struct packet *p)
{
	return p->length + !!(p->tcp.flags & PACKET_SYN) + !!(p->tcp.flags & PACKET_FIN);
}

/* One number back, and nothing in it, or a byte that the other has: whether it is there, or has
 * room again. A byte that it does not have is sent for its own sake. */
static bool is_probe(const struct flow *own, const struct flow *other, const struct packet *p)
{
	bool has_all = other->acked && !is_before(other->ack, own->next);

	return !(p->tcp.flags & (PACKET_SYN | PACKET_FIN | PACKET_RST)) &&
	       p->tcp.seq == own->next - 1 && (!p->length || (p->length == 1 && has_all));
}

static enum packet_remark remark_of_ack(
	const struct flow *own, const struct flow *other, const struct packet *p)
{
	bool outstanding = other->time && is_before(p->tcp.ack, other->next);

	if (!own->acked || p->tcp.ack != own->ack)
		return REMARK_NONE;
	if (p->tcp.win != own->win)
		return REMARK_WINDOW_UPDATE;
	return outstanding || packet_has_sack(p) ? REMARK_DUPLICATE_ACK : REMARK_NONE;
}

static enum packet_remark remark(
	const struct flow *own, const struct flow *other, const struct packet *p)
{
	if (!own->time || (p->tcp.flags & PACKET_RST))
		return REMARK_NONE;
	if (is_probe(own, other, p))
		return other->acked && !other->win ? REMARK_WINDOW_PROBE : REMARK_KEEPALIVE;
	if (taken(p))
		return is_before(p->tcp.seq, own->next) ? REMARK_RETRANSMISSION : REMARK_NONE;
	return p->tcp.flags & PACKET_ACK ? remark_of_ack(own, other, p) : REMARK_NONE;
}

/* A SYN of another number begins another connection; one to itself has one direction. */
static void begin(struct flow *own, struct flow *other, const struct packet *p)
{
	if (!(p->tcp.flags & PACKET_SYN) || (own->known && own->isn == p->tcp.seq))
		return;
	own->known = true;
	own->acked = false;
	own->isn = own->next = p->tcp.seq;
	own->time = 0;
	if (other != own && !(p->tcp.flags & PACKET_ACK)) {
		other->known = other->acked = false;
		other->time = 0;
	}
}

static void remember(struct flows *f, struct flow *own, const struct packet *p)
{
	uint32_t end = p->tcp.seq + taken(p);

	if (p->tcp.flags & PACKET_RST)
		return;
	if (!own->time || is_before(own->next, end))
		own->next = end;
	own->time = f->time;
	/* the window of a SYN is in another unit than those that follow */
	if ((p->tcp.flags & PACKET_ACK) && !(p->tcp.flags & PACKET_SYN)) {
		own->acked = true;
		own->ack = p->tcp.ack;
		own->win = p->tcp.win;
	}
}

void flows_note(struct flows *f, struct packet *p)
{
	struct flow *own, *other;

	if (p->kind != PACKET_TCP || !p->has_ends)
		return;
	f->time++;
	own = find(f, &p->from, &p->to, NULL);
	other = packet_end_same(&p->from, &p->to, true) ? own : find(f, &p->to, &p->from, own);
	begin(own, other, p);
	p->tcp.seq_base = own->known ? own->isn : 0;
	p->tcp.ack_base = other->known ? other->isn : 0;
	p->tcp.remark = own == other ? REMARK_NONE : remark(own, other, p);
	remember(f, own, p);
}
