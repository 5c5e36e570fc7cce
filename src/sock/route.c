/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes, by rtnetlink(7).
 */
#include "route.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

struct question {
	struct nlmsghdr head;
	struct rtmsg route;
	struct rtattr attribute;
	unsigned char ip[sizeof(struct in6_addr)];
};

static void ask(struct question *q, int family, const void *ip)
{
	size_t size = family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);

	memset(q, 0, sizeof(*q));
	q->head.nlmsg_type = RTM_GETROUTE;
	q->head.nlmsg_flags = NLM_F_REQUEST;
	q->head.nlmsg_len = (uint32_t)(offsetof(struct question, ip) + size);
	q->route.rtm_family = (unsigned char)family;
	q->route.rtm_dst_len = (unsigned char)(size * 8);
	q->attribute.rta_type = RTA_DST;
	q->attribute.rta_len = (unsigned short)RTA_LENGTH(size);
	memcpy(q->ip, ip, size);
}

/* The interface in an answer of LEN bytes, which is believed nothing it has no room for. */
static unsigned interface_in(const struct nlmsghdr *head, ssize_t len)
{
	const char *at, *end;

	if (len < (ssize_t)NLMSG_LENGTH(sizeof(struct rtmsg)) || head->nlmsg_len > (size_t)len ||
		head->nlmsg_len < NLMSG_LENGTH(sizeof(struct rtmsg)) ||
		head->nlmsg_type != RTM_NEWROUTE)
		return 0;
	at = (const char *)head + NLMSG_SPACE(sizeof(struct rtmsg));
	end = (const char *)head + head->nlmsg_len;
	while (end - at >= (ptrdiff_t)sizeof(struct rtattr)) {
		struct rtattr a;
		unsigned index;

		memcpy(&a, at, sizeof(a));
		if (a.rta_len < sizeof(a) || a.rta_len > end - at)
			break;
		if (a.rta_type == RTA_OIF && a.rta_len >= RTA_LENGTH(sizeof(index))) {
			memcpy(&index, at + RTA_LENGTH(0), sizeof(index));
			return index;
		}
		if (RTA_ALIGN(a.rta_len) > end - at)
			break;
		at += RTA_ALIGN(a.rta_len);
	}
	return 0;
}

unsigned route_interface(int family, const void *ip)
{
	struct question q;
	union {
		struct nlmsghdr head;
		char bytes[4096];
	} answer;
	unsigned index = 0;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0)
		return 0;
	ask(&q, family, ip);
	if (send(fd, &q, q.head.nlmsg_len, 0) >= 0)
		index = interface_in(&answer.head, recv(fd, &answer, sizeof(answer), 0));
	close(fd);
	return index;
}

bool route_address(unsigned index, struct in_addr *address)
{
	struct ifreq request = { 0 };
	struct sockaddr_in in;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool found;

	if (fd < 0)
		return false;
	request.ifr_ifindex = (int)index;
	found = !ioctl(fd, SIOCGIFNAME, &request) && !ioctl(fd, SIOCGIFADDR, &request);
	close(fd);
	if (!found)
		return false;
	memcpy(&in, &request.ifr_addr, sizeof(in));
	*address = in.sin_addr;
	return true;
}
