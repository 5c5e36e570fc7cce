/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which descriptors a call may change, and what the kernel tells of them.
 */
#include "insight/looks.h"

#include <netinet/tcp.h>
#include <string.h>

#include "sock/diag.h"

/* Calls that only ask or wait, or act on what is no socket. */
static const char *const idle[] = { "getsockopt", "getsockname", "getpeername", "getaddrinfo",
	"getnameinfo", "fcntl", "poll", "ppoll", "select", "pselect", "epoll_create1", "epoll_ctl",
	"epoll_wait", "epoll_pwait2", "sockatmark", "unlink", NULL };

static bool is_idle(const struct call *c)
{
	for (const char *const *name = idle; *name; name++)
		if (!strcmp(*name, c->name))
			return true;
	return false;
}

void looks_clear(struct looks *l)
{
	for (int i = 0; i < LOOK_COUNT; i++)
		l->at[i].fd = -1;
	l->left.fd = -1;
	l->option = NULL;
	l->has_value = false;
}

static void look(struct looks *l, enum look_at which, struct fdtab *t, int fd)
{
	struct snapshot *s = &l->at[which];

	if (fd < 0 || snapshot_take(s, fd, t) < 0 || !s->serial)
		s->fd = -1;
}

/* ---- who takes what is sent to an address ---- */

static bool is_wildcard(const struct addr *a)
{
	if (a->sa.sa_family == AF_INET)
		return a->in.sin_addr.s_addr == htonl(INADDR_ANY);
	return a->sa.sa_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&a->in6.sin6_addr);
}

/* Whether a socket on LOCAL takes what goes to TO: on its very address, or on its port of all
 * addresses; that of IPv6 takes IPv4 too. */
static bool takes(const struct addr *local, const struct addr *to)
{
	if (addr_port(to) < 0)
		return local->len == to->len && !memcmp(&local->sa, &to->sa, to->len);
	if (addr_port(local) != addr_port(to))
		return false;
	if (is_wildcard(local))
		return local->sa.sa_family == to->sa.sa_family || local->sa.sa_family == AF_INET6;
	if (local->sa.sa_family != to->sa.sa_family)
		return false;
	return to->sa.sa_family == AF_INET
		       ? local->in.sin_addr.s_addr == to->in.sin_addr.s_addr
		       : IN6_ARE_ADDR_EQUAL(&local->in6.sin6_addr, &to->in6.sin6_addr);
}

/* Whether FD is a listener, or a socket that has no connections, on that address. */
static bool receives(int fd, const struct addr *to)
{
	struct snapshot s;

	snapshot_begin(&s, fd, NULL);
	if (snapshot_need(&s, PART_LOCAL) < 0 || !takes(&s.local, to) ||
		snapshot_need(&s, PART_TYPE) < 0 || snapshot_need(&s, PART_LISTENING) < 0)
		return false;
	return s.listening || s.type == SOCK_DGRAM;
}

static int find_target(struct fdtab *t, int from, const struct addr *to)
{
	int type = fdtab_type(t, from);

	if (!to || to->len <= sizeof(to->sa.sa_family))
		return -1;
	for (int fd = fdtab_next(t, 2); fd >= 0; fd = fdtab_next(t, fd))
		if (fd != from && fdtab_type(t, fd) == type && receives(fd, to))
			return fd;
	return -1;
}

/* The address that C names, or whom its descriptor is connected to. */
static const struct addr *destination(const struct call *c, const struct snapshot *operand)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_ADDR)
			return c->args[i].addr;
	return operand->taken & 1U << PART_PEER && !operand->why[PART_PEER] ? &operand->peer : NULL;
}

/* ---- the option that a call names ---- */

static const struct sockopt *option_of(const struct call *c)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_OPTION && c->args[i].option->get &&
			!c->args[i].option->disturbs)
			return c->args[i].option;
	return NULL;
}

static void look_at_option(struct looks *l, const struct sockopt *o)
{
	l->option = o;
	l->has_value = o && looks_at(l, LOOK_OPERAND) &&
		       sockopt_read(o, l->at[LOOK_OPERAND].fd, &l->value) == 0;
}

/* ---- what close leaves to the kernel ---- */

static bool is_connection(const struct snapshot *s)
{
	return s->type == SOCK_STREAM && !s->why[PART_TCP] && !s->why[PART_PEER] &&
	       s->tcp.state != TCP_CLOSE && s->tcp.state != TCP_LISTEN;
}

/* Where there is no such connection any more, its listener answers for it. */
static void look_at_left(struct looks *l, const struct left *was, struct fdtab *t)
{
	l->left = *was;
	if (was->fd < 0)
		return;
	l->left.remain = 0;
	l->left.state = diag_tcp_state(t, &was->local, &was->peer, &l->left.remain);
	if (l->left.state == TCP_LISTEN)
		l->left.state = -1;
}

static struct left left_of(const struct snapshot *s)
{
	struct left left = { .fd = -1 };

	if (s->fd >= 0 && is_connection(s))
		left = (struct left){ s->fd, s->local, s->peer, s->tcp.state, 0 };
	return left;
}

/* ---- before and after ---- */

void looks_before(struct looks *l, struct fdtab *t, const struct call *c)
{
	int other;

	looks_clear(l);
	if (!c->has_fd || is_idle(c))
		return;
	look(l, LOOK_OPERAND, t, c->fd);
	if (!looks_at(l, LOOK_OPERAND))
		return;
	other = fdtab_other(t, c->fd);
	look(l, LOOK_OTHER, t, other);
	if (other < 0 && strcmp(c->name, "bind") != 0)
		look(l, LOOK_TARGET, t,
			find_target(t, c->fd, destination(c, &l->at[LOOK_OPERAND])));
	look_at_option(l, option_of(c));
}

/* A number that was closed may be another's by now: its serial tells. */
static bool is_there(struct fdtab *t, const struct snapshot *s)
{
	return s->fd >= 0 && fdtab_serial(t, s->fd) == s->serial;
}

void looks_again(const struct looks *before, struct looks *l, struct fdtab *t, const struct call *c)
{
	struct left left = before->left;

	looks_clear(l);
	for (int i = 0; i < LOOK_MADE; i++)
		look(l, (enum look_at)i, t, is_there(t, &before->at[i]) ? before->at[i].fd : -1);
	if (c && c->made && looks_at(before, LOOK_OPERAND))
		look(l, LOOK_MADE, t, (int)c->result);
	else if (!c)
		look(l, LOOK_MADE, t,
			is_there(t, &before->at[LOOK_MADE]) ? before->at[LOOK_MADE].fd : -1);
	if (looks_at(before, LOOK_OPERAND) && !looks_at(l, LOOK_OPERAND))
		left = left_of(&before->at[LOOK_OPERAND]);
	look_at_left(l, &left, t);
	look_at_option(l, before->option);
}
