/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What packets of TCP are to those before them: numbers that count from the connection's first
 * ones, retransmissions, duplicate ACKs. Pure functions; bounded memory: of very many
 * connections the one that was silent for longest is forgotten.
 */
#ifndef SOCK_FLOWS_H
#define SOCK_FLOWS_H

#include "sock/packet.h"

struct flow {
	bool used, known; /* known: isn is that of a SYN that was seen */
	bool acked;       /* ack and win are those of the last packet that had them */
	struct packet_end from, to;
	uint32_t isn, next; /* next: behind the last byte that was seen */
	uint32_t ack;
	uint16_t win;
	uint64_t time; /* of the last packet, in packets */
};

enum { FLOWS = 4096, FLOWS_TRIED = 8 };

/* Each direction of a connection is one. Zero-initialised is empty. */
struct flows {
	uint64_t time;
	struct flow all[FLOWS];
};

/* Fills P's bases and remark, if P is of TCP, and remembers it. Packets come in their order. */
void flows_note(struct flows *f, struct packet *p);

#endif
