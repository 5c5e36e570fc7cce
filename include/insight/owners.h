/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose packets are whose: the addresses of the descriptors, those of closed ones too, for their
 * connections end after them. Looking never disturbs.
 */
#ifndef INSIGHT_OWNERS_H
#define INSIGHT_OWNERS_H

#include <stdint.h>

#include "sock/fdtab.h"
#include "sock/packet.h"

enum { OWNER_NAME = 24, OWNERS_MAX = 4096 };

struct owner {
	uint64_t serial;
	int fd;
	bool open, wanted;        /* wanted: it is one of those asked for */
	bool has_local, has_peer; /* has_local: an address, and not all of them */
	bool unbound;             /* it had no port when it was looked at */
	bool raw;                 /* takes all of its protocol, or -1: of everything */
	int protocol;             /* IPPROTO_ */
	uint64_t network;         /* that it was made in (sock/netns.h), 0: not known */
	struct packet_end local, peer;
	char name[OWNER_NAME]; /* of a variable, or "" */
};

/* The network that has the address of END; 0: not known, or of several. */
typedef uint64_t owner_network(const void *context, const struct packet_end *end);

/* Zero-initialised is empty; freed by owners_free. The oldest closed ones are forgotten where
 * there are more than OWNERS_MAX. */
struct owners {
	struct owner *list;
	size_t count, capacity;
	uint64_t made;          /* fdtab_made when all were looked at */
	bool chosen;            /* only some descriptors are asked for */
	owner_network *network; /* NULL: all are of one */
	const void *networks;   /* its context */
};

/* An address as packets have it; false: it is none of IP. */
bool owners_end(const struct addr *a, struct packet_end *end);

/* What a descriptor is called, or NULL p: asked by the main thread alone. */
typedef struct slice owner_name(void *context, int fd);

/* NETWORK and its context stay. */
void owners_free(struct owners *o);

/* Looks at FD (-1: none), and at all descriptors that were not there at the last look. NAME may
 * be NULL: names stay as they were. */
void owners_look(struct owners *o, struct fdtab *t, int fd, owner_name *name, void *context);

/* Looks again at those that had no port: a call that has not returned may have given them one. */
void owners_look_again(struct owners *o, struct fdtab *t);

/* Only FD's packets are asked for, and those of others that were named so: a descriptor that was
 * looked at, or there will be none. */
void owners_want(struct owners *o, struct fdtab *t, int fd);

/* NAME is what the descriptor is called. */
void owners_call(struct owners *o, uint64_t serial, struct slice name);

/* Whom a packet came from and goes to, or NULL each; and whether it is of any that was asked
 * for. Only one that leaves (WAY: enum packet_way) is from a descriptor, and only one that arrives
 * goes to one. An error of ICMP is of those whose packet it quotes, and goes to its sender. */
struct owned {
	const struct owner *from, *to;
	bool any;
};
struct owned owners_of(const struct owners *o, const struct packet *p, unsigned way);

/* Whether such a packet is from or to one of the COUNT descriptors SERIALS, as well as to any
 * other; what is sent and seen by a raw socket may be anybody's. */
bool owners_touch(const struct owners *o, const struct packet *p, unsigned way,
	const uint64_t *serials, size_t count);

/* Of one that an error of ICMP quotes, which went WAY: it was sent where that one arrives. */
struct owned owners_of_quoted(const struct owners *o, const struct packet *quoted, unsigned way);

#endif
