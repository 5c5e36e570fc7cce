/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making interfaces, addresses and routes, by rtnetlink(7).
 */
#include "sock/rtnl_make.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "base/clock.h"
#include "sock/netlink.h"

/* ---- messages ---- */

struct message {
	union {
		struct nlmsghdr head;
		char bytes[512]; /* more than any here takes */
	};
	size_t len;
};

static void begin(struct message *m, uint16_t type, uint16_t flags, const void *fixed, size_t size)
{
	memset(m, 0, sizeof(*m));
	m->head.nlmsg_type = type;
	m->head.nlmsg_flags = NLM_F_ACK | flags;
	memcpy(NLMSG_DATA(&m->head), fixed, size);
	m->len = NLMSG_SPACE(size);
}

static void add(struct message *m, unsigned short type, const void *value, size_t size)
{
	struct rtattr *a = (struct rtattr *)(m->bytes + m->len);

	a->rta_type = type;
	a->rta_len = (unsigned short)RTA_LENGTH(size);
	memcpy(RTA_DATA(a), value, size);
	m->len += RTA_SPACE(size);
}

static void add_u32(struct message *m, unsigned short type, uint32_t value)
{
	add(m, type, &value, sizeof(value));
}

static void add_ip(struct message *m, unsigned short type, const struct addr *ip)
{
	if (ip->sa.sa_family == AF_INET)
		add(m, type, &ip->in.sin_addr, sizeof(ip->in.sin_addr));
	else
		add(m, type, &ip->in6.sin6_addr, sizeof(ip->in6.sin6_addr));
}

/* An attribute that holds others: from AT, which is where it begins, up to the end. */
static size_t open_nest(struct message *m, unsigned short type)
{
	size_t at = m->len;

	add(m, type, "", 0);
	return at;
}

static void close_nest(struct message *m, size_t at)
{
	struct rtattr *a = (struct rtattr *)(m->bytes + at);

	a->rta_len = (unsigned short)(m->len - at);
}

/* Told of no message: the answer is an acknowledgement. */
static int take_none(void *context, const struct nlmsghdr *m)
{
	(void)context;
	(void)m;
	return -1;
}

static int tell(int fd, struct message *m, struct err *e)
{
	struct netlink_answer a = { .each = take_none };

	return netlink_ask(fd, &m->head, m->len, &a, e);
}

/* ---- interfaces ---- */

static void add_half(struct message *m, const struct rtnl_half *half, int mtu)
{
	add(m, IFLA_IFNAME, half->name, strlen(half->name) + 1);
	add(m, IFLA_ADDRESS, half->mac, sizeof(half->mac));
	add_u32(m, IFLA_MTU, (uint32_t)mtu);
}

/* The link of a name or, where that is NULL, of an index. */
static int read_link(
	int fd, const char *name, unsigned index, struct rtnl_link *link, struct err *e)
{
	struct ifinfomsg info = { .ifi_index = (int)index };
	struct rtnl found = { 0 };
	struct netlink_answer a = {
		.each = rtnl_take, .context = &found, .type = RTM_NEWLINK, .least = sizeof(info)
	};
	struct message m;

	begin(&m, RTM_GETLINK, 0, &info, sizeof(info));
	m.head.nlmsg_flags = 0;
	if (name)
		add(&m, IFLA_IFNAME, name, strlen(name) + 1);
	int status = netlink_ask(fd, &m.head, m.len, &a, e);
	if (!status)
		*link = found.links[0];
	rtnl_free(&found);
	return status;
}

int rtnl_make_pair(int fd, struct rtnl_half *near, struct rtnl_half *far, int mtu, struct err *e)
{
	struct ifinfomsg info = { 0 };
	struct rtnl_link made;
	struct message m;

	begin(&m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof(info));
	add_half(&m, near, mtu);
	size_t linkinfo = open_nest(&m, IFLA_LINKINFO);
	add(&m, IFLA_INFO_KIND, "veth", strlen("veth"));
	size_t data = open_nest(&m, IFLA_INFO_DATA), peer = open_nest(&m, VETH_INFO_PEER);
	m.len += NLMSG_ALIGN(sizeof(info)); /* zeros: nothing else is asked of it */
	add_half(&m, far, mtu);
	if (far->ns >= 0)
		add_u32(&m, IFLA_NET_NS_FD, (uint32_t)far->ns);
	close_nest(&m, peer);
	close_nest(&m, data);
	close_nest(&m, linkinfo);
	if (tell(fd, &m, e) || read_link(fd, near->name, 0, &made, e))
		return -1;
	near->index = made.index;
	far->index = made.lower;
	return 0;
}

int rtnl_remove(int fd, unsigned index, struct err *e)
{
	struct ifinfomsg info = { .ifi_index = (int)index };
	struct message m;

	begin(&m, RTM_DELLINK, 0, &info, sizeof(info));
	return tell(fd, &m, e);
}

int rtnl_set_up(int fd, unsigned index, struct err *e)
{
	struct ifinfomsg info = {
		.ifi_index = (int)index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP
	};
	struct message m;

	begin(&m, RTM_NEWLINK, 0, &info, sizeof(info));
	return tell(fd, &m, e);
}

int rtnl_set_mtu(int fd, unsigned index, int mtu, struct err *e)
{
	struct ifinfomsg info = { .ifi_index = (int)index };
	struct message m;

	begin(&m, RTM_NEWLINK, 0, &info, sizeof(info));
	add_u32(&m, IFLA_MTU, (uint32_t)mtu);
	return tell(fd, &m, e);
}

static int ethtool(int fd, const char *name, uint32_t what, struct err *e)
{
	struct ethtool_value value = { .cmd = what };
	struct ifreq q = { .ifr_data = (void *)&value };

	memcpy(q.ifr_name, name, strnlen(name, sizeof(q.ifr_name) - 1));
	if (ioctl(fd, SIOCETHTOOL, &q) < 0)
		return err_system(e, errno, "ethtool");
	return 0;
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return clock_ns(t);
}

/* Asking by ethtool makes newer kernels settle the state at once; else a worker of the kernel
 * does, soon. */
int rtnl_wait_running(int fd, unsigned index, struct err *e)
{
	const struct timespec shortly = clock_timespec(100 * MICROSECOND);
	int64_t end = now() + SECOND;
	struct rtnl_link link;

	do {
		if (read_link(fd, NULL, index, &link, e))
			return -1;
		if (link.running)
			return 0;
		ethtool(fd, link.name, ETHTOOL_GLINK, NULL);
		nanosleep(&shortly, NULL);
	} while (now() < end);
	errno = ETIMEDOUT;
	return err_system(e, errno, link.name);
}

/* Transmission of segments follows from that of checksums: without them there is none. */
int rtnl_offload_nothing(int fd, const char *name, struct err *e)
{
	static const uint32_t switches[] = { ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO, ETHTOOL_SSG,
		ETHTOOL_STXCSUM };

	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++)
		if (ethtool(fd, name, switches[i], e))
			return -1;
	return 0;
}

/* ---- addresses, routes, neighbours ---- */

static struct addr broadcast_of(const struct addr *ip, int prefix)
{
	struct addr all = *ip;

	all.in.sin_addr.s_addr |= htonl(UINT32_MAX >> prefix);
	return all;
}

int rtnl_add_address(int fd, unsigned index, const struct addr *ip, int prefix, struct err *e)
{
	struct ifaddrmsg info = { .ifa_family = (unsigned char)ip->sa.sa_family,
		.ifa_prefixlen = (unsigned char)prefix,
		.ifa_flags = IFA_F_NODAD,
		.ifa_index = index };
	struct message m;

	begin(&m, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof(info));
	add_ip(&m, IFA_LOCAL, ip);
	add_ip(&m, IFA_ADDRESS, ip);
	if (ip->sa.sa_family == AF_INET && prefix < 31) {
		struct addr all = broadcast_of(ip, prefix);

		add_ip(&m, IFA_BROADCAST, &all);
	}
	return tell(fd, &m, e);
}

static int change_route(
	int fd, uint16_t type, uint16_t flags, const struct rtnl_route *route, struct err *e)
{
	struct rtmsg info = { .rtm_family = (unsigned char)route->family,
		.rtm_dst_len = (unsigned char)route->prefix,
		.rtm_type = RTN_UNICAST,
		.rtm_protocol = (unsigned char)route->protocol,
		.rtm_scope = route->via.len ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK };
	struct message m;

	if (type == RTM_DELROUTE)
		info.rtm_scope = RT_SCOPE_NOWHERE; /* any */
	begin(&m, type, flags, &info, sizeof(info));
	add_u32(&m, RTA_TABLE, route->table ? route->table : RT_TABLE_MAIN);
	if (route->to.len)
		add_ip(&m, RTA_DST, &route->to);
	if (route->via.len)
		add_ip(&m, RTA_GATEWAY, &route->via);
	if (route->metric)
		add_u32(&m, RTA_PRIORITY, route->metric);
	if (route->index)
		add_u32(&m, RTA_OIF, route->index);
	return tell(fd, &m, e);
}

int rtnl_add_route(int fd, const struct rtnl_route *route, struct err *e)
{
	return change_route(fd, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, route, e);
}

int rtnl_remove_route(int fd, const struct rtnl_route *route, struct err *e)
{
	return change_route(fd, RTM_DELROUTE, 0, route, e);
}

int rtnl_add_neighbour(
	int fd, unsigned index, const struct addr *ip, const uint8_t mac[RTNL_MAC], struct err *e)
{
	struct ndmsg info = { .ndm_family = (unsigned char)ip->sa.sa_family,
		.ndm_ifindex = (int)index,
		.ndm_state = NUD_PERMANENT };
	struct message m;

	begin(&m, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, &info, sizeof(info));
	add_ip(&m, NDA_DST, ip);
	add(&m, NDA_LLADDR, mac, RTNL_MAC);
	return tell(fd, &m, e);
}
