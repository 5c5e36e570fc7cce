/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames on their way: a heap, by the time at which they arrive.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "carrier_parts.h"

static bool is_before(const struct frame *a, const struct frame *b)
{
	return a->arrives != b->arrives ? a->arrives < b->arrives : a->order < b->order;
}

static void swap(struct way *w, size_t a, size_t b)
{
	struct frame *f = w->heap[a];

	w->heap[a] = w->heap[b];
	w->heap[b] = f;
}

static void rise(struct way *w, size_t at)
{
	for (; at && is_before(w->heap[at], w->heap[(at - 1) / 2]); at = (at - 1) / 2)
		swap(w, at, (at - 1) / 2);
}

static void sink(struct way *w, size_t at)
{
	for (;;) {
		size_t least = at, left = 2 * at + 1, right = left + 1;

		if (left < w->count && is_before(w->heap[left], w->heap[least]))
			least = left;
		if (right < w->count && is_before(w->heap[right], w->heap[least]))
			least = right;
		if (least == at)
			return;
		swap(w, at, least);
		at = least;
	}
}

void way_add(struct way *w, struct frame *f)
{
	if (w->count == w->room) {
		w->room = (w->room + BATCH) * 2;
		w->heap = mem_realloc(w->heap, w->room * sizeof(*w->heap));
	}
	f->order = w->entered++;
	w->bytes += f->len;
	w->heap[w->count] = f;
	rise(w, w->count++);
}

struct frame *way_first(const struct way *w)
{
	return w->count ? w->heap[0] : NULL;
}

struct frame *way_take(struct way *w)
{
	struct frame *f = way_first(w);

	if (!f)
		return NULL;
	w->bytes -= f->len;
	w->heap[0] = w->heap[--w->count];
	sink(w, 0);
	return f;
}

void way_forget(struct way *w, unsigned link)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->count; i++) {
		struct frame *f = w->heap[i];

		if (f->link != link) {
			w->heap[kept++] = f;
			continue;
		}
		w->bytes -= f->len;
		free(f);
	}
	w->count = kept;
	for (size_t i = kept / 2 + 1; i-- > 0;)
		if (i < kept)
			sink(w, i);
}

void way_free(struct way *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->heap[i]);
	free(w->heap);
	*w = (struct way){ 0 };
}
