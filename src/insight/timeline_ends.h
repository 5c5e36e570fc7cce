/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The descriptors that a session had, and who was connected to whom, as its calls tell.
 */
#ifndef INSIGHT_TIMELINE_ENDS_H
#define INSIGHT_TIMELINE_ENDS_H

#include "insight/timeline.h"

enum { END_NAME = 40 };

/* Of a call. */
struct during {
	int64_t began, ended;
};

struct end {
	uint64_t serial;
	uint64_t inode; /* 0: not known */
	int fd, family, type;
	uint64_t copy_of;         /* or 0 */
	uint64_t other, listener; /* or 0 */
	size_t open;              /* descriptors of it, as far as calls tell */
	uint64_t closed_by;       /* the call that closed the last of them, or 0 */
	bool listens, connects;
	struct addr local, peer; /* len 0: not known */
	char name[END_NAME];     /* "" or as it was called when it was made */
	/* Moments: from when on it had its local address, or may have had it; took connections;
	 * was closed. And its connect. INT64_MIN, INT64_MAX: not known, not yet. */
	int64_t since, listened, closed;
	struct during connected;
	size_t next;             /* place of the next one by address */
	size_t pairs, last_pair; /* places of its first and last pair, from 1; 0: none yet */
};

/* Two ends, or one and whoever has an address, or one alone. */
struct pair {
	size_t ends[2];      /* places in the list, from 1; 0: none of the session's */
	size_t listener;     /* of the second one, likewise */
	bool packets;        /* some of its own were captured */
	struct addr foreign; /* of the one that is none of the session's */
	size_t next[3];      /* pair of that end, and of the listener, from 1 */
	bool wanted;
	struct ladder ladder;
};

struct ends {
	struct end *list;
	size_t count, capacity;
	size_t *slots; /* a hash table by serial of places, from 1 */
	size_t nslots;
	size_t *places; /* another, of those with an address, by that */
	size_t nplaces;
	struct pair *pairs;
	size_t npairs, pairs_capacity;
};

void ends_free(struct ends *e);

/* The end of that serial, a copy's the one it is a copy of, or NULL. */
struct end *ends_find(const struct ends *e, uint64_t serial);

/* Whether what C made is a copy of the descriptor that it was made on; or came along with what was
 * asked of that one (a message, an option), and has no more to do with it. */
bool ends_is_copy(const struct call *c);
bool ends_is_received(const struct call *c);

/* What C tells; calls come in their order. Then what else is known. */
void ends_note(struct ends *e, const struct call *c);
void ends_know(struct ends *e, const struct timeline_known *k);

/* Then: of those that are known to be one socket, all are copies of the first. */
void ends_join(struct ends *e);

/* Last of all: they can be found by address. */
void ends_index(struct ends *e);

static inline struct during ends_during(const struct call *c)
{
	return (struct during){ c->began, c->began + c->duration };
}

/* Whether what is sent to TO goes to END. */
bool ends_takes(const struct end *end, const struct addr *to);

/* Who took connections of FROM's type to the address TO, at some time in WHEN; the last of them,
 * or NULL. And who took datagrams. */
const struct end *ends_listening(
	const struct ends *e, const struct end *from, const struct addr *to, struct during when);
const struct end *ends_taking(
	const struct ends *e, const struct end *from, const struct addr *to, struct during when);

/* Whether A and B are one address. */
bool ends_same(const struct addr *a, const struct addr *b);

/* The pair that C is of, and which of its ends made it; NULL: none. */
enum pairs_make {
	PAIRS_AS_THEY_ARE,
	PAIRS_MAKE,      /* one is made where C tells that there is one */
	PAIRS_MAKE_ALONE /* and of a descriptor that is of none, one of itself */
};
struct pair *pairs_of_call(struct ends *e, const struct call *c, enum pairs_make make, int *side);

/* The same of a packet, and of a descriptor's state; none are made. */
struct pair *pairs_of_packet(struct ends *e, const struct captured *one, int *side);
struct pair *pairs_of_serial(struct ends *e, uint64_t serial, int *side);

#endif
