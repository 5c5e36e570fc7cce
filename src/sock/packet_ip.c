/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headers of IPv4 and IPv6, RFC 791 and RFC 8200.
 */
#include <netinet/in.h>

#include "packet_parts.h"

enum { IP4_HEADER = 20, IP6_HEADER = 40, EXTENSION_STEP = 8 };

enum { IP4_MORE = 0x2000, IP4_OFFSET = 0x1fff, IP6_MORE = 1 };

void decode_ip4(struct packet *p, struct slice s)
{
	uint32_t header, total, fragment;

	if (!has_bytes(p, s, IP4_HEADER))
		return;
	header = (read8(s, 0) & 15) * 4;
	total = read16(s, 2);
	fragment = read16(s, 6);
	if (header < IP4_HEADER || (total && total < header)) {
		p->bad = "its header's length is wrong";
		return;
	}
	if (!total) /* segments that the kernel has yet to cut, or more than 16 bits can say */
		total = (uint32_t)s.len;
	p->has_ends = true;
	memcpy(p->from.addr, s.p + 12, 4);
	memcpy(p->to.addr, s.p + 16, 4);
	p->ttl = (int)read8(s, 8);
	p->ecn = (int)read8(s, 1) & 3;
	p->protocol = (int)read8(s, 9);
	p->id = read16(s, 4);
	p->more = fragment & IP4_MORE;
	p->offset = (fragment & IP4_OFFSET) * 8;
	p->fragment = p->more || p->offset;
	if (has_bytes(p, s, header))
		decode_transport(p, behind(first_of(s, total), header), total - header);
}

static void take_fragment(struct packet *p, struct slice s)
{
	unsigned word = read16(s, 2);

	p->more = word & IP6_MORE;
	p->offset = word & ~7U;
	p->id = read32(s, 4);
	p->fragment = p->more || p->offset;
}

/* How long the extension header is that S begins with; 0: it is none. */
static uint32_t extension_length(struct packet *p, struct slice s)
{
	switch (p->protocol) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS:
	case IPPROTO_MH: return has_bytes(p, s, 2) ? (read8(s, 1) + 1) * 8 : 0;
	case IPPROTO_FRAGMENT: return has_bytes(p, s, EXTENSION_STEP) ? EXTENSION_STEP : 0;
	case IPPROTO_AH: return has_bytes(p, s, 2) ? (read8(s, 1) + 2) * 4 : 0;
	default: return 0;
	}
}

static void skip_extensions(struct packet *p, struct slice s, uint32_t length)
{
	uint32_t step;

	while (!(p->fragment && p->offset) && (step = extension_length(p, s))) {
		if (!has_bytes(p, s, step) || step > length)
			break;
		if (p->protocol == IPPROTO_FRAGMENT)
			take_fragment(p, s);
		p->protocol = (int)read8(s, 0);
		s = behind(s, step);
		length -= step;
	}
	decode_transport(p, s, length);
}

void decode_ip6(struct packet *p, struct slice s)
{
	uint32_t length;

	if (!has_bytes(p, s, IP6_HEADER))
		return;
	p->has_ends = true;
	p->from.v6 = p->to.v6 = true;
	memcpy(p->from.addr, s.p + 8, 16);
	memcpy(p->to.addr, s.p + 24, 16);
	p->ecn = (int)(read16(s, 0) >> 4) & 3;
	p->protocol = (int)read8(s, 6);
	p->ttl = (int)read8(s, 7);
	length = read16(s, 4);
	s = behind(s, IP6_HEADER);
	if (!length && p->protocol != IPPROTO_NONE)
		length = (uint32_t)s.len; /* a jumbogram */
	skip_extensions(p, first_of(s, length), length);
}
