/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls, payload and headers of a descriptor.
 */
#include "insight/stats.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>

/* ---- calls ---- */

static bool is_sender(const struct call *c)
{
	static const char *const names[] = { "send", "sendto", "sendmsg", "write", "sendfile",
		NULL };

	for (const char *const *name = names; *name; name++)
		if (!strcmp(*name, c->name))
			return true;
	return false;
}

static bool only_looked(const struct call *c)
{
	for (size_t i = 0; c->received && i < c->nargs; i++)
		if (c->args[i].kind == CALL_FLAGS && c->args[i].num & (MSG_PEEK | MSG_ERRQUEUE))
			return true;
	return false;
}

/* The row of such calls: one of its own, or the last, which takes what has no room. */
static struct stats_call *row_of(struct stats_calls *s, const struct call *c)
{
	bool looked = only_looked(c);
	struct stats_call *row = s->list;

	for (; row < s->list + s->count; row++)
		if (!strcmp(row->name, c->name) && row->looked == looked &&
			(row->way == STATS_IN) == c->received)
			return row;
	if (s->count == STATS_CALLS)
		return row - 1;
	s->count++;
	*row = (struct stats_call){
		.name = c->name, .way = c->received ? STATS_IN : STATS_OUT, .looked = looked
	};
	return row;
}

/* Bytes of the message, of which a receive may have taken fewer. */
static uint64_t whole_of(const struct call *c)
{
	for (size_t i = 0; i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_OF)
			return (uint64_t)c->notes[i].num;
	return (uint64_t)c->result;
}

static bool is_end(const struct call *c)
{
	for (size_t i = 0; i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_EOF || c->notes[i].kind == NOTE_EOF_OR_EMPTY)
			return true;
	return false;
}

/* What a conversation tried in vain it has not made: it asked poll(2) again. */
static void count(struct stats_calls *s, const struct call *c)
{
	struct stats_call *row;

	if (!c->has_fd || (!c->received && !is_sender(c)) || (c->aside && !call_ok(c)))
		return;
	row = row_of(s, c);
	row->calls++;
	if (!call_ok(c)) {
		row->failed++;
		return;
	}
	row->bytes += (uint64_t)c->result;
	if (is_end(c))
		return;
	row->messages++;
	row->whole += whole_of(c);
}

void stats_count(struct stats_calls *s, const struct ring *r, uint64_t serial)
{
	struct ring_walk walk;
	const struct call *c;

	s->forgotten = r->dropped > 0;
	ring_walk(&walk, r);
	while ((c = ring_next(&walk)))
		if (!serial || c->serial == serial)
			count(s, c);
}

struct stats_call stats_sum(const struct stats_calls *s, enum stats_way way)
{
	struct stats_call sum = { .way = way };

	for (size_t i = 0; i < s->count; i++) {
		const struct stats_call *row = &s->list[i];

		if (row->way != way || row->looked)
			continue;
		sum.calls += row->calls;
		sum.failed += row->failed;
		sum.bytes += row->bytes;
		sum.messages += row->messages;
		sum.whole += row->whole;
	}
	return sum;
}

/* ---- the wire, computed ---- */

enum { IP4 = 20, IP6 = 40, TCP = 20, TIMESTAMPS = 12, UDP = 8 };

/* IPv4 in a socket of IPv6 too. */
static unsigned ip_header(struct snapshot *look)
{
	if (snapshot_need(look, PART_FAMILY) < 0 || look->family != AF_INET6)
		return IP4;
	if (!snapshot_need(look, PART_PEER))
		return IN6_IS_ADDR_V4MAPPED(&look->peer.in6.sin6_addr) ? IP4 : IP6;
	if (!snapshot_need(look, PART_LOCAL) && IN6_IS_ADDR_V4MAPPED(&look->local.in6.sin6_addr))
		return IP4;
	return IP6;
}

static void add_headers(struct stats_wire *w, unsigned header)
{
	w->header = header;
	w->headers = w->packets * header;
	w->wire = w->payload + w->again + w->headers;
}

static bool tells(const struct snapshot *look, size_t end)
{
	return look->tcp_len >= (int)end;
}

#define UP_TO(field) (offsetof(struct tcp_fields, field) + sizeof(((struct tcp_fields *)0)->field))

/* The FIN takes a sequence number, and the kernel counts it among the bytes received. Of a
 * connection that is over it does not tell whether there was one: the calls do. */
static uint64_t received(struct snapshot *look, const struct fd_info *info)
{
	uint64_t bytes = look->tcp.bytes_received;

	switch (look->tcp.state) {
	case TCP_CLOSE_WAIT:
	case TCP_LAST_ACK:
	case TCP_CLOSING:
	case TCP_TIME_WAIT: return bytes ? bytes - 1 : 0;
	case TCP_CLOSE: break;
	default: return bytes;
	}
	if (!snapshot_need(look, PART_UNREAD) && info->in + (uint64_t)look->unread + 1 == bytes)
		bytes--;
	return bytes;
}

/* A socket that never had a connection has sent nothing; one whose counters were cleared, who
 * knows. */
static enum stats_why tcp_why(struct snapshot *look, const struct fd_info *info)
{
	struct addr peer;

	if (look->protocol != IPPROTO_TCP || snapshot_need(look, PART_TCP) < 0 ||
		!tells(look, UP_TO(bytes_retrans)))
		return STATS_UNTOLD;
	if (look->tcp.state == TCP_LISTEN)
		return STATS_LISTENS;
	if (look->tcp.state == TCP_CLOSE && !look->tcp.segs_out && !look->tcp.segs_in &&
		(info->in || info->out ||
			(look->fds && fdtab_last_peer(look->fds, look->fd, &peer))))
		return STATS_CLEARED;
	return STATS_KNOWN;
}

static void tcp_wire(struct stats_wire *wires, struct snapshot *look, const struct fd_info *info)
{
	struct stats_wire *out = &wires[STATS_OUT], *in = &wires[STATS_IN];
	const struct tcp_fields *t = &look->tcp;
	unsigned header;

	out->why = in->why = tcp_why(look, info);
	if (out->why != STATS_KNOWN)
		return;
	header = ip_header(look) + TCP + (t->options & TCPI_OPT_TIMESTAMPS ? TIMESTAMPS : 0);
	out->payload = t->bytes_sent - t->bytes_retrans;
	out->packets = t->segs_out;
	out->with_data = t->data_segs_out;
	out->tells_again = true;
	out->again = t->bytes_retrans;
	add_headers(out, header);
	in->payload = received(look, info);
	in->packets = t->segs_in;
	in->with_data = t->data_segs_in;
	add_headers(in, header);
}

/* A datagram is what a call has sent or received. */
static void udp_wire(struct stats_wire *wires, struct snapshot *look, const struct fd_info *info,
	const struct stats_calls *calls)
{
	for (int way = 0; way < STATS_WAYS; way++) {
		struct stats_call sum = stats_sum(calls, (enum stats_way)way);
		struct stats_wire *w = &wires[way];

		if (calls->forgotten && sum.bytes != (way == STATS_OUT ? info->out : info->in)) {
			w->why = STATS_FORGOTTEN;
			continue;
		}
		w->payload = sum.whole;
		w->packets = sum.messages;
		w->with_data = sum.messages;
		add_headers(w, ip_header(look) + UDP);
	}
}

static bool is_inet(const struct snapshot *look)
{
	return look->family == AF_INET || look->family == AF_INET6;
}

void stats_wire(struct stats_wire wires[STATS_WAYS], struct snapshot *look,
	const struct fd_info *info, const struct stats_calls *calls)
{
	enum stats_why why = STATS_UNTOLD;

	memset(wires, 0, sizeof(*wires) * STATS_WAYS);
	if (!snapshot_need(look, PART_FAMILY) && !snapshot_need(look, PART_TYPE) &&
		!snapshot_need(look, PART_PROTOCOL)) {
		if (is_inet(look) && look->type == SOCK_STREAM) {
			tcp_wire(wires, look, info);
			return;
		}
		if (is_inet(look) && look->type == SOCK_DGRAM && look->protocol == IPPROTO_UDP) {
			udp_wire(wires, look, info, calls);
			return;
		}
		why = look->family == AF_UNIX ? STATS_NO_WIRE : STATS_UNTOLD;
	}
	wires[STATS_OUT].why = wires[STATS_IN].why = why;
}

const char *stats_why_text(enum stats_why why)
{
	switch (why) {
	case STATS_NO_WIRE:
		return "there is no wire: AF_UNIX hands bytes over in the kernel's memory";
	case STATS_CLEARED:
		return "the kernel has cleared its counters with the connection: what it sent is "
		       "unknown";
	case STATS_LISTENS:
		return "a listener sends no data: each connection has counters of its own";
	case STATS_FORGOTTEN:
		return "the first calls are not remembered any more: how many datagrams there were "
		       "is unknown";
	case STATS_UNTOLD: return "the kernel does not tell what this one has sent: it is unknown";
	case STATS_KNOWN: break;
	}
	return "";
}
