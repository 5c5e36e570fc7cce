/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whom a descriptor is connected to: the address, and the descriptor if it is one
 * of the user's. The two ends of a connection have each other's addresses.
 */
#include <string.h>

#include "fdtab_table.h"
#include "sock/state.h"

void entry_set_peer(struct entry *e, const struct addr *peer)
{
	if (peer->sa.sa_family == AF_INET)
		e->last_peer.in = peer->in;
	else if (peer->sa.sa_family == AF_INET6)
		e->last_peer.in6 = peer->in6;
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

/* ---- the other end ---- */

/* A socket of both families has IPv4 addresses in those of IPv6 (ipv6(7)). */
static void unmap(union inet_addr *a)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = a->in6.sin6_port };

	if (a->sa.sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr))
		return;
	memcpy(&in.sin_addr, &a->in6.sin6_addr.s6_addr[12], sizeof(in.sin_addr));
	a->in = in;
}

static bool same(union inet_addr a, union inet_addr b)
{
	unmap(&a);
	unmap(&b);
	if (a.sa.sa_family != b.sa.sa_family)
		return false;
	if (a.sa.sa_family == AF_INET)
		return a.in.sin_port == b.in.sin_port &&
		       a.in.sin_addr.s_addr == b.in.sin_addr.s_addr;
	return a.sa.sa_family == AF_INET6 && a.in6.sin6_port == b.in6.sin6_port &&
	       IN6_ARE_ADDR_EQUAL(&a.in6.sin6_addr, &b.in6.sin6_addr);
}

static bool read_local(int fd, union inet_addr *a)
{
	socklen_t len = sizeof(*a);

	a->sa.sa_family = AF_UNSPEC;
	return getsockname(fd, &a->sa, &len) == 0;
}

/* Whether the entry C of number FD may be the other end of what is connected from LOCAL. */
static bool is_waiting(const struct entry *c, const union inet_addr *local)
{
	return c && c->role && !c->shell && !c->other && same(c->last_peer, *local);
}

/* The entry whose addresses are those of FD the other way round, or NULL. Of the many
 * that are connected to one listener, those that have been found are passed over
 * by is_waiting, so that few are left to ask the kernel about. */
static struct entry *find_other(struct fdtab *t, int fd, const struct entry *e)
{
	union inet_addr local, its;

	if (!read_local(fd, &local))
		return NULL;
	for (int n = 0; n < t->base; n++) {
		struct entry *c = entry_at(t, n);

		if (!c)
			n |= CHUNK_ENTRIES - 1;
		else if (c != e && is_waiting(c, &local) && read_local(n, &its) &&
			 same(its, e->last_peer) && state_type(n) == state_type(fd))
			return c;
	}
	return NULL;
}

void fdtab_set_last_peer(struct fdtab *t, int fd, const struct addr *peer)
{
	struct addr real = { .len = sizeof(real.storage) };

	if (!peer->len)
		return;
	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	if (e && e->role) {
		/* who connects to 0.0.0.0 is connected to 127.0.0.1 */
		bool connected = getpeername(fd, &real.sa, &real.len) == 0;

		entry_set_peer(e, connected ? &real : peer);
		struct entry *other = find_other(t, fd, e);
		e->other = other ? other->serial : 0;
		if (other)
			other->other = e->serial;
	}
	fdtab_unlock(t);
}

int fdtab_other(struct fdtab *t, int fd)
{
	int found = -1;

	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	uint64_t serial = e && e->role ? e->other : 0;
	for (int n = 0; serial && n < t->base && found < 0; n++) {
		e = entry_at(t, n);
		if (!e)
			n |= CHUNK_ENTRIES - 1;
		else if (e->role && e->serial == serial)
			found = n;
	}
	fdtab_unlock(t);
	return found;
}
