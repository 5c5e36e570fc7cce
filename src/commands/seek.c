/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Choosing among all sockets.
 */
#include "seek.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "lang/types.h"
#include "shell/session.h"
#include "sock/ring.h"
#include "sock/snapshot.h"

/* Room for one more of SIZE bytes behind COUNT: the capacity is a power of two. */
static void *grow(void *items, size_t count, size_t size)
{
	return count & (count - 1) ? items : mem_realloc(items, (count ? count * 2 : 1) * size);
}

/* ---- ends ---- */

static bool is_ip(const struct addr *a)
{
	return a->len && (a->sa.sa_family == AF_INET || a->sa.sa_family == AF_INET6);
}

static struct seek_end end_of(const struct addr *a)
{
	struct seek_end end = { .port = (uint16_t)addr_port(a) };

	if (a->sa.sa_family == AF_INET6) {
		memcpy(end.ip, &a->in6.sin6_addr, sizeof(end.ip));
		return end;
	}
	end.ip[10] = end.ip[11] = 0xff;
	memcpy(end.ip + 12, &a->in.sin_addr, sizeof(a->in.sin_addr));
	return end;
}

static int compare_ends(const void *a, const void *b)
{
	const struct seek_end *x = a, *y = b;

	return x->port != y->port ? x->port - y->port : memcmp(x->ip, y->ip, sizeof(x->ip));
}

static bool has_peer(const struct seek *k, const struct addr *a)
{
	struct seek_end end;

	if (!is_ip(a) || !k->npeers)
		return false;
	end = end_of(a);
	return bsearch(&end, k->peers, k->npeers, sizeof(end), compare_ends);
}

static void add_port(struct seek *k, int port)
{
	if (port > 0)
		k->ports[port / 8] |= (unsigned char)(1 << port % 8);
}

static bool has_port(const struct seek *k, const struct addr *a)
{
	int port = a->len ? addr_port(a) : 0;

	return port > 0 && k->ports[port / 8] & 1 << port % 8;
}

/* ---- what the session has, and had ---- */

static void add_local(struct seek *k, const struct addr *a)
{
	if (is_ip(a))
		add_port(k, addr_port(a));
	else if (a->len > offsetof(struct sockaddr_un, sun_path) && a->sa.sa_family == AF_UNIX) {
		k->names = grow(k->names, k->nnames, sizeof(*a));
		k->names[k->nnames++] = *a;
	}
}

static void add_peer(struct seek *k, const struct addr *a)
{
	if (is_ip(a) && addr_port(a) > 0) {
		k->peers = grow(k->peers, k->npeers, sizeof(*k->peers));
		k->peers[k->npeers++] = end_of(a);
	}
}

static int compare_own(const void *a, const void *b)
{
	const struct seek_own *x = a, *y = b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return (x->fd > y->fd) - (x->fd < y->fd);
}

static void add_own(struct seek *k, int fd, bool ends)
{
	struct snapshot look;
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISSOCK(st.st_mode))
		return;
	k->own = grow(k->own, k->nown, sizeof(*k->own));
	k->own[k->nown++] = (struct seek_own){ st.st_ino, fd };
	snapshot_begin(&look, fd, NULL);
	if (ends && snapshot_need(&look, PART_LOCAL) == 0)
		add_local(k, &look.local);
	if (ends && snapshot_need(&look, PART_PEER) == 0)
		add_peer(k, &look.peer);
}

static void add_descriptors(struct seek *k, struct fdtab *t)
{
	for (int fd = -1; (fd = fdtab_next(t, fd)) >= 0;)
		add_own(k, fd, k->session);
	if (k->nown)
		qsort(k->own, k->nown, sizeof(*k->own), compare_own);
}

/* What was closed since: the kernel may keep its connections yet. */
static void add_call(struct seek *k, const struct call *c)
{
	bool own = !strcmp(c->name, "bind") || !strcmp(c->name, "listen") ||
		   !strcmp(c->name, "getsockname");

	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_ADDR && c->args[i].addr)
			(own ? add_local : add_peer)(k, c->args[i].addr);
	for (size_t i = 0; i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_ADDR)
			(own ? add_local : add_peer)(k, c->notes[i].addr);
}

static void add_session(struct seek *k, struct session *s)
{
	struct ring_walk w;
	const struct call *c;

	observers_pause(&s->observers);
	ring_walk(&w, &s->ring);
	while ((c = ring_next(&w)))
		add_call(k, c);
	observers_resume(&s->observers);
}

/* ---- words ---- */

static void add_word(struct seek *k, const struct arg *word)
{
	if (word->num >= 0) {
		k->by_port = true;
		add_port(k, (int)word->num);
	} else if (word->num == SOUGHT_STATE) {
		k->by_state = true;
		k->states[((const struct name_row *)word->row)->value] = true;
	} else {
		k->by_kind = true;
	}
}

struct seek *seek_new(struct run *r, bool all)
{
	struct seek *k = mem_zalloc(1, sizeof(*k));

	k->words = r->args.rest;
	k->nwords = r->args.nrest;
	k->session = !all && !k->nwords;
	for (int i = 0; i < k->nwords; i++)
		add_word(k, &k->words[i]);
	add_descriptors(k, r->session->scope.fds);
	if (k->session)
		add_session(k, r->session);
	if (k->npeers)
		qsort(k->peers, k->npeers, sizeof(*k->peers), compare_ends);
	return k;
}

void seek_free(struct seek *k)
{
	free(k->peers);
	free(k->names);
	free(k->own);
	free(k);
}

/* ---- choosing ---- */

int seek_own_fd(const struct seek *k, uint64_t inode)
{
	size_t low = 0, high = k->nown;

	while (inode && low < high) {
		size_t middle = low + (high - low) / 2;

		if (k->own[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return inode && low < k->nown && k->own[low].inode == inode ? k->own[low].fd : -1;
}

/* A kind stands for that of IPv6 too, and for every protocol where it takes one. */
static bool has_kind(const struct seek *k, const struct diag_socket *s)
{
	int family = s->family == AF_INET6 ? AF_INET : s->family;
	const struct socket_kind *is = kind_of(family, s->type, s->protocol);
	const struct socket_kind *six = kind_of(s->family, s->type, s->protocol);

	for (int i = 0; i < k->nwords; i++)
		if (k->words[i].num == SOUGHT_KIND &&
			(k->words[i].row == is || k->words[i].row == six))
			return true;
	return false;
}

static bool has_name(const struct seek *k, const struct addr *a)
{
	for (size_t i = 0; i < k->nnames && a->sa.sa_family == AF_UNIX; i++)
		if (k->names[i].len == a->len && !memcmp(&k->names[i].un, &a->un, a->len))
			return true;
	return false;
}

static bool is_sessions(const struct seek *k, const struct diag_socket *s)
{
	return seek_own_fd(k, s->inode) >= 0 || seek_own_fd(k, s->other) >= 0 ||
	       has_port(k, &s->local) || has_port(k, &s->peer) || has_peer(k, &s->local) ||
	       has_peer(k, &s->peer) || has_name(k, &s->local);
}

bool seek_minds(const struct seek *k, const struct socket_kind *kind)
{
	bool has_ports =
		kind->type != SOCK_RAW && (kind->family == AF_INET || kind->family == AF_INET6);

	for (int i = 0; i < k->nwords; i++)
		if (k->words[i].num == SOUGHT_KIND &&
			(k->words[i].row == kind || kind_six(k->words[i].row) == kind))
			return true;
	return !k->by_kind && (!k->by_port || has_ports);
}

bool seek_wants(const struct seek *k, const struct diag_socket *s)
{
	if (k->session)
		return is_sessions(k, s);
	return (!k->by_port || has_port(k, &s->local) || has_port(k, &s->peer)) &&
	       (!k->by_state || (s->state >= 0 && s->state < SEEK_STATES && k->states[s->state])) &&
	       (!k->by_kind || has_kind(k, s));
}
