/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a descriptor has sent and received: by which calls, and with what around it on the wire.
 * Nothing is counted for this: the calls are those of the session's ring, the bytes the table's,
 * the segments the kernel's. What none of them tells is unknown, and never 0.
 */
#ifndef INSIGHT_STATS_H
#define INSIGHT_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "insight/capture.h"
#include "sock/ring.h"
#include "sock/snapshot.h"

enum stats_way { STATS_OUT, STATS_IN };
enum { STATS_WAYS = 2, STATS_CALLS = 24 };

/* The calls of one name that moved data; those that only looked at it have a row of their own. */
struct stats_call {
	const char *name; /* a constant */
	enum stats_way way;
	bool looked; /* MSG_PEEK, MSG_ERRQUEUE: these bytes have not moved, or are no data */
	uint64_t calls, failed, bytes;
	uint64_t messages; /* of the calls, those that moved one, an empty one too */
	uint64_t whole;    /* bytes of these, with those that a receive cut off */
};

/* Zero-initialised is empty. */
struct stats_calls {
	struct stats_call list[STATS_CALLS];
	size_t count;
	bool forgotten; /* of the session's first calls nothing is known any more */
};

/* The calls in R on the descriptor of SERIAL; 0: on any. To no call is added meanwhile. */
void stats_count(struct stats_calls *s, const struct ring *r, uint64_t serial);

/* All rows of one way together, without those that only looked. */
struct stats_call stats_sum(const struct stats_calls *s, enum stats_way way);

/* Why there is nothing to tell of the wire. */
enum stats_why {
	STATS_KNOWN,
	STATS_NO_WIRE,   /* AF_UNIX */
	STATS_CLEARED,   /* the kernel has cleared the counters with the connection */
	STATS_UNTOLD,    /* it does not tell: an old one, MPTCP, another protocol */
	STATS_LISTENS,   /* its connections' data goes by other descriptors */
	STATS_FORGOTTEN, /* the calls that sent the datagrams are not all known */
};

/* One way of a descriptor. */
struct stats_wire {
	enum stats_why why; /* all the others are 0 unless STATS_KNOWN */
	bool captured;      /* seen; else computed */
	uint64_t payload;   /* bytes of data, each once */
	uint64_t packets;   /* segments of TCP, datagrams */
	uint64_t with_data; /* of these */
	bool tells_again;   /* the kernel says how much was sent again: */
	uint64_t again;     /* bytes */
	unsigned header;    /* bytes that each packet has beside data; 0: they differ */
	uint64_t headers;   /* bytes of all */
	uint64_t wire;      /* data, what was sent again, headers */
};

/* By what the kernel tells of the descriptor that LOOK looks at, and INFO the table; CALLS are
 * those on it. */
void stats_wire(struct stats_wire wires[STATS_WAYS], struct snapshot *look,
	const struct fd_info *info, const struct stats_calls *calls);

/* By the packets that C has kept between the ends of LOOK; false: there are none. */
bool stats_captured(
	struct stats_wire wires[STATS_WAYS], struct snapshot *look, const struct capture *c);

/* A sentence without a full stop. */
const char *stats_why_text(enum stats_why why);

#endif
