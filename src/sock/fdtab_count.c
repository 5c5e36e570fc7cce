/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much has come and gone by a descriptor, and by which calls.
 */
#include "fdtab_table.h"

void fdtab_count(struct fdtab *t, int fd, uint64_t in, uint64_t out)
{
	struct entry *e = entry_at(t, fd);

	if (e && in)
		atomic_fetch_add_explicit(&e->in, in, memory_order_relaxed);
	if (!e || !out)
		return;
	uint64_t end = atomic_fetch_add_explicit(&e->out, out, memory_order_relaxed) + out;
	uint32_t n = atomic_fetch_add_explicit(&e->sends, 1, memory_order_relaxed);
	atomic_store_explicit(&e->ends[n % ENDS_KEPT], end, memory_order_relaxed);
}

void fdtab_mix(struct fdtab *t, int fd)
{
	struct entry *e = entry_at(t, fd);

	if (e)
		e->mixed = true;
}

/* Walks back over the calls of which both ends are known. */
static bool find_sends(const struct entry *e, uint64_t from, uint64_t to, struct sends *s)
{
	uint32_t sends = e->sends, known = sends <= ENDS_KEPT ? sends : ENDS_KEPT - 1;
	uint64_t end = e->out, start;

	if (from >= to || to > end)
		return false;
	for (uint32_t i = 0; i < known; i++, end = start) {
		start = i + 1 == sends ? 0 : e->ends[(sends - 2 - i) % ENDS_KEPT];
		if (start >= to)
			continue;
		s->calls++;
		s->ends = s->ends || end == to;
		s->begins = start == from;
		if (start <= from)
			return true;
	}
	return false;
}

bool fdtab_sends(struct fdtab *t, int fd, uint64_t from, uint64_t to, struct sends *s)
{
	*s = (struct sends){ 0 };
	fdtab_lock(t);
	const struct entry *e = entry_at(t, fd);
	const struct entry *other = e && e->role && !e->mixed ? entry_of(t, e->other) : NULL;
	bool found = other && !other->mixed && find_sends(other, from, to, s);
	fdtab_unlock(t);
	return found;
}
