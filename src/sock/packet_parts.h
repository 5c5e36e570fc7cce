/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files that decode packets share: reading that never goes beyond the end.
 */
#ifndef SOCK_PACKET_PARTS_H
#define SOCK_PACKET_PARTS_H

#include "sock/packet.h"

/* The numbers at AT, in network order; the caller has made sure that they are there. */
static inline unsigned read8(struct slice s, size_t at)
{
	return (uint8_t)s.p[at];
}

static inline unsigned read16(struct slice s, size_t at)
{
	return read8(s, at) << 8 | read8(s, at + 1);
}

static inline uint32_t read32(struct slice s, size_t at)
{
	return (uint32_t)read16(s, at) << 16 | read16(s, at + 2);
}

/* S without its first N bytes; without any where it has no more. */
static inline struct slice behind(struct slice s, size_t n)
{
	return n < s.len ? (struct slice){ s.p + n, s.len - n } : (struct slice){ s.p + s.len, 0 };
}

static inline struct slice first_of(struct slice s, size_t n)
{
	return (struct slice){ s.p, n < s.len ? n : s.len };
}

/* A header of at least N bytes is there; else P is cut. */
static inline bool has_bytes(struct packet *p, struct slice s, size_t n)
{
	p->cut |= s.len < n;
	return s.len >= n;
}

/* S is the packet behind the header of IP, LENGTH bytes of it on the wire. */
void decode_ip4(struct packet *p, struct slice s);
void decode_ip6(struct packet *p, struct slice s);
void decode_arp(struct packet *p, struct slice s);
void decode_tcp(struct packet *p, struct slice s, uint32_t length);
void decode_icmp(struct packet *p, struct slice s, uint32_t length);
void decode_transport(struct packet *p, struct slice s, uint32_t length);

void print_tcp(const struct packet *p, struct buf *b);
void print_icmp(const struct packet *p, packet_names *quoted, void *context, struct buf *b);
void print_arp(const struct packet *p, struct buf *b);

#endif
