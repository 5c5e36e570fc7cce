/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Datagrams on their way, ordered by when they are due. Private to serve.
 */
#ifndef SERVE_DUE_H
#define SERVE_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "serve/faults.h"

struct crossing;

struct parcel {
	int64_t due;
	uint64_t order; /* of those due at once, the one queued first goes first */
	size_t at;      /* where it stands; due.c's own */
	struct crossing *crossing;
	struct place place;
	int copies;
	size_t len;
	char data[];
};

/* All zero: none. */
struct due {
	struct parcel **heap;
	size_t count, capacity;
	uint64_t orders;
};

/* P, whose time is set, belongs to D from now on. */
void due_add(struct due *d, struct parcel *p);

/* The one that is due first; NULL: none. */
struct parcel *due_first(const struct due *d);

/* Takes P, which is in D, out: it is the caller's, to free or to add again. */
void due_take(struct due *d, struct parcel *p);

/* Frees D's memory; it is empty. */
void due_free(struct due *d);

#endif
