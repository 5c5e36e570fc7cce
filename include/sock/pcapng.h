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
	unsigned count;     /* interfaces so far, one for each kind of link that there is */
	unsigned number[2]; /* from 1 on, of those with Ethernet headers and those of IP alone */
};

/* What a file begins with, into B, to which the others append too. PROGRAM is who writes it. */
void pcapng_begin(struct pcapng *f, struct buf *b, const char *program, uint32_t snap);

/* One packet: BYTES of it, which has WIRE in all, at DATE (CLOCK_REALTIME, ns), with a COMMENT,
 * UTF-8, where that is not empty. */
void pcapng_add(struct pcapng *f, enum packet_link link, int64_t date, uint32_t wire,
	struct slice bytes, struct slice comment);

#endif
