/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking at the descriptor table.
 */
#include "fdtab_table.h"

bool fdtab_get(struct fdtab *t, int fd, struct fd_info *info)
{
	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	bool found = e && e->role;
	if (found)
		*info = (struct fd_info){ fd, e->shell, e->kept, e->role, e->serial, e->listener,
			e->other, e->in, e->out };
	fdtab_unlock(t);
	return found;
}

int fdtab_next(struct fdtab *t, int fd)
{
	int next = -1;

	fdtab_lock(t);
	for (int n = fd < 0 ? 0 : fd + 1; n < t->top && next < 0; n++) {
		struct entry *e = entry_at(t, n);

		if (!e)
			n |= CHUNK_ENTRIES - 1;
		else if (e->role)
			next = n;
	}
	fdtab_unlock(t);
	return next;
}
