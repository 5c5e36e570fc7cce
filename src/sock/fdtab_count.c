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

/* Walks back over the calls of which both ends are known. */
bool fdtab_sends(struct fdtab *t, int fd, uint64_t from, uint64_t to, struct sends *s)
{
	struct entry *e = entry_at(t, fd);
	uint32_t sends = e ? e->sends : 0, known = sends <= ENDS_KEPT ? sends : ENDS_KEPT - 1;
	uint64_t end = e ? e->out : 0, start;

	*s = (struct sends){ 0 };
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
