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
	l->told = false;
	l->sends.calls = 0;
	l->option = NULL;
	l->has_value = false;
}

static void look(struct looks *l, enum look_at which, struct fdtab *t, int fd)
{
	struct snapshot *s = &l->at[which];

	if (fd < 0 || snapshot_take(s, fd, t) < 0 || !s->serial)
		s->fd = -1;
}

/* The same at FD as long as it is the descriptor of that serial: a number that was closed may be
 * another's by now. */
static void look_at_same(
	struct looks *l, enum look_at which, struct fdtab *t, int fd, uint64_t serial)
{
	look(l, which, t, fd);
	if (l->at[which].fd >= 0 && l->at[which].serial != serial)
		l->at[which].fd = -1;
}

/* ---- who takes what is sent to an address ---- */

/* Whether a socket on LOCAL takes what goes to TO: on its very address, or on its port of all
 * addresses; that of IPv6 may take IPv4 too. */
static bool takes(const struct addr *local, const struct addr *to)
{
	if (addr_port(to) < 0)
		return local->len == to->len && !memcmp(&local->sa, &to->sa, to->len);
	if (addr_port(local) != addr_port(to))
		return false;
	if (addr_is_any(local))
		return local->sa.sa_family == to->sa.sa_family || local->sa.sa_family == AF_INET6;
	if (local->sa.sa_family != to->sa.sa_family)
		return false;
	return to->sa.sa_family == AF_INET
		       ? local->in.sin_addr.s_addr == to->in.sin_addr.s_addr
		       : IN6_ARE_ADDR_EQUAL(&local->in6.sin6_addr, &to->in6.sin6_addr);
}

/* Whether FD, of all addresses of IPv6, leaves IPv4's to others. */
static bool is_only6(int fd)
{
	const struct sockopt *o = sockopt_find(slice_of("IPV6_V6ONLY"), NULL);
	struct sockopt_value v;

	return !o || sockopt_read(o, fd, &v) < 0 || v.number;
}

/* Whether S speaks as FROM does: a datagram of UDP is none of UDP-Lite's. */
static bool speaks(struct snapshot *s, const struct snapshot *from)
{
	return snapshot_need(s, PART_TYPE) == 0 && snapshot_need(s, PART_PROTOCOL) == 0 &&
	       s->type == from->type && s->protocol == from->protocol;
}

/* Whether FD is a listener, or a socket that has no connections, on that address, for what FROM
 * sends. */
static bool receives(int fd, const struct snapshot *from, const struct addr *to)
{
	struct snapshot s;

	snapshot_begin(&s, fd, NULL);
	if (snapshot_need(&s, PART_LOCAL) < 0 || !takes(&s.local, to) || !speaks(&s, from) ||
		snapshot_need(&s, PART_LISTENING) < 0)
		return false;
	if (to->sa.sa_family == AF_INET && s.local.sa.sa_family == AF_INET6 && is_only6(fd))
		return false;
	return s.listening || s.type == SOCK_DGRAM;
}

static int find_target(struct fdtab *t, const struct snapshot *from, const struct addr *to)
{
	if (!to || to->len <= sizeof(to->sa.sa_family))
		return -1;
	for (int fd = fdtab_next(t, 2); fd >= 0; fd = fdtab_next(t, fd))
		if (fd != from->fd && receives(fd, from, to))
			return fd;
	return -1;
}

const struct addr *looks_named(const struct call *c)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_ADDR)
			return c->args[i].addr;
	return NULL;
}

/* To whom C goes that is none of its connection's: whom it names, or of datagrams whom its
 * socket was told. */
static const struct addr *destination(const struct call *c, const struct snapshot *from, int other)
{
	const struct addr *named = looks_named(c);

	if (!strcmp(c->name, "bind"))
		return NULL;
	if (named)
		return named;
	return other < 0 && from->type == SOCK_DGRAM && !from->why[PART_PEER] ? &from->peer : NULL;
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

static bool closes(const struct call *c)
{
	return !strcmp(c->name, "close");
}

static bool is_connection(const struct snapshot *s)
{
	return s->fd >= 0 && s->type == SOCK_STREAM && !s->why[PART_TCP] && !s->why[PART_PEER] &&
	       s->tcp.state != TCP_CLOSE && s->tcp.state != TCP_LISTEN;
}

/* -1: there is none, or the kernel does not tell. Where there is none its listener answers. */
static int state_left(
	struct fdtab *t, const struct addr *local, const struct addr *peer, int64_t *remain)
{
	int state = diag_tcp_state(t, local, peer, remain);

	return state == TCP_LISTEN ? -1 : state;
}

static struct left left_of(const struct snapshot *s, bool told)
{
	if (!is_connection(s))
		return (struct left){ .fd = -1 };
	return (struct left){ s->fd, s->serial, s->local, s->peer, told, s->tcp.state, 0 };
}

/* Once its number is another's, lines that begin with it would tell of that one. */
static void look_at_left(struct looks *l, const struct left *was, struct fdtab *t)
{
	l->left = *was;
	if (was->fd < 0 || fdtab_serial(t, was->fd)) {
		l->left.fd = -1;
		return;
	}
	l->left.remain = 0;
	l->left.state = state_left(t, &was->local, &was->peer, &l->left.remain);
}

bool left_is_open(const struct left *l)
{
	return l->state == TCP_ESTABLISHED || l->state == TCP_CLOSE_WAIT ||
	       l->state == TCP_SYN_SENT || l->state == TCP_SYN_RECV;
}

/* ---- what was received ---- */

static uint64_t received_by(struct fdtab *t, int fd)
{
	struct fd_info info;

	return fd >= 0 && fdtab_get(t, fd, &info) ? info.in : 0;
}

/* Of a stream both of whose ends are ours: which calls sent what has come since BEFORE. */
static void look_at_sends(struct looks *l, const struct looks *before, struct fdtab *t)
{
	const struct snapshot *from = &l->at[LOOK_OPERAND];

	l->in = received_by(t, l->at[LOOK_OPERAND].fd);
	if (from->fd >= 0 && from->type == SOCK_STREAM && l->in > before->in &&
		!fdtab_sends(t, from->fd, before->in, l->in, &l->sends))
		l->sends.calls = 0;
}

/* ---- before and after ---- */

void looks_before(struct looks *l, struct fdtab *t, const struct call *c)
{
	const struct snapshot *from = &l->at[LOOK_OPERAND];
	int64_t remain;
	int other;

	looks_clear(l);
	if (!c->has_fd || is_idle(c))
		return;
	look(l, LOOK_OPERAND, t, c->fd);
	if (!looks_at(l, LOOK_OPERAND))
		return;
	other = fdtab_other(t, c->fd);
	look(l, LOOK_OTHER, t, other);
	look(l, LOOK_TARGET, t, find_target(t, from, destination(c, from, other)));
	look_at_option(l, option_of(c));
	l->in = received_by(t, c->fd);
	if (closes(c) && is_connection(from))
		l->told = state_left(t, &from->local, &from->peer, &remain) >= 0;
}

/* What C returned, where it returned a descriptor. */
static void look_at_made(struct looks *l, struct fdtab *t, const struct call *c)
{
	if (c->made && c->result >= 0 && fdtab_serial(t, (int)c->result) == c->made)
		look_at_same(l, LOOK_MADE, t, (int)c->result, c->made);
}

void looks_again(const struct looks *before, struct looks *l, struct fdtab *t, const struct call *c)
{
	struct left left = before->left;

	looks_clear(l);
	for (int i = 0; i < LOOK_COUNT; i++)
		look_at_same(l, (enum look_at)i, t, before->at[i].fd, before->at[i].serial);
	if (c)
		look_at_made(l, t, c);
	if ((!c || closes(c)) && looks_at(before, LOOK_OPERAND) && !looks_at(l, LOOK_OPERAND))
		left = left_of(&before->at[LOOK_OPERAND], before->told);
	look_at_left(l, &left, t);
	look_at_sends(l, before, t);
	look_at_option(l, before->option);
}
