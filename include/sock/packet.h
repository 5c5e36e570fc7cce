/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A packet, decoded: pure functions of its bytes. Whatever the bytes are, nothing beyond their end
 * is read; what is cut off or malformed is said in the text.
 */
#ifndef SOCK_PACKET_H
#define SOCK_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* What the bytes begin with. */
enum packet_link {
	PACKET_ETHERNET, /* an Ethernet header */
	PACKET_IP,       /* an IPv4 or IPv6 header, as its first four bits say */
	PACKET_PAYLOAD,  /* what stands behind the header of IP, of the protocol given */
	PACKET_BARE,     /* what stands behind the link's header, of the ethertype given */
};

/* Between whom a packet passed, bits: the loopback interface's does both, another's neither. */
enum packet_way {
	PACKET_LEAVES = 1,  /* a socket of this network may have sent it */
	PACKET_ARRIVES = 2, /* and may receive it */
};

/* One end: an IP address, and a port where there is one. */
struct packet_end {
	bool v6;
	uint8_t addr[16]; /* 4 of IPv4 */
	uint16_t port;    /* or, of who asks by an ICMP echo, its id */
};

enum packet_kind {
	PACKET_OTHER, /* of ethertype or protocol alone */
	PACKET_ARP,
	PACKET_TCP,
	PACKET_UDP,
	PACKET_ICMP,
	PACKET_ICMP6,
};

enum packet_flags {
	PACKET_FIN = 0x01,
	PACKET_SYN = 0x02,
	PACKET_RST = 0x04,
	PACKET_PSH = 0x08,
	PACKET_ACK = 0x10,
	PACKET_URG = 0x20,
	PACKET_ECE = 0x40,
	PACKET_CWR = 0x80,
};

/* What a packet is beside its place in the stream (sock/flows.h finds it). */
enum packet_remark {
	REMARK_NONE,
	REMARK_RETRANSMISSION,
	REMARK_DUPLICATE_ACK,
	REMARK_WINDOW_UPDATE,
	REMARK_KEEPALIVE,
	REMARK_WINDOW_PROBE,
};

struct packet_tcp {
	uint32_t seq, ack;
	uint16_t flags, win, urgent;
	struct slice options;
	/* What numbers count from: 0 where they are shown as they are. */
	uint32_t seq_base, ack_base;
	enum packet_remark remark;
};

/* What it points to is of the bytes it was decoded from. */
struct packet {
	enum packet_kind kind;
	int ethertype;  /* host order; 0: unknown */
	int protocol;   /* IPPROTO_, -1: no IP */
	bool has_ends;  /* from and to are addresses */
	bool has_ports; /* and ports */
	struct packet_end from, to;
	int ttl, ecn;    /* of IP; the two bits of ECN */
	uint32_t length; /* payload in bytes, as the headers say it */
	bool cut;        /* the bytes end in the middle of a header */
	const char *bad; /* what its headers contradict, or NULL */
	bool fragment;   /* of IP: */
	bool more;       /* others follow */
	uint32_t offset; /* bytes before it */
	uint32_t id;     /* of all fragments of a datagram (sock/fragments.h) */
	struct packet_tcp tcp;
	int type, code;    /* of ICMP; of ARP the operation in type */
	uint32_t rest;     /* of ICMP: the second word of its header; of echo id and number */
	struct slice body; /* of ICMP: behind its header, a quoted packet; of ARP: the addresses */
	struct slice payload; /* as far as it is there */
};

/* Decodes the bytes. TYPE is what PACKET_BARE and PACKET_PAYLOAD are of. */
void packet_decode(struct packet *p, enum packet_link link, int type, struct slice bytes);

/* Appends packetdrill's notation, without the ends: `S 0:0(0) win 65495 <mss 65495,sackOK>`,
 * `udp (5)`, `icmp port unreachable [127.0.0.1:4 > 127.0.0.1:5: udp (5)]`. QUOTED names the ends
 * of a quoted packet, or is NULL: its addresses. */
typedef void packet_names(void *context, const struct packet *p, struct buf *b);
void packet_print(const struct packet *p, packet_names *quoted, void *context, struct buf *b);

/* Whether there are SACK blocks among the options of TCP. */
bool packet_has_sack(const struct packet *p);

/* Whether P is an error of ICMP that quotes a packet: QUOTED, as far as its bytes are there. */
bool packet_quotes(const struct packet *p, struct packet *quoted);

/* The flags of TCP as packetdrill writes them: `S.`. */
void packet_flags(const struct packet *p, struct buf *b);

/* 127.0.0.1:80, [::1]:80; without a port the address alone. */
void packet_end_print(const struct packet_end *e, bool port, struct buf *b);

/* `127.0.0.1:4 > 127.0.0.1:5`; nothing where there are no addresses. A packet_names. */
void packet_ends_print(void *context, const struct packet *p, struct buf *b);

/* Both: `127.0.0.1:4 > 127.0.0.1:5: udp (5)`. */
void packet_line(const struct packet *p, struct buf *b);

/* "retransmission", or NULL. */
const char *packet_remark(enum packet_remark r);

bool packet_end_same(const struct packet_end *a, const struct packet_end *b, bool port);

#endif
