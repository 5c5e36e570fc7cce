/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets: the link, ARP, UDP, and the line of all.
 */
#include "sock/packet.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <string.h>

#include "sock/names.h"
#include "packet_parts.h"

enum { ETHER_HEADER = 14, VLAN_TAG = 4, UDP_HEADER = 8, ARP_HEADER = 8 };

/* ---- decoding ---- */

static void decode_udp(struct packet *p, struct slice s, uint32_t length)
{
	uint32_t most = p->fragment ? UINT16_MAX : length;

	if (!has_bytes(p, s, UDP_HEADER))
		return;
	p->kind = PACKET_UDP;
	p->has_ports = true;
	p->from.port = (uint16_t)read16(s, 0);
	p->to.port = (uint16_t)read16(s, 2);
	/* UDP-Lite has there how much of it the checksum covers */
	p->length = p->protocol == IPPROTO_UDPLITE ? length : read16(s, 4);
	if (p->length < UDP_HEADER || p->length > most)
		p->bad = "its length is wrong";
	p->length = p->length < UDP_HEADER ? 0 : p->length - UDP_HEADER;
	p->payload = first_of(behind(s, UDP_HEADER), p->length);
}

void decode_transport(struct packet *p, struct slice s, uint32_t length)
{
	p->length = length;
	p->payload = first_of(s, length);
	if (p->fragment && p->offset)
		return;
	switch (p->protocol) {
	case IPPROTO_TCP: decode_tcp(p, p->payload, length); break;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE: decode_udp(p, p->payload, length); break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6: decode_icmp(p, p->payload, length); break;
	default: break;
	}
}

/* IPv4 over Ethernet alone: its two addresses of each are what it is about. */
void decode_arp(struct packet *p, struct slice s)
{
	if (!has_bytes(p, s, ARP_HEADER))
		return;
	p->kind = PACKET_ARP;
	p->type = (int)read16(s, 6);
	p->code = read16(s, 0) == 1 && read16(s, 2) == ETHERTYPE_IP && read8(s, 4) == 6 &&
		  read8(s, 5) == 4;
	p->body = behind(s, ARP_HEADER);
	p->cut |= p->code && p->body.len < 20;
}

static void decode_network(struct packet *p, struct slice s)
{
	switch (p->ethertype) {
	case ETHERTYPE_IP: decode_ip4(p, s); break;
	case ETHERTYPE_IPV6: decode_ip6(p, s); break;
	case ETHERTYPE_ARP: decode_arp(p, s); break;
	default: p->length = (uint32_t)s.len; p->payload = s;
	}
}

static void decode_ethernet(struct packet *p, struct slice s)
{
	if (!has_bytes(p, s, ETHER_HEADER))
		return;
	p->ethertype = (int)read16(s, 12);
	s = behind(s, ETHER_HEADER);
	while (p->ethertype == ETHERTYPE_VLAN && has_bytes(p, s, VLAN_TAG)) {
		p->ethertype = (int)read16(s, 2);
		s = behind(s, VLAN_TAG);
	}
	decode_network(p, s);
}

static int ethertype_of(struct packet *p, struct slice s)
{
	if (!has_bytes(p, s, 1))
		return 0;
	return read8(s, 0) >> 4 == 4 ? ETHERTYPE_IP : read8(s, 0) >> 4 == 6 ? ETHERTYPE_IPV6 : 0;
}

void packet_decode(struct packet *p, enum packet_link link, int type, struct slice bytes)
{
	*p = (struct packet){ .protocol = -1, .ethertype = type };
	if (link == PACKET_ETHERNET) {
		decode_ethernet(p, bytes);
		return;
	}
	if (link == PACKET_PAYLOAD) {
		p->ethertype = 0;
		p->protocol = type;
		decode_transport(p, bytes, (uint32_t)bytes.len);
		return;
	}
	if (link == PACKET_IP)
		p->ethertype = ethertype_of(p, bytes);
	decode_network(p, bytes);
}

/* ---- printing ---- */

void packet_end_print(const struct packet_end *e, bool port, struct buf *b)
{
	char text[INET6_ADDRSTRLEN] = "";

	inet_ntop(e->v6 ? AF_INET6 : AF_INET, e->addr, text, sizeof(text));
	buf_addf(b, e->v6 && port ? "[%s]" : "%s", text);
	if (port)
		buf_addf(b, ":%u", e->port);
}

void packet_ends_print(void *context, const struct packet *p, struct buf *b)
{
	(void)context;
	if (!p->has_ends)
		return;
	packet_end_print(&p->from, p->has_ports, b);
	buf_adds(b, " > ");
	packet_end_print(&p->to, p->has_ports, b);
}

static void add_hardware(struct slice s, struct buf *b)
{
	for (size_t i = 0; i < 6; i++)
		buf_addf(b, "%s%02x", i ? ":" : "", read8(s, i));
}

static void add_ip4(struct slice s, struct buf *b)
{
	buf_addf(b, "%u.%u.%u.%u", read8(s, 0), read8(s, 1), read8(s, 2), read8(s, 3));
}

void print_arp(const struct packet *p, struct buf *b)
{
	buf_adds(b, "arp ");
	if (!p->code || p->cut || p->type < 1 || p->type > 2) {
		buf_addf(b, "operation %d", p->type);
	} else if (p->type == 1) {
		buf_adds(b, "who-has ");
		add_ip4(behind(p->body, 16), b);
		buf_adds(b, " tell ");
		add_ip4(behind(p->body, 6), b);
	} else {
		add_ip4(behind(p->body, 6), b);
		buf_adds(b, " is-at ");
		add_hardware(p->body, b);
	}
}

/* `igmp (8)`: the name of the protocol, or its number. */
static void print_other(const struct packet *p, struct buf *b)
{
	const char *name = p->protocol < 0 ? names_find(&names_ether, p->ethertype)
					   : names_find(&names_protocol, p->protocol);
	const char *last = name ? strrchr(name, '_') : NULL;

	if (last)
		for (const char *c = last + 1; *c; c++)
			buf_addc(b, *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c);
	else if (p->protocol >= 0)
		buf_addf(b, "protocol %d", p->protocol);
	else
		buf_addf(b, "ethertype 0x%04x", (unsigned)p->ethertype);
	buf_addf(b, " (%u)", p->length);
}

static void print_kind(const struct packet *p, packet_names *quoted, void *context, struct buf *b)
{
	switch (p->kind) {
	case PACKET_TCP: print_tcp(p, b); break;
	case PACKET_UDP: buf_addf(b, "udp (%u)", p->length); break;
	case PACKET_ICMP:
	case PACKET_ICMP6: print_icmp(p, quoted, context, b); break;
	case PACKET_ARP: print_arp(p, b); break;
	case PACKET_OTHER: print_other(p, b); break;
	}
}

/* As packetdrill has it. */
static const char *const ecn_names[] = { NULL, "ect1", "ect0", "ce" };

void packet_print(const struct packet *p, packet_names *quoted, void *context, struct buf *b)
{
	if (p->ecn)
		buf_addf(b, "[%s] ", ecn_names[p->ecn & 3]);
	print_kind(p, quoted, context, b);
	if (p->fragment)
		buf_addf(b, " fragment at %u%s", p->offset,
			p->more ? ", more follow" : ", the last");
	if (p->cut)
		buf_adds(b, "; cut off");
	if (p->bad)
		buf_addf(b, "; %s", p->bad);
	if (p->kind == PACKET_TCP && p->tcp.remark)
		buf_addf(b, "; %s", packet_remark(p->tcp.remark));
}

void packet_line(const struct packet *p, struct buf *b)
{
	packet_ends_print(NULL, p, b);
	if (p->has_ends)
		buf_adds(b, ": ");
	packet_print(p, NULL, NULL, b);
}

const char *packet_remark(enum packet_remark r)
{
	static const char *const names[] = {
		[REMARK_NONE] = NULL,
		[REMARK_RETRANSMISSION] = "retransmission",
		[REMARK_DUPLICATE_ACK] = "duplicate ACK",
		[REMARK_WINDOW_UPDATE] = "window update",
		[REMARK_KEEPALIVE] = "keepalive",
		[REMARK_WINDOW_PROBE] = "window probe",
	};

	return names[r];
}

bool packet_end_same(const struct packet_end *a, const struct packet_end *b, bool port)
{
	return a->v6 == b->v6 && !memcmp(a->addr, b->addr, a->v6 ? 16 : 4) &&
	       (!port || a->port == b->port);
}
