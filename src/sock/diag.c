/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One question to NETLINK_SOCK_DIAG: the state of a TCP connection.
 */
#include "sock/diag.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct question {
	struct nlmsghdr head;
	struct inet_diag_req_v2 ask;
};

static void set_end(const struct addr *a, __be16 *port, __be32 *host)
{
	if (a->sa.sa_family == AF_INET) {
		*port = a->in.sin_port;
		memcpy(host, &a->in.sin_addr, sizeof(a->in.sin_addr));
	} else {
		*port = a->in6.sin6_port;
		memcpy(host, &a->in6.sin6_addr, sizeof(a->in6.sin6_addr));
	}
}

/* A link-local address means something on its interface only. */
static __u32 interface_of(const struct addr *a)
{
	return a->sa.sa_family == AF_INET6 ? a->in6.sin6_scope_id : 0;
}

static void put(struct question *q, const struct addr *local, const struct addr *peer)
{
	*q = (struct question){
		.head = { .nlmsg_len = sizeof(*q),
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST },
		.ask = { .sdiag_family = (__u8)local->sa.sa_family,
			.sdiag_protocol = IPPROTO_TCP,
			.idiag_states = ~0U,
			.id = { .idiag_if = interface_of(peer),
				.idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } } },
	};
	set_end(local, &q->ask.id.idiag_sport, q->ask.id.idiag_src);
	set_end(peer, &q->ask.id.idiag_dport, q->ask.id.idiag_dst);
}

/* The kernel answers within sendmsg(2), so nothing here waits. */
static ssize_t converse(struct fdtab *t, const struct question *q, void *answer, size_t size)
{
	ssize_t n = -1;

	fdtab_lock(t);
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (fd >= 0 && send(fd, q, sizeof(*q), 0) == (ssize_t)sizeof(*q))
		n = recv(fd, answer, size, MSG_DONTWAIT);
	int why = errno;
	if (fd >= 0)
		close(fd);
	fdtab_unlock(t);
	errno = why;
	return n;
}

static int refusal(const struct nlmsghdr *head)
{
	const struct nlmsgerr *said = NLMSG_DATA(head);
	bool whole =
		head->nlmsg_type == NLMSG_ERROR && head->nlmsg_len >= NLMSG_LENGTH(sizeof(*said));

	errno = whole && said->error < 0 ? -said->error : EPROTO;
	return -1;
}

int diag_tcp_state(
	struct fdtab *t, const struct addr *local, const struct addr *peer, int64_t *left)
{
	enum { NS_PER_MS = 1000000, TIMER_OF_LIFE = 3 }; /* sock_diag(7), idiag_timer */
	struct question q;
	union {
		struct nlmsghdr head;
		char bytes[4096];
	} answer = { .head = { 0 } };
	const struct inet_diag_msg *found = NLMSG_DATA(&answer.head);

	if (local->sa.sa_family != peer->sa.sa_family ||
		(local->sa.sa_family != AF_INET && local->sa.sa_family != AF_INET6)) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	put(&q, local, peer);
	ssize_t n = converse(t, &q, &answer, sizeof(answer));
	if (n < 0)
		return -1;
	if (!NLMSG_OK(&answer.head, (size_t)n) || answer.head.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
		answer.head.nlmsg_len < NLMSG_LENGTH(sizeof(*found)))
		return refusal(&answer.head);
	*left = found->idiag_timer == TIMER_OF_LIFE ? (int64_t)found->idiag_expires * NS_PER_MS : 0;
	return found->idiag_state;
}
