/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about interfaces and routes, by rtnetlink(7).
 */
#include "sock/rtnl.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "sock/netlink.h"

enum { TRIES = 5 }; /* of a list that changes while it is told */

struct list_question {
	struct nlmsghdr head;
	struct ifinfomsg link; /* as long as any of the others; all begin with the family */
};

struct route_question {
	struct nlmsghdr head;
	struct rtmsg route;
	struct rtattr attribute;
	unsigned char ip[sizeof(struct in6_addr)];
};

/* A list, again where it changed meanwhile. COUNT is that of R. */
static int read_list(int fd, struct rtnl *r, uint16_t ask, uint16_t answer, int family,
	size_t *count, struct err *e)
{
	struct netlink_answer a = { .each = rtnl_take,
		.context = r,
		.type = answer,
		.dump = true,
		.least = answer == RTM_NEWLINK    ? sizeof(struct ifinfomsg)
			 : answer == RTM_NEWROUTE ? sizeof(struct rtmsg)
			 : answer == RTM_NEWNEIGH ? sizeof(struct ndmsg)
						  : sizeof(struct ifaddrmsg) };
	struct list_question q = { .head = { .nlmsg_type = ask },
		.link = { .ifi_family = (unsigned char)family } };
	size_t begin = *count;

	for (int i = 0; i < TRIES; i++) {
		*count = begin;
		a.changed = false;
		if (netlink_ask(fd, &q.head, NLMSG_LENGTH(a.least), &a, e) < 0)
			return -1;
		if (!a.changed)
			return 0;
	}
	errno = EAGAIN;
	err_set(e, ERR_SYSTEM, "the list changed each of the %d times that it was read", TRIES);
	return -1;
}

static int read_igmp(struct rtnl *r, struct err *e)
{
	static const char path[] = "/proc/thread-self/net/igmp";
	struct buf text = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_system(e, errno, path);
	int status = file_read_all(fd, &text, FILE_SCRIPT_MAX, NULL);
	close(fd);
	if (status < 0)
		err_system(e, errno, path);
	else
		rtnl_take_igmp(r, buf_slice(&text));
	buf_free(&text);
	return status;
}

/* IPv4's groups are told since Linux 6.15; before that the kernel knows no such question. */
static int read_groups(int fd, struct rtnl *r, struct err *e)
{
	if (read_list(fd, r, RTM_GETMULTICAST, RTM_GETMULTICAST, AF_INET, &r->ngroups, NULL) < 0 &&
		read_igmp(r, e) < 0)
		return -1;
	return read_list(fd, r, RTM_GETMULTICAST, RTM_GETMULTICAST, AF_INET6, &r->ngroups, e);
}

static int read_lists(int fd, struct rtnl *r, unsigned what, struct err *e)
{
	if (what & RTNL_LINKS &&
		read_list(fd, r, RTM_GETLINK, RTM_NEWLINK, AF_UNSPEC, &r->nlinks, e) < 0)
		return -1;
	if (what & RTNL_ADDRESSES &&
		read_list(fd, r, RTM_GETADDR, RTM_NEWADDR, AF_UNSPEC, &r->naddresses, e) < 0)
		return -1;
	if (what & RTNL_GROUPS && read_groups(fd, r, e) < 0)
		return -1;
	if (what & RTNL_NEIGHBOURS &&
		read_list(fd, r, RTM_GETNEIGH, RTM_NEWNEIGH, AF_UNSPEC, &r->nneighbours, e) < 0)
		return -1;
	if (!(what & RTNL_ROUTES))
		return 0;
	if (read_list(fd, r, RTM_GETROUTE, RTM_NEWROUTE, AF_INET, &r->nroutes, e) < 0)
		return -1;
	return read_list(fd, r, RTM_GETROUTE, RTM_NEWROUTE, AF_INET6, &r->nroutes, e);
}

int rtnl_read(struct rtnl *r, unsigned what, struct err *e)
{
	int fd = netlink_socket(NETLINK_ROUTE, e);

	if (fd < 0)
		return -1;
	int status = read_lists(fd, r, what, e), why = errno;
	close(fd);
	errno = why;
	return status;
}

static int ask_route(struct rtnl *r, int family, const void *ip, size_t size, struct err *e)
{
	struct netlink_answer a = {
		.each = rtnl_take, .context = r, .type = RTM_NEWROUTE, .least = sizeof(struct rtmsg)
	};
	struct route_question q = { .head = { .nlmsg_type = RTM_GETROUTE },
		.route = { .rtm_family = (unsigned char)family,
			.rtm_dst_len = (unsigned char)(size * 8),
			.rtm_flags = RTM_F_LOOKUP_TABLE },
		.attribute = { (unsigned short)RTA_LENGTH(size), RTA_DST } };
	int fd = netlink_socket(NETLINK_ROUTE, e);

	if (fd < 0)
		return -1;
	memcpy(q.ip, ip, size);
	int status = netlink_ask(fd, &q.head, offsetof(struct route_question, ip) + size, &a, e);
	int why = errno;
	close(fd);
	errno = why;
	return status;
}

int rtnl_read_route(struct rtnl *r, const struct addr *ip, struct err *e)
{
	if (ip->sa.sa_family == AF_INET)
		return ask_route(r, AF_INET, &ip->in.sin_addr, sizeof(ip->in.sin_addr), e);
	return ask_route(r, AF_INET6, &ip->in6.sin6_addr, sizeof(ip->in6.sin6_addr), e);
}

unsigned rtnl_interface(int family, const void *ip)
{
	struct rtnl r = { 0 };
	size_t size = family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
	unsigned index = 0;

	if (ask_route(&r, family, ip, size, NULL) == 0 && r.nroutes)
		index = r.routes[0].index;
	rtnl_free(&r);
	return index;
}

bool rtnl_interface_address(unsigned index, struct in_addr *address)
{
	struct rtnl r = { 0 };
	bool found = false;

	if (rtnl_read(&r, RTNL_ADDRESSES, NULL) == 0)
		for (size_t i = 0; i < r.naddresses && !found; i++) {
			const struct rtnl_address *a = &r.addresses[i];

			found = a->index == index && a->addr.sa.sa_family == AF_INET;
			if (found)
				*address = a->addr.in.sin_addr;
		}
	rtnl_free(&r);
	return found;
}
