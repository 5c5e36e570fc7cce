/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fragments of IP: only the first of a datagram has its ports, and the others are found by the id
 * that all of them have. Pure functions; bounded memory: of more datagrams at once than there is
 * room for, the oldest is forgotten.
 */
#ifndef SOCK_FRAGMENTS_H
#define SOCK_FRAGMENTS_H

#include "sock/packet.h"

enum { FRAGMENTS = 64 };

/* What the first fragment of a datagram says of all. */
struct fragment {
	bool has_ports;
	int protocol;
	uint32_t id;
	struct packet_end from, to; /* with its ports, or the id of who asks by an ICMP echo */
};

/* Zero-initialised is empty. */
struct fragments {
	unsigned next;
	bool used[FRAGMENTS];
	struct fragment all[FRAGMENTS];
};

/* Remembers P where it is a first fragment; gives a later one the ports of its first, if that
 * came before it. Packets come in their order. */
void fragments_note(struct fragments *f, struct packet *p);

#endif
