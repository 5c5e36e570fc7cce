/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the table holds of connections: sock/peer.h fills it.
 */
#include <string.h>
#include <sys/ioctl.h>

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

void fdtab_ending(struct fdtab *t, int fd, const char *how)
{
	struct fd_ending e = { .fd = fd, .how = how };

	if (addr_read(getsockname, fd, &e.local) < 0 || addr_read(getpeername, fd, &e.peer) < 0 ||
		addr_port(&e.peer) <= 0)
		return;
	if (ioctl(fd, FIONREAD, &e.unread) < 0)
		e.unread = 0;
	fdtab_lock(t);
	t->endings[t->nendings++ % ENDINGS_KEPT] = e;
	fdtab_unlock(t);
}

static bool is_same(const struct addr *a, const struct addr *b)
{
	return a->len == b->len && !memcmp(&a->sa, &b->sa, a->len);
}

bool fdtab_ended(
	struct fdtab *t, const struct addr *local, const struct addr *peer, struct fd_ending *found)
{
	bool known = false;

	fdtab_lock(t);
	for (unsigned i = 1; i <= ENDINGS_KEPT && i <= t->nendings && !known; i++) {
		*found = t->endings[(t->nendings - i) % ENDINGS_KEPT];
		known = is_same(&found->local, local) && is_same(&found->peer, peer);
	}
	fdtab_unlock(t);
	return known;
}
