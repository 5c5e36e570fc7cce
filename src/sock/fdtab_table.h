/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the descriptor table is made of, for its own files.
 */
#ifndef SOCK_FDTAB_TABLE_H
#define SOCK_FDTAB_TABLE_H

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "sock/addr.h"
#include "sock/fdtab.h"

enum { CHUNK_ENTRIES = 256, ENDS_KEPT = 8, ENDINGS_KEPT = 16 };

/* An address of IPv4 or IPv6, in less room than struct addr takes. */
union inet_addr {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

struct entry {
	_Atomic(const char *) role; /* NULL: not in the table */
	_Atomic bool shell;
	_Atomic bool kept;        /* for a job, whether or not something is open there */
	uint64_t listener, other; /* lock held */
	_Atomic uint64_t serial;
	_Atomic uint64_t in, out;
	_Atomic bool mixed;               /* fdtab_mix */
	_Atomic uint32_t sends;           /* calls that sent */
	_Atomic uint64_t ends[ENDS_KEPT]; /* out behind each of the last of them, in turn */
	_Atomic int type;                 /* SO_TYPE, 0 where it is no socket; -1: not asked yet */
	union inet_addr last_peer;        /* lock held; family 0: none */
	bool served, closing;             /* lock held */
};

struct fdtab {
	pthread_mutex_t lock;
	int limit, base;
	int top, connected;       /* above all that were in the table, or connected; lock held */
	int keeper;               /* what kept numbers are copies of, or 0: none yet */
	_Atomic uint64_t serials; /* given out so far */
	char **labels;            /* lock held */
	uint32_t nlabels;
	struct fd_ending endings[ENDINGS_KEPT]; /* lock held, in turn */
	unsigned nendings;
	_Atomic(struct entry *) chunks[];
};

/* FD's entry, whether in use or not; NULL where there was never one. */
static inline struct entry *entry_at(struct fdtab *t, int fd)
{
	if (fd < 0 || fd >= t->limit)
		return NULL;
	struct entry *chunk =
		atomic_load_explicit(&t->chunks[fd / CHUNK_ENTRIES], memory_order_acquire);
	return chunk ? &chunk[fd % CHUNK_ENTRIES] : NULL;
}

/* The entry that has SERIAL, or NULL. Lock held. */
struct entry *entry_of(struct fdtab *t, uint64_t serial);

/* A as an entry has it: family 0 if it is not of IPv4 or IPv6. */
union inet_addr inet_addr_of(const struct addr *a);

/* FD, whose entry is E, was connected to PEER. Lock held. */
void entry_connected(struct fdtab *t, int fd, struct entry *e, const struct addr *peer);

#endif
