/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last calls: copies of records in bounded memory. The oldest quarter makes room
 * for the newest.
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
	RING_SEGMENTS = 4,
	RING_PLAIN_ARGS = 4, /* of a call that is kept without what is between them */
	RING_RECENT = 64,    /* records that others like them refer to */
	RING_STRIDE = 4096,  /* records between two marks */
	RING_MARKS = 4,
};

/* A place behind a record, from which a walk may begin. */
struct ring_mark {
	uint64_t number; /* of records that were added before */
	uint64_t id;     /* the last one's, and when it began */
	int64_t began;
	unsigned segment;
	size_t at;
};

struct ring_segment {
	size_t used; /* bytes */
	uint64_t kept;
};

struct ring {
	char *bytes; /* NULL: nothing was ever added */
	size_t size; /* of a segment */
	struct ring_segment segments[RING_SEGMENTS];
	unsigned newest;                 /* segment; the oldest is the next one */
	const void *recent[RING_RECENT]; /* in the newest */
	uint64_t added, kept, dropped;
	struct ring_mark marks[RING_MARKS]; /* the last of them, each in its place */
	uint64_t last_id;                   /* of the newest record */
	int64_t last_began;
};

/* SIZE bytes, a multiple of 64 below 4 GiB; taken at the first record. */
void ring_init(struct ring *r, size_t size);
void ring_free(struct ring *r);

void ring_add(struct ring *r, const struct call *c);

/* The serial of the last descriptor that had the number FD in a call that is kept; 0: none. */
uint64_t ring_serial(const struct ring *r, int fd);

/* A walk from the oldest record to the newest, valid until the next ring_add. */
struct ring_walk {
	const struct ring *ring;
	uint64_t left;
	unsigned segment;
	size_t at;
	uint64_t id; /* of the record that it is at */
	int64_t began;
	struct call call; /* a plain one, unpacked */
	struct call_arg args[RING_PLAIN_ARGS];
	struct call_note note;
	struct addr addr;
	struct slice data;
};

void ring_walk(struct ring_walk *w, const struct ring *r);

/* The same without the oldest ones, so that at least LEAST are left, and not many more. */
void ring_walk_last(struct ring_walk *w, const struct ring *r, uint64_t least);

/* The next record, valid until the one after it is asked for; or NULL. */
const struct call *ring_next(struct ring_walk *w);

#endif
