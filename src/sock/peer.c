/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is connected to whom. The two ends of an IP connection have each other's
 * addresses; those of AF_UNIX as a rule have none, but the kernel names the peer's
 * inode by sock_diag(7).
 */
#include "sock/peer.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fdtab_table.h"
#include "sock/diag.h"

/* Whom an end that has just been noted may be connected to. */
struct search {
	const struct entry *end;
	int top;               /* above the numbers that the other end may have */
	union inet_addr local; /* its own address, */
	int type;              /* and SO_TYPE */
	ino_t inode;           /* or of AF_UNIX its peer's */
};

typedef bool may_be(const struct search *s, const struct entry *e, int fd);

static bool is_free(const struct entry *e, const struct entry *end)
{
	return e != end && e->role && (!e->other || e->other == end->serial);
}

/* The entry that FITS, or NULL. Of the many that are connected to one listener, those
 * that have been found are passed over, so that few are left to ask the kernel about.
 * Lock held. */
static struct entry *find(struct fdtab *t, const struct search *s, may_be fits)
{
	for (int fd = 0; fd < s->top; fd++) {
		struct entry *e = entry_at(t, fd);

		if (!e)
			fd |= CHUNK_ENTRIES - 1;
		else if (is_free(e, s->end) && fits(s, e, fd))
			return e;
	}
	return NULL;
}

/* Lock held. */
static void join(struct fdtab *t, struct entry *e, struct entry *other)
{
	struct entry *last = e->other ? entry_of(t, e->other) : NULL;

	if (last && last->other == e->serial)
		last->other = 0;
	e->other = other ? other->serial : 0;
	if (other)
		other->other = e->serial;
}

/* ---- IPv4 and IPv6 ---- */

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
	struct addr local;

	if (addr_read(getsockname, fd, &local) < 0)
		return false;
	*a = inet_addr_of(&local);
	return a->sa.sa_family != AF_UNSPEC;
}

static int read_type(int fd)
{
	int type = -1;
	socklen_t len = sizeof(type);

	getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len);
	return type;
}

static bool has_the_addresses(const struct search *s, const struct entry *e, int fd)
{
	union inet_addr local;

	return same(e->last_peer, s->local) && read_local(fd, &local) &&
	       same(local, s->end->last_peer) && read_type(fd) == s->type;
}

/* The other end of FD, whose entry has its peer, below TOP; lock held. */
static struct entry *find_by_addresses(struct fdtab *t, const struct entry *e, int fd, int top)
{
	struct search s = { .end = e, .top = top, .type = read_type(fd) };

	return read_local(fd, &s.local) ? find(t, &s, has_the_addresses) : NULL;
}

/* ---- AF_UNIX ---- */

static bool has_the_inode(const struct search *s, const struct entry *e, int fd)
{
	struct stat st;

	(void)e;
	return !fstat(fd, &st) && S_ISSOCK(st.st_mode) && st.st_ino == s->inode;
}

/* The kernel is asked only where this process is at the other end too. Lock not held. */
static ino_t read_peer_inode(struct fdtab *t, int fd)
{
	struct ucred its;
	socklen_t len = sizeof(its);
	uint32_t inode;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &its, &len) < 0 || its.pid != getpid() ||
		diag_unix_peer(t, fd, &inode) < 0)
		return 0;
	return inode;
}

static struct entry *find_by_inode(struct fdtab *t, const struct entry *e, ino_t inode)
{
	struct search s = { .end = e, .top = t->top, .inode = inode };

	return inode ? find(t, &s, has_the_inode) : NULL;
}

/* ---- what is noted ---- */

void peer_connected(struct fdtab *t, int fd, const struct addr *peer)
{
	struct addr real;

	if (peer->len && peer->sa.sa_family == AF_UNIX)
		return;
	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	if (e && e->role && peer->len && peer->sa.sa_family == AF_UNSPEC) {
		e->last_peer = inet_addr_of(peer);
		join(t, e, NULL);
	} else if (e && e->role) {
		/* who connects to 0.0.0.0 is connected to 127.0.0.1 */
		bool connected = addr_read(getpeername, fd, &real) == 0;

		if (e->in || e->out)
			e->mixed = true;
		entry_connected(t, fd, e, connected ? &real : peer);
		join(t, e, find_by_addresses(t, e, fd, t->top));
	}
	fdtab_unlock(t);
}

uint64_t peer_accepted(struct fdtab *t, int fd, uint64_t listener, const struct addr *peer)
{
	uint64_t other = 0;
	bool is_unix = peer->len && peer->sa.sa_family == AF_UNIX;
	ino_t inode = is_unix ? read_peer_inode(t, fd) : 0;

	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	if (e && e->role) {
		e->listener = listener;
		e->last_peer = inet_addr_of(peer);
		join(t, e,
			is_unix ? find_by_inode(t, e, inode)
				: find_by_addresses(t, e, fd, t->connected));
		other = e->other;
	}
	fdtab_unlock(t);
	return other;
}

void peer_copied(struct fdtab *t, int fd, int of)
{
	struct entry *e = entry_at(t, fd);
	struct entry *from = entry_at(t, of);

	if (!e || !from || !from->role)
		return;
	e->last_peer = from->last_peer;
	e->other = from->other;
	e->mixed = from->mixed = true;
}

void peer_paired(struct fdtab *t, int a, int b)
{
	struct entry *one = entry_at(t, a), *two = entry_at(t, b);

	if (one && two)
		join(t, one, two);
}
