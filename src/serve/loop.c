/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Relays that lead to themselves: the servers are the nodes, "a connection to this
 * target comes to that listener" the edges, and a path back to the start is refused.
 */
#include "loop.h"

#include <ifaddrs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "conn.h"

/* An internet address, IPv4 as ::ffff:A.B.C.D. */
struct ip {
	struct in6_addr in6;
	uint32_t scope;
	int port;
};

struct search {
	const struct server_config *start;
	bool *seen; /* of start->others */
};

/* ---- internet addresses ---- */

static void map_v4(struct in6_addr *to, struct in_addr v4)
{
	*to = (struct in6_addr){ 0 };
	to->s6_addr[10] = to->s6_addr[11] = 0xff;
	memcpy(&to->s6_addr[12], &v4, sizeof(v4));
}

static bool ip_of(const struct sockaddr *sa, struct ip *ip)
{
	const struct sockaddr_in *in = (const void *)sa;
	const struct sockaddr_in6 *in6 = (const void *)sa;

	*ip = (struct ip){ 0 };
	if (sa->sa_family == AF_INET) {
		map_v4(&ip->in6, in->sin_addr);
		ip->port = ntohs(in->sin_port);
		return true;
	}
	if (sa->sa_family != AF_INET6)
		return false;
	ip->in6 = in6->sin6_addr;
	ip->scope = in6->sin6_scope_id;
	ip->port = ntohs(in6->sin6_port);
	return true;
}

static bool is_v4(const struct ip *ip)
{
	return IN6_IS_ADDR_V4MAPPED(&ip->in6);
}

static bool is_any(const struct ip *ip)
{
	uint32_t v4;

	memcpy(&v4, &ip->in6.s6_addr[12], sizeof(v4));
	return is_v4(ip) ? v4 == INADDR_ANY : IN6_IS_ADDR_UNSPECIFIED(&ip->in6);
}

static bool same_host(const struct ip *a, const struct ip *b)
{
	return IN6_ARE_ADDR_EQUAL(&a->in6, &b->in6) &&
	       (!a->scope || !b->scope || a->scope == b->scope);
}

/* All of 127.0.0.0/8 is this host: ip(7). Table's lock held: getifaddrs(3) opens a socket. */
static bool is_local(const struct ip *ip)
{
	struct ifaddrs *all = NULL;
	struct ip own;
	bool found = is_v4(ip) && ip->in6.s6_addr[12] == 127;

	if (found || getifaddrs(&all))
		return found;
	for (const struct ifaddrs *i = all; i && !found; i = i->ifa_next)
		found = i->ifa_addr && ip_of(i->ifa_addr, &own) && same_host(ip, &own);
	freeifaddrs(all);
	return found;
}

/* Connecting to the unspecified address is connecting to loopback: ip(7). */
static void settle_any(struct ip *ip)
{
	if (!is_any(ip))
		return;
	if (is_v4(ip))
		map_v4(&ip->in6, (struct in_addr){ htonl(INADDR_LOOPBACK) });
	else
		ip->in6 = in6addr_loopback;
}

static bool takes_both(int fd)
{
	int v6only = 1;
	socklen_t len = sizeof(v6only);

	return getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, &len) == 0 && !v6only;
}

static bool inet_reaches(const struct sockaddr *target, int fd, const struct sockaddr *bound)
{
	struct ip to, at;

	if (!ip_of(target, &to) || !ip_of(bound, &at) || to.port != at.port)
		return false;
	settle_any(&to);
	if (!is_any(&at))
		return same_host(&to, &at);
	return (is_v4(&to) == is_v4(&at) || (is_v4(&to) && takes_both(fd))) && is_local(&to);
}

/* ---- all addresses ---- */

/* A file may have several paths. */
static bool same_file(const struct addr *a, const struct addr *b)
{
	struct stat one, other;

	return stat(a->un.sun_path, &one) == 0 && stat(b->un.sun_path, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static bool unix_reaches(const struct addr *target, const struct addr *bound)
{
	if (bound->len <= sizeof(sa_family_t) || target->len <= sizeof(sa_family_t))
		return false;
	if (target->un.sun_path[0] && bound->un.sun_path[0])
		return same_file(target, bound);
	return target->len == bound->len && !memcmp(&target->un, &bound->un, bound->len);
}

/* Whether a connection to TARGET comes to the listener FD. */
static bool reaches(const struct addr *target, int fd)
{
	struct addr bound = { .len = sizeof(bound.storage) };

	if (getsockname(fd, &bound.sa, &bound.len) < 0)
		return false;
	if (target->sa.sa_family == AF_UNIX || bound.sa.sa_family == AF_UNIX)
		return target->sa.sa_family == bound.sa.sa_family && unix_reaches(target, &bound);
	return inet_reaches(&target->sa, fd, &bound.sa);
}

bool loop_reaches(const struct addr *target, int fd, struct fdtab *fds)
{
	bool reached;

	fdtab_lock(fds);
	reached = reaches(target, fd);
	fdtab_unlock(fds);
	return reached;
}

/* ---- the search ---- */

/* A port of TCP and one of UDP are two. */
static bool same_kind(int fd, const struct server *other)
{
	int type = 0;
	socklen_t len = sizeof(type);

	getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len);
	return (type == SOCK_DGRAM) == (other->type == SOCK_DGRAM);
}

/* The target of C that leads back to the start, or NULL. */
static const struct addr *leads_back(struct search *s, const struct server_config *c)
{
	for (size_t i = 0; i < c->options.target_count; i++) {
		const struct addr *target = &c->options.targets[i];

		if (reaches(target, s->start->fd))
			return target;
		for (size_t k = 0; k < s->start->other_count; k++) {
			const struct server *other = s->start->others[k];

			if (s->seen[k] || !same_kind(s->start->fd, other) ||
				!reaches(target, other->config.fd))
				continue;
			s->seen[k] = true;
			if (leads_back(s, &other->config))
				return target;
		}
	}
	return NULL;
}

int loop_check(const struct server_config *c, struct err *e)
{
	struct search s = { .start = c, .seen = mem_zalloc(c->other_count + 1, sizeof(bool)) };
	struct buf text = { 0 };
	const struct addr *target;

	fdtab_lock(c->fds);
	target = leads_back(&s, c);
	fdtab_unlock(c->fds);
	free(s.seen);
	if (!target)
		return 0;
	addr_format(target, &text);
	err_set(e, ERR_USAGE, "the target %s leads back to this relay", buf_cstr(&text));
	buf_free(&text);
	return err_hint(e, "one client would become sockets without end");
}
