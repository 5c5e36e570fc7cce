/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What messages of sock_diag(7) tell.
 */
#include <linux/inet_diag.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/unix_diag.h>
#include <linux/vm_sockets_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sock/diag.h"
#include "sock/netlink.h"
#include "sock/state.h"

enum { NS_PER_MS = 1000000 };

static const struct name_row timer_rows[] = {
	{ 1, "retransmit", "what is not acknowledged will be sent again" },
	{ 2, "keepalive", "a probe will be sent, or the connection given up" },
	{ 3, "kept", "then the kernel forgets it" },
	{ 4, "probe", "the peer's window is closed: it will be asked" },
};
const struct names names_diag_timer = { .what = "a timer",
	.prefix = "",
	.rows = timer_rows,
	.count = sizeof(timer_rows) / sizeof(timer_rows[0]) };

void diag_add(struct diag_list *l, const struct diag_socket *s)
{
	if (!(l->count & (l->count - 1))) /* the capacity is a power of two */
		l->sockets = mem_realloc(
			l->sockets, (l->count ? l->count * 2 : 1) * sizeof(*l->sockets));
	l->sockets[l->count++] = *s;
}

void diag_free(struct diag_list *l)
{
	free(l->sockets);
	buf_free(&l->untold);
	*l = (struct diag_list){ 0 };
}

bool diag_is_queued(const struct diag_socket *s)
{
	return s->protocol == IPPROTO_TCP && !s->inode &&
	       (s->state == TCP_ESTABLISHED || s->state == TCP_CLOSE_WAIT);
}

bool diag_is_orphan(const struct diag_socket *s)
{
	return s->protocol == IPPROTO_TCP && !s->inode &&
	       (s->state == TCP_FIN_WAIT1 || s->state == TCP_FIN_WAIT2 || s->state == TCP_CLOSING ||
		       s->state == TCP_LAST_ACK);
}

static bool has(const struct nlmsghdr *m, size_t size)
{
	return m->nlmsg_len >= NLMSG_LENGTH(size);
}

/* ---- IPv4 and IPv6 ---- */

static void set_inet(struct addr *a, int family, __be16 port, const __be32 *host, unsigned index)
{
	memset(a, 0, sizeof(a->in6) + offsetof(struct addr, in6));
	a->sa.sa_family = (sa_family_t)family;
	if (family == AF_INET) {
		a->len = sizeof(a->in);
		a->in.sin_port = port;
		memcpy(&a->in.sin_addr, host, sizeof(a->in.sin_addr));
		return;
	}
	a->len = sizeof(a->in6);
	a->in6.sin6_port = port;
	memcpy(&a->in6.sin6_addr, host, sizeof(a->in6.sin6_addr));
	if (IN6_IS_ADDR_LINKLOCAL(&a->in6.sin6_addr))
		a->in6.sin6_scope_id = index;
}

static int inet_type(int protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
	case IPPROTO_MPTCP: return SOCK_STREAM;
	case IPPROTO_RAW: return SOCK_RAW;
	default: return SOCK_DGRAM;
	}
}

/* The kernel counts by sequence numbers, which the SYN and the FIN have too (RFC 9293, 3.4). */
static void without_fin(struct diag_socket *s)
{
	bool theirs =
		s->state == TCP_CLOSE_WAIT || s->state == TCP_CLOSING || s->state == TCP_LAST_ACK;
	bool ours = s->state == TCP_SYN_SENT || s->state == TCP_FIN_WAIT1 ||
		    s->state == TCP_CLOSING || s->state == TCP_LAST_ACK;

	if (theirs && s->unread)
		s->unread--;
	if (ours && s->unacked)
		s->unacked--;
}

/* The others are in one of two TCP states: connected, or not. */
static int plain_state(int state, bool bound)
{
	if (state == TCP_LISTEN)
		return state;
	if (state == TCP_ESTABLISHED)
		return STATE_CONNECTED;
	return bound ? STATE_BOUND : STATE_UNCONNECTED;
}

/* The "port" of a raw socket is its protocol (raw(7)). */
static void settle_inet(struct diag_socket *s)
{
	if (s->type == SOCK_RAW) {
		s->protocol = addr_port(&s->local);
		s->local.in.sin_port = s->peer.in.sin_port = 0; /* in6's is at the same place */
	}
	if (s->protocol == IPPROTO_TCP)
		without_fin(s);
	if (s->type != SOCK_STREAM)
		s->state = plain_state(s->state, addr_port(&s->local) > 0);
	if (s->state == TCP_LISTEN || s->state == STATE_BOUND || s->state == STATE_UNCONNECTED ||
		(s->state == TCP_CLOSE && !addr_port(&s->peer)))
		s->peer.len = 0;
}

static enum diag_only6 only6_of(const struct nlmsghdr *m, size_t behind)
{
	struct slice found[INET_DIAG_SKV6ONLY + 1];

	if (netlink_attributes(m, behind, found, INET_DIAG_SKV6ONLY + 1) < 0 ||
		!found[INET_DIAG_SKV6ONLY].len)
		return ONLY6_UNTOLD;
	return *found[INET_DIAG_SKV6ONLY].p ? ONLY6_YES : ONLY6_NO;
}

static int take_inet(struct diag_list *l, const struct nlmsghdr *m)
{
	const struct inet_diag_msg *d = NLMSG_DATA(m);

	if (!has(m, sizeof(*d)))
		return -1;
	struct diag_socket s = { .family = d->idiag_family,
		.type = inet_type(l->protocol),
		.protocol = l->protocol,
		.state = d->idiag_state,
		.unread = d->idiag_rqueue,
		.unacked = d->idiag_wqueue,
		.timer = d->idiag_timer,
		.tries = d->idiag_retrans,
		.left = d->idiag_timer ? (int64_t)d->idiag_expires * NS_PER_MS : 0,
		.inode = d->idiag_inode,
		.uid = d->idiag_uid,
		.index = d->id.idiag_if,
		.only6 = only6_of(m, sizeof(*d)) };
	set_inet(&s.local, s.family, d->id.idiag_sport, d->id.idiag_src, s.index);
	set_inet(&s.peer, s.family, d->id.idiag_dport, d->id.idiag_dst, s.index);
	settle_inet(&s);
	diag_add(l, &s);
	return 0;
}

/* ---- AF_UNIX ---- */

static int set_unix(struct addr *a, struct slice name)
{
	if (name.len > sizeof(a->un.sun_path))
		return -1;
	memset(a, 0, sizeof(a->un) + offsetof(struct addr, un));
	a->un.sun_family = AF_UNIX;
	if (name.len)
		memcpy(a->un.sun_path, name.p, name.len);
	a->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name.len);
	return 0;
}

static int take_unix(struct diag_list *l, const struct nlmsghdr *m)
{
	const struct unix_diag_msg *d = NLMSG_DATA(m);
	struct slice found[UNIX_DIAG_UID + 1];
	struct unix_diag_rqlen queue = { 0 };
	struct unix_diag_vfs file = { 0 };

	if (!has(m, sizeof(*d)) || netlink_attributes(m, sizeof(*d), found, UNIX_DIAG_UID + 1) < 0)
		return -1;
	struct diag_socket s = { .family = AF_UNIX,
		.type = d->udiag_type,
		.inode = d->udiag_ino,
		.other = netlink_u32(found[UNIX_DIAG_PEER], 0),
		.uid = netlink_u32(found[UNIX_DIAG_UID], 0) };
	if (set_unix(&s.local, found[UNIX_DIAG_NAME]) < 0)
		return -1;
	if (found[UNIX_DIAG_RQLEN].len >= sizeof(queue))
		memcpy(&queue, found[UNIX_DIAG_RQLEN].p, sizeof(queue));
	if (found[UNIX_DIAG_VFS].len >= sizeof(file))
		memcpy(&file, found[UNIX_DIAG_VFS].p, sizeof(file));
	s.file = file.udiag_vfs_ino;
	s.device = file.udiag_vfs_dev;
	s.unread = queue.udiag_rqueue;
	s.unacked = queue.udiag_wqueue;
	s.state = plain_state(d->udiag_state, found[UNIX_DIAG_NAME].len > 0);
	diag_add(l, &s);
	return 0;
}

/* ---- others ---- */

static int take_packet(struct diag_list *l, const struct nlmsghdr *m)
{
	const struct packet_diag_msg *d = NLMSG_DATA(m);
	struct slice found[PACKET_DIAG_MEMINFO + 1];

	if (!has(m, sizeof(*d)) ||
		netlink_attributes(m, sizeof(*d), found, PACKET_DIAG_MEMINFO + 1) < 0)
		return -1;
	struct diag_socket s = { .family = AF_PACKET,
		.type = d->pdiag_type,
		.protocol = d->pdiag_num,
		.inode = d->pdiag_ino,
		.uid = netlink_u32(found[PACKET_DIAG_UID], 0),
		.index = netlink_u32(found[PACKET_DIAG_INFO], 0), /* pdi_index, its first */
		.unread = netlink_u32(found[PACKET_DIAG_MEMINFO], 0) };
	s.local = (struct addr){ .len = sizeof(s.local.ll),
		.ll = { .sll_family = AF_PACKET,
			.sll_protocol = htons(d->pdiag_num),
			.sll_ifindex = (int)s.index } };
	s.state = s.index ? STATE_BOUND : STATE_UNCONNECTED;
	diag_add(l, &s);
	return 0;
}

/* The kernel's own have no port id, and are nobody's. */
static int take_netlink(struct diag_list *l, const struct nlmsghdr *m)
{
	const struct netlink_diag_msg *d = NLMSG_DATA(m);

	if (!has(m, sizeof(*d)))
		return -1;
	if (!d->ndiag_portid && !d->ndiag_ino)
		return 0;
	struct diag_socket s = { .family = AF_NETLINK,
		.type = d->ndiag_type,
		.protocol = d->ndiag_protocol,
		.inode = d->ndiag_ino };
	s.local = (struct addr){ .len = sizeof(s.local.nl),
		.nl = { .nl_family = AF_NETLINK, .nl_pid = d->ndiag_portid } };
	s.state = d->ndiag_dst_portid ? STATE_CONNECTED
		  : d->ndiag_portid   ? STATE_BOUND
				      : STATE_UNCONNECTED;
	diag_add(l, &s);
	return 0;
}

static struct addr vsock(uint32_t cid, uint32_t port)
{
	return (struct addr){ .len = sizeof(struct sockaddr_vm),
		.vm = { .svm_family = AF_VSOCK, .svm_cid = cid, .svm_port = port } };
}

static int take_vsock(struct diag_list *l, const struct nlmsghdr *m)
{
	const struct vsock_diag_msg *d = NLMSG_DATA(m);

	if (!has(m, sizeof(*d)))
		return -1;
	struct diag_socket s = { .family = AF_VSOCK,
		.type = d->vdiag_type,
		.inode = d->vdiag_ino,
		.local = vsock(d->vdiag_src_cid, d->vdiag_src_port) };
	s.state = plain_state(d->vdiag_state, d->vdiag_src_port != VMADDR_PORT_ANY);
	if (s.state == STATE_CONNECTED)
		s.peer = vsock(d->vdiag_dst_cid, d->vdiag_dst_port);
	diag_add(l, &s);
	return 0;
}

int diag_take(void *list, const struct nlmsghdr *m)
{
	struct diag_list *l = list;

	if (!has(m, sizeof(unsigned char)))
		return -1;
	switch (*(const unsigned char *)NLMSG_DATA(m)) { /* all begin with the family */
	case AF_INET:
	case AF_INET6: return take_inet(l, m);
	case AF_UNIX: return take_unix(l, m);
	case AF_PACKET: return take_packet(l, m);
	case AF_NETLINK: return take_netlink(l, m);
	case AF_VSOCK: return take_vsock(l, m);
	default: return -1;
	}
}
