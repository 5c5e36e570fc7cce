/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A binary heap, in which each parcel knows its place.
 */
#include "due.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

static bool is_before(const struct parcel *a, const struct parcel *b)
{
	return a->due != b->due ? a->due < b->due : a->order < b->order;
}

static void put(struct due *d, size_t at, struct parcel *p)
{
	d->heap[at] = p;
	p->at = at;
}

static void move_up(struct due *d, struct parcel *p, size_t at)
{
	while (at && is_before(p, d->heap[(at - 1) / 2])) {
		put(d, at, d->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	put(d, at, p);
}

static void move_down(struct due *d, struct parcel *p, size_t at)
{
	for (size_t child; (child = at * 2 + 1) < d->count; at = child) {
		if (child + 1 < d->count && is_before(d->heap[child + 1], d->heap[child]))
			child++;
		if (is_before(p, d->heap[child]))
			break;
		put(d, at, d->heap[child]);
	}
	put(d, at, p);
}

void due_add(struct due *d, struct parcel *p)
{
	if (d->count == d->capacity) {
		d->capacity = d->capacity ? d->capacity * 2 : 16;
		d->heap = mem_realloc(d->heap, d->capacity * sizeof(struct parcel *));
	}
	p->order = d->orders++;
	move_up(d, p, d->count++);
}

struct parcel *due_first(const struct due *d)
{
	return d->count ? d->heap[0] : NULL;
}

void due_take(struct due *d, struct parcel *p)
{
	struct parcel *last = d->heap[--d->count];

	if (last == p)
		return;
	if (is_before(last, p))
		move_up(d, last, p->at);
	else
		move_down(d, last, p->at);
}

void due_free(struct due *d)
{
	free(d->heap);
	*d = (struct due){ 0 };
}
