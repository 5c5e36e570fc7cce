/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last calls: copies of records in bounded memory. The oldest make room for
 * the newest.
 *
 * Of received data, and of data from a file, a copy has the first 4 KiB; what else
 * was sent it has whole, unless that alone were a quarter of the memory. A copy
 * whose data is cut says by how much, and the ring how many records are gone.
 */
#ifndef SOCK_RING_H
#define SOCK_RING_H

#include "sock/call.h"

enum {
	RING_SIZE = 16 * 1024 * 1024,
	RING_PLAIN_ARGS = 4, /* of a call that is kept without what is between them */
};

struct ring {
	char *bytes; /* NULL: nothing was ever added */
	size_t size;
	size_t first, next; /* offsets: of the oldest block, and of where the next one goes */
	size_t end;         /* where the blocks that came before offset 0 end, or 0: none did */
	uint64_t kept, dropped;
};

/* SIZE bytes, a multiple of 16; taken at the first record. */
void ring_init(struct ring *r, size_t size);
void ring_free(struct ring *r);

void ring_add(struct ring *r, const struct call *c);

/* A walk from the oldest record to the newest, valid until the next ring_add. */
struct ring_walk {
	const struct ring *ring;
	uint64_t left;
	size_t at;
	struct call call; /* a plain one, unpacked */
	struct call_arg args[RING_PLAIN_ARGS];
	struct call_note note;
	struct slice data;
};

void ring_walk(struct ring_walk *w, const struct ring *r);

/* The next record, valid until the one after it is asked for; or NULL. */
const struct call *ring_next(struct ring_walk *w);

#endif
