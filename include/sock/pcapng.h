/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of packets, as Wireshark and others read it: pcapng, draft-ietf-opsawg-pcapng. Pure
 * functions that append to a buffer, in the byte order of this machine.
 */
#ifndef SOCK_PCAPNG_H
#define SOCK_PCAPNG_H

#include "sock/packet.h"

/* A file that is being made. */
struct pcapng {
	struct buf *b;
	uint32_t snap;      /* how many bytes of a packet are kept at most */
	unsigned count;     /* interfaces so far: one for each link between hosts, and for each
				kind of other links that there is */
	unsigned number[2]; /* from 1 on, of those with Ethernet headers and those of IP alone */
};

/* What a file begins with, into B, to which the others append too: LINES links between hosts.
 * PROGRAM is who writes it. */
void pcapng_begin(
	struct pcapng *f, struct buf *b, const char *program, uint32_t snap, unsigned lines);

/* One packet, of the link numbered LINE from 1 on or of none (0): BYTES of it, which has WIRE in
 * all, at DATE (CLOCK_REALTIME, ns), with a COMMENT, UTF-8, where that is not empty. */
void pcapng_add(struct pcapng *f, unsigned line, enum packet_link link, int64_t date, uint32_t wire,
	struct slice bytes, struct slice comment);

#endif
