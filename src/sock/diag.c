/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions to NETLINK_SOCK_DIAG.
 */
#include "sock/diag.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <linux/vm_sockets_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sock/netlink.h"

/* sock_diag(7); what stands behind the first two bytes is the family's. */
struct question {
	struct nlmsghdr head;
	union {
		struct {
			__u8 family, protocol;
		} of;
		struct {
			struct inet_diag_req_v2 ask;
			struct rtattr attribute; /* INET_DIAG_REQ_PROTOCOL: of 32 bits */
			uint32_t protocol;
		} inet;
		struct unix_diag_req local;
		struct packet_diag_req packet;
		struct netlink_diag_req netlink;
		struct vsock_diag_req vsock;
	};
};

#define SIZE_OF(member) (NLMSG_LENGTH(sizeof(((struct question *)NULL)->member)))

/* ---- one socket ---- */

/* One that is found; the caller frees it. -1 with errno. */
static int ask(struct fdtab *t, struct question *q, size_t size, struct diag_list *found)
{
	struct netlink_answer a = {
		.each = diag_take, .context = found, .type = SOCK_DIAG_BY_FAMILY, .least = 1
	};
	int status = -1, why;

	q->head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
	fdtab_lock(t);
	int fd = netlink_socket(NETLINK_SOCK_DIAG, NULL);
	if (fd >= 0)
		status = netlink_ask(fd, &q->head, size, &a, NULL);
	why = errno;
	if (fd >= 0)
		close(fd);
	fdtab_unlock(t);
	if (!status && !found->count) {
		status = -1;
		why = EPROTO;
	}
	errno = why;
	return status;
}

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

static int ask_inet(struct fdtab *t, int protocol, const struct addr *local,
	const struct addr *peer, struct diag_socket *s)
{
	struct diag_list found = { .protocol = protocol };
	struct question q = {
		.inet.ask = { .sdiag_family = (__u8)local->sa.sa_family,
			.sdiag_protocol = (__u8)protocol,
			.idiag_states = ~0U,
			.id = { .idiag_if = interface_of(peer),
				.idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } } }
	};

	if (local->sa.sa_family != peer->sa.sa_family ||
		(local->sa.sa_family != AF_INET && local->sa.sa_family != AF_INET6)) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	set_end(local, &q.inet.ask.id.idiag_sport, q.inet.ask.id.idiag_src);
	set_end(peer, &q.inet.ask.id.idiag_dport, q.inet.ask.id.idiag_dst);
	int status = ask(t, &q, SIZE_OF(inet.ask), &found);
	if (!status)
		*s = found.sockets[0];
	int why = errno;
	diag_free(&found);
	errno = why;
	return status;
}

int diag_tcp_state(
	struct fdtab *t, const struct addr *local, const struct addr *peer, int64_t *left)
{
	struct diag_socket s = { 0 };
	long kept;

	if (ask_inet(t, IPPROTO_TCP, local, peer, &s) < 0)
		return -1;
	names_parse(&names_diag_timer, slice_of("kept"), &kept, NULL);
	*left = s.timer == kept ? s.left : 0;
	return s.state;
}

/* Of datagrams the kernel looks for the socket that gets what comes from the first address to the
 * second. */
int diag_other_end(struct fdtab *t, int protocol, const struct addr *local, const struct addr *peer,
	uint32_t *inode)
{
	bool datagrams = protocol == IPPROTO_UDP || protocol == IPPROTO_UDPLITE;
	struct diag_socket s = { 0 };

	errno = EOPNOTSUPP;
	if (!datagrams && protocol != IPPROTO_TCP)
		return -1;
	if (ask_inet(t, protocol, datagrams ? local : peer, datagrams ? peer : local, &s) < 0)
		return -1;
	*inode = s.state == TCP_LISTEN ? 0 : s.inode;
	errno = ENOENT;
	return *inode ? 0 : -1;
}

static int ask_unix(struct fdtab *t, int fd, __u32 show, struct diag_socket *s)
{
	struct diag_list found = { 0 };
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -1;
	struct question q = { .local = { .sdiag_family = AF_UNIX,
				      .udiag_states = ~0U,
				      .udiag_ino = (__u32)st.st_ino,
				      .udiag_show = show,
				      .udiag_cookie = {
					      INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } } };
	int status = ask(t, &q, SIZE_OF(local), &found);
	if (!status)
		*s = found.sockets[0];
	int why = errno;
	diag_free(&found);
	errno = why;
	return status;
}

int diag_unix_peer(struct fdtab *t, int fd, uint32_t *inode)
{
	struct diag_socket s = { 0 };

	if (ask_unix(t, fd, UDIAG_SHOW_PEER, &s) < 0)
		return -1;
	*inode = s.other;
	errno = ENOENT;
	return *inode ? 0 : -1;
}

int diag_unix_queue(struct fdtab *t, int fd, uint32_t *queue, uint32_t *backlog)
{
	struct diag_socket s = { 0 };

	if (ask_unix(t, fd, UDIAG_SHOW_RQLEN, &s) < 0)
		return -1;
	*queue = s.unread;
	*backlog = s.unacked;
	return 0;
}

/* ---- all of them ---- */

static const struct source {
	const char *kind;
	int family, protocol;
} sources[] = {
	{ "tcp", AF_INET, IPPROTO_TCP },
	{ "tcp6", AF_INET6, IPPROTO_TCP },
	{ "mptcp", AF_INET, IPPROTO_MPTCP },
	{ "mptcp6", AF_INET6, IPPROTO_MPTCP },
	{ "udp", AF_INET, IPPROTO_UDP },
	{ "udp6", AF_INET6, IPPROTO_UDP },
	{ "udplite", AF_INET, IPPROTO_UDPLITE },
	{ "udplite6", AF_INET6, IPPROTO_UDPLITE },
	{ "raw", AF_INET, IPPROTO_RAW },
	{ "raw6", AF_INET6, IPPROTO_RAW },
	{ "unix", AF_UNIX, 0 },
	{ "packet", AF_PACKET, 0 },
	{ "netlink", AF_NETLINK, NDIAG_PROTO_ALL },
	{ "vsock", AF_VSOCK, 0 },
};

/* Fills in Q; returns its size. */
static size_t ask_for_all(const struct source *from, struct question *q)
{
	*q = (struct question){ .head.nlmsg_type = SOCK_DIAG_BY_FAMILY };
	q->of.family = (__u8)from->family;
	switch (from->family) {
	case AF_UNIX:
		q->local.udiag_states = ~0U;
		q->local.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_VFS | UDIAG_SHOW_PEER |
				      UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID;
		return SIZE_OF(local);
	case AF_PACKET:
		q->packet.pdiag_show = PACKET_SHOW_INFO | PACKET_SHOW_MEMINFO;
		return SIZE_OF(packet);
	case AF_NETLINK: q->of.protocol = (__u8)from->protocol; return SIZE_OF(netlink);
	case AF_VSOCK: q->vsock.vdiag_states = ~0U; return SIZE_OF(vsock);
	default: break;
	}
	q->of.protocol = (__u8)from->protocol;
	q->inet.ask.idiag_states = ~0U;
	q->inet.attribute =
		(struct rtattr){ RTA_LENGTH(sizeof(q->inet.protocol)), INET_DIAG_REQ_PROTOCOL };
	q->inet.protocol = (uint32_t)from->protocol;
	return SIZE_OF(inet);
}

static int read_all(int fd, struct diag_list *l, struct err *e)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		struct netlink_answer a = { .each = diag_take,
			.context = l,
			.seq = (uint32_t)i,
			.type = SOCK_DIAG_BY_FAMILY,
			.least = 1,
			.dump = true };
		struct question q;

		l->protocol = sources[i].protocol;
		if (netlink_ask(fd, &q.head, ask_for_all(&sources[i], &q), &a, e) == 0)
			continue;
		if (errno != ENOENT)
			return -1;
		buf_addf(&l->untold, "%s%s", l->untold.len ? " " : "", sources[i].kind);
	}
	return 0;
}

int diag_read(struct diag_list *l, struct err *e)
{
	int fd = netlink_socket(NETLINK_SOCK_DIAG, e);

	if (fd < 0)
		return -1;
	int status = read_all(fd, l, e), why = errno;
	close(fd);
	errno = why;
	return status;
}
