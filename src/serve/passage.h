/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A relay of datagrams: one thread, and for each client address a socket towards the
 * target (a crossing), as an address translator has it. Private to serve.
 */
#ifndef SERVE_PASSAGE_H
#define SERVE_PASSAGE_H

#include "due.h"
#include "neighbours.h"

enum { CROSSING_CHAINS = 1024 };

/* One client. Its connection's descriptor is the socket towards the target. */
struct crossing {
	struct conn *c;
	struct parcel *held[2];         /* by way: waits for the next one to pass it */
	int pending;                    /* parcels on their way */
	bool refused;                   /* by the target: said, and nothing has come since */
	struct crossing *chain;         /* with the same hash */
	struct crossing *older, *newer; /* by when something came last */
};

struct passage {
	struct server *server;
	pthread_t thread;
	int epoll;
	char *buffer;
	const char *how; /* it is over */
	int64_t now;

	struct due due;
	size_t queued[2];     /* bytes, by way */
	int64_t free_from[2]; /* the line, by the rate */
	uint64_t number, nth[2];

	struct crossing *chains[CROSSING_CHAINS];
	struct crossing *oldest, *newest;
	struct verdict verdict;
	bool full;       /* more clients than --max: said */
	bool without_fd; /* no socket for one: said */

	/* Read by others. */
	_Atomic uint64_t in, out, dropped, duplicated, reordered; /* datagrams */
};

/* The crossing of the client at PEER, a new one where there is none; NULL: it gets none,
 * and that was said. */
struct crossing *crossing_of(struct passage *p, const struct addr *peer);

/* Something came: the youngest from now on. */
void crossing_touch(struct passage *p, struct crossing *x);

/* Ends those on which nothing came for the idle time, and on which nothing is pending. */
void crossings_sweep(struct passage *p);

/* When the next one may be swept; INT64_MAX: none. */
int64_t crossings_due(const struct passage *p);

void crossings_end(struct passage *p, const char *how);

/* A datagram came: it is dropped, or becomes parcels of p->due. */
void parcel_arrive(struct passage *p, struct crossing *x, enum way way, struct slice data);

/* Counts and says that one was dropped; WHAT says why. */
void parcel_drop(struct passage *p, const struct crossing *x, const char *what,
	const struct place *place, struct slice data);

/* Takes it out of p->due and frees it. */
void parcel_discard(struct passage *p, struct parcel *parcel);

#endif
