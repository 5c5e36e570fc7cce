/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions to NETLINK_SOCK_DIAG, one socket each.
 */
#include "sock/diag.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

union answer {
	struct nlmsghdr head;
	char bytes[4096];
};

/* ---- asking ---- */

/* The kernel answers within sendmsg(2), so nothing here waits. */
static ssize_t converse(struct fdtab *t, const struct nlmsghdr *question, union answer *answer)
{
	ssize_t n = -1;

	fdtab_lock(t);
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (fd >= 0 && send(fd, question, question->nlmsg_len, 0) == (ssize_t)question->nlmsg_len)
		n = recv(fd, answer, sizeof(*answer), MSG_DONTWAIT);
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

/* Asks, and finds SIZE bytes of an answer at least. 0, or -1 with errno. */
static int ask(struct fdtab *t, const struct nlmsghdr *question, union answer *answer, size_t size)
{
	memset(&answer->head, 0, sizeof(answer->head));
	ssize_t n = converse(t, question, answer);
	if (n < 0)
		return -1;
	if (NLMSG_OK(&answer->head, (size_t)n) && answer->head.nlmsg_type == SOCK_DIAG_BY_FAMILY &&
		answer->head.nlmsg_len >= NLMSG_LENGTH(size))
		return 0;
	return refusal(&answer->head);
}

/* ---- TCP ---- */

struct tcp_question {
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

static void put(struct tcp_question *q, const struct addr *local, const struct addr *peer)
{
	*q = (struct tcp_question){
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

int diag_tcp_state(
	struct fdtab *t, const struct addr *local, const struct addr *peer, int64_t *left)
{
	enum { NS_PER_MS = 1000000, TIMER_OF_LIFE = 3 }; /* sock_diag(7), idiag_timer */
	struct tcp_question q;
	union answer answer;
	const struct inet_diag_msg *found = NLMSG_DATA(&answer.head);

	if (local->sa.sa_family != peer->sa.sa_family ||
		(local->sa.sa_family != AF_INET && local->sa.sa_family != AF_INET6)) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	put(&q, local, peer);
	if (ask(t, &q.head, &answer, sizeof(*found)) < 0)
		return -1;
	*left = found->idiag_timer == TIMER_OF_LIFE ? (int64_t)found->idiag_expires * NS_PER_MS : 0;
	return found->idiag_state;
}

/* ---- AF_UNIX ---- */

struct unix_question {
	struct nlmsghdr head;
	struct unix_diag_req ask;
};

/* The attribute of TYPE and SIZE that was asked for: copied to VALUE. */
static int find_attribute(const struct nlmsghdr *head, int type, void *value, size_t size)
{
	const struct unix_diag_msg *found = NLMSG_DATA(head);
	const struct rtattr *a = (const struct rtattr *)(found + 1);
	size_t left = head->nlmsg_len - NLMSG_LENGTH(sizeof(*found));

	/* it comes first, as nothing else was asked for */
	if (left < RTA_LENGTH(size) || a->rta_type != type) {
		errno = left ? EPROTO : ENOENT;
		return -1;
	}
	memcpy(value, RTA_DATA(a), size);
	return 0;
}

/* One attribute of FD: SHOW asks for it (UDIAG_SHOW_), TYPE and SIZE are what it has. */
static int ask_unix(struct fdtab *t, int fd, __u32 show, int type, void *value, size_t size)
{
	struct stat st;
	union answer answer;

	if (fstat(fd, &st) < 0)
		return -1;
	struct unix_question q = {
		.head = { .nlmsg_len = sizeof(q),
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST },
		.ask = { .sdiag_family = AF_UNIX,
			.udiag_states = ~0U,
			.udiag_ino = (__u32)st.st_ino,
			.udiag_show = show,
			.udiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } },
	};
	if (ask(t, &q.head, &answer, sizeof(struct unix_diag_msg)) < 0)
		return -1;
	return find_attribute(&answer.head, type, value, size);
}

int diag_unix_peer(struct fdtab *t, int fd, uint32_t *inode)
{
	if (ask_unix(t, fd, UDIAG_SHOW_PEER, UNIX_DIAG_PEER, inode, sizeof(*inode)) < 0)
		return -1;
	errno = ENOENT;
	return *inode ? 0 : -1;
}

int diag_unix_queue(struct fdtab *t, int fd, uint32_t *queue, uint32_t *backlog)
{
	struct unix_diag_rqlen lengths;

	if (ask_unix(t, fd, UDIAG_SHOW_RQLEN, UNIX_DIAG_RQLEN, &lengths, sizeof(lengths)) < 0)
		return -1;
	*queue = lengths.udiag_rqueue;
	*backlog = lengths.udiag_wqueue;
	return 0;
}
