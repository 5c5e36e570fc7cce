/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread that carries frames between hosts: it reads them from the packet sockets of a link's
 * ports, puts them through the link's lines (net/line.h), and writes them to the other ports when
 * they arrive. A link of two ports is a wire; of more, a switch that learns which address is
 * behind which port and floods what it does not know. Idle links cost nothing: the thread sleeps
 * until there is a frame or one is due.
 */
#ifndef NET_CARRIER_H
#define NET_CARRIER_H

#include <stdbool.h>

#include "base/err.h"
#include "net/line.h"
#include "sock/fdtab.h"

enum { CARRIER_PORTS = 64 };         /* of one link */
enum { CARRIER_FRAME = 65536 + 64 }; /* bytes of the longest, with its Ethernet header */
enum { CARRIER_BYTES = 256 << 20 };  /* on their way at most, of all links: more finds no room */
#define CARRIER_BY_HAND (~0U)
#define CARRIER_FLOODED (~0U)

/* A frame that entered a link, and what became of it. Ports count from 0. */
struct carried {
	unsigned link; /* its number */
	unsigned from; /* the port that it came by; or CARRIER_BY_HAND */
	unsigned to;   /* the port that it goes to; CARRIER_FLOODED: all others */
	struct line_verdict verdict;
	int64_t left;       /* CLOCK_MONOTONIC, ns */
	struct slice bytes; /* the Ethernet frame as it left; valid until the function returns */
};

/* Told of each frame when it enters, in that order, with the carrier's lock held: it does not block
 * and calls nothing of the carrier. */
typedef void carrier_seen(void *context, const struct carried *c);

/* Asked of each frame that enters, likewise: whether it is to be dropped. */
typedef bool carrier_asked(void *context, unsigned link, unsigned from, struct slice bytes);

struct carrier;

/* No thread yet: it begins with the first link. NULL with E. FDS outlives it. */
struct carrier *carrier_new(struct fdtab *fds, struct err *e);

/* Ends the thread; frames on their way are gone. Closes the ports. NULL does nothing. */
void carrier_free(struct carrier *c);

/* Who is told and who is asked, or NULL; one of each. */
void carrier_watch(struct carrier *c, carrier_seen *seen, void *context);
void carrier_ask(struct carrier *c, carrier_asked *asked, void *context);

/* Begins a link of N ports: PORTS are the packet sockets (AF_PACKET, SOCK_RAW, bound to the hub's
 * end of each port, of the shell's numbers), which belong to the carrier from then on, on failure
 * too. SPECS: one for each port: what happens to what comes by it. Its number, or -1 with E. */
int carrier_add(struct carrier *c, const int *ports, unsigned n, const struct line_spec *specs,
	uint64_t seed, struct err *e);

void carrier_remove(struct carrier *c, unsigned link);

/* Changes the line of a port; cuts it, mends it; begins its numbers anew. */
void carrier_set(struct carrier *c, unsigned link, unsigned port, const struct line_spec *spec);
void carrier_cut(struct carrier *c, unsigned link, unsigned port, bool cut);
void carrier_seed(struct carrier *c, unsigned link, uint64_t seed);

/* A frame by hand: it goes out at PORT as if it had come over the link, at once. 0, or -1 with
 * errno. */
int carrier_inject(struct carrier *c, unsigned link, unsigned port, struct slice frame);

/* By any thread: carries what waits in the ports by now, so that who watches has been told of all
 * that was sent before. */
void carrier_settle(struct carrier *c);

struct carrier_counts {
	uint64_t frames, bytes, by_fate[LINE_FATES], duplicated, reordered, corrupted;
	int64_t waits, bytes_waiting, frames_peak, bytes_peak, on_the_way;
	bool cut;
	struct line_spec spec;
};

/* Of what came by a port. What the port's socket had no room for counts as LINE_FULL. */
void carrier_count(struct carrier *c, unsigned link, unsigned port, struct carrier_counts *counts);

#endif
