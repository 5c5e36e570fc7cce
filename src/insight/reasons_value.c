/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * EINVAL: arguments that the kernel takes of nobody.
 */
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/text.h"
#include "reason.h"

/* ---- options ---- */

/* Of those whose numbers have bounds, tcp(7), ip(7), ipv6(7). */
static const struct {
	int level, option, low, high;
	bool or_default; /* which is -1 */
} ranges[] = {
	{ IPPROTO_IP, IP_MINTTL, 0, 255, false },
	{ IPPROTO_IP, IP_MULTICAST_TTL, 0, 255, true },
	{ IPPROTO_IP, IP_TTL, 1, 255, true },
	{ IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 0, 255, true },
	{ IPPROTO_IPV6, IPV6_TCLASS, 0, 255, true },
	{ IPPROTO_IPV6, IPV6_UNICAST_HOPS, 0, 255, true },
	{ IPPROTO_TCP, TCP_KEEPCNT, 1, 127, false },
	{ IPPROTO_TCP, TCP_KEEPIDLE, 1, 32767, false },
	{ IPPROTO_TCP, TCP_KEEPINTVL, 1, 32767, false },
	{ IPPROTO_TCP, TCP_SYNCNT, 1, 127, false },
};

/* What it takes, where it is an option by its number too. */
static const struct sockopt *find_row(const struct sockopt *o)
{
	for (size_t i = 0; i < sockopt_count; i++)
		if (sockopts[i].level == o->level && sockopts[i].option == o->option)
			return &sockopts[i];
	return NULL;
}

static void add_range(struct reason *r, const struct sockopt *o, const struct sockopt_value *v)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (ranges[i].level != o->level || ranges[i].option != o->option ||
			(v->number >= ranges[i].low && v->number <= ranges[i].high) ||
			(ranges[i].or_default && v->number == -1))
			continue;
		sockopt_print_name(o, r->text);
		buf_addf(r->text, " takes %d to %d%s", ranges[i].low, ranges[i].high,
			ranges[i].or_default ? ", or -1" : "");
	}
}

static void add_value(struct reason *r)
{
	const struct call_arg *a = reason_arg(r, CALL_VALUE);
	const struct sockopt *row = a && a->value ? find_row(a->option) : NULL;

	if (!row)
		return;
	if ((row->kind == &sockopt_int || row->kind == &sockopt_bool ||
		    row->kind == &sockopt_name) &&
		a->value->len < sizeof(int)) {
		sockopt_print_name(row, r->text);
		buf_addf(r->text, " takes an int, of %zu bytes, and was given ", sizeof(int));
		text_add_count(r->text, a->value->len, "byte");
	} else {
		add_range(r, row, a->value);
	}
}

/* ---- epoll ---- */

static const struct call_arg *last_of(const struct reason *r, enum call_arg_kind kind)
{
	const struct call_arg *found = NULL;

	for (size_t i = 0; i < r->call->nargs; i++)
		if (r->call->args[i].kind == kind)
			found = &r->call->args[i];
	return found;
}

/* EPOLLEXCLUSIVE goes with few, epoll_ctl(2). */
static void add_exclusive(struct reason *r)
{
	const unsigned with = EPOLLIN | EPOLLOUT | EPOLLWAKEUP | EPOLLET | EPOLLERR | EPOLLHUP;
	const struct call_arg *op = reason_arg(r, CALL_NAME), *events = reason_arg(r, CALL_FLAGS);
	unsigned rest = events ? (unsigned)events->num & ~(EPOLLEXCLUSIVE | with) : 0;

	if (!op || !events || !((unsigned)events->num & EPOLLEXCLUSIVE))
		return;
	if (op->num == EPOLL_CTL_MOD) {
		buf_adds(r->text, "EPOLLEXCLUSIVE goes with EPOLL_CTL_ADD alone");
	} else if (rest) {
		buf_adds(r->text, "EPOLLEXCLUSIVE does not go with ");
		names_print(events->names, (long)rest, r->text);
	}
}

static bool is_epoll(int fd)
{
	static const char kind[] = "anon_inode:[eventpoll]";
	char link[64], target[sizeof(kind) + 1];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, target, sizeof(target));
	return len > 0 && slice_is((struct slice){ target, (size_t)len }, kind);
}

static void add_epoll(struct reason *r)
{
	const struct call_arg *number = last_of(r, CALL_INT), *room = reason_arg(r, CALL_INT);

	if (!is_epoll(r->now.fd)) {
		reason_add_fd(r, r->now.fd);
		buf_adds(r->text, " is no epoll descriptor");
	} else if (reason_is(r, "epoll_wait") && room && room->num <= 0) {
		buf_adds(r->text, "there must be room for one event at least");
	} else if (reason_is(r, "epoll_ctl") && number && number->num == r->now.fd) {
		reason_add_fd(r, r->now.fd);
		buf_adds(r->text, " cannot watch itself");
	} else if (reason_is(r, "epoll_ctl")) {
		add_exclusive(r);
	}
}

static bool is_direction(const struct call_arg *how)
{
	return how && how->num >= SHUT_RD && how->num <= SHUT_RDWR;
}

void reason_add_invalid(struct reason *r)
{
	if (reason_is(r, "setsockopt"))
		add_value(r);
	else if (reason_is(r, "epoll_ctl epoll_wait"))
		add_epoll(r);
	else if (reason_is(r, "shutdown") && !is_direction(reason_arg(r, CALL_NAME)))
		buf_adds(r->text, "the direction is SHUT_RD, SHUT_WR or SHUT_RDWR");
}
