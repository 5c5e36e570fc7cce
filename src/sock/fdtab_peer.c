/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the table holds of connections: sock/peer.h fills it.
 */
#include "fdtab_table.h"

union inet_addr inet_addr_of(const struct addr *a)
{
	union inet_addr in = { .sa = { .sa_family = AF_UNSPEC } };

	if (a->len && a->sa.sa_family == AF_INET)
		in.in = a->in;
	else if (a->len && a->sa.sa_family == AF_INET6)
		in.in6 = a->in6;
	return in;
}

void entry_connected(struct fdtab *t, int fd, struct entry *e, const struct addr *peer)
{
	e->last_peer = inet_addr_of(peer);
	if (fd >= t->connected)
		t->connected = fd + 1;
}

bool fdtab_last_peer(struct fdtab *t, int fd, struct addr *peer)
{
	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	bool known = e && e->role && e->last_peer.sa.sa_family != AF_UNSPEC;
	if (known && e->last_peer.sa.sa_family == AF_INET) {
		peer->in = e->last_peer.in;
		peer->len = sizeof(peer->in);
	} else if (known) {
		peer->in6 = e->last_peer.in6;
		peer->len = sizeof(peer->in6);
	}
	fdtab_unlock(t);
	return known;
}

/* The number that has SERIAL, or -1. */
static int number_of(struct fdtab *t, uint64_t serial)
{
	for (int fd = 0; serial && fd < t->top; fd++) {
		const struct entry *e = entry_at(t, fd);

		if (!e)
			fd |= CHUNK_ENTRIES - 1;
		else if (e->role && e->serial == serial)
			return fd;
	}
	return -1;
}

struct entry *entry_of(struct fdtab *t, uint64_t serial)
{
	return entry_at(t, number_of(t, serial));
}

int fdtab_other(struct fdtab *t, int fd)
{
	fdtab_lock(t);
	const struct entry *e = entry_at(t, fd);
	int found = e && e->role ? number_of(t, e->other) : -1;
	fdtab_unlock(t);
	return found;
}

int fdtab_listener(struct fdtab *t, int fd)
{
	fdtab_lock(t);
	const struct entry *e = entry_at(t, fd);
	int found = e && e->role ? number_of(t, e->listener) : -1;
	fdtab_unlock(t);
	return found;
}
