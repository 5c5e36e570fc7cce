/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ends of a link: interfaces in the hosts, and packet sockets at their other halves.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "links_parts.h"
#include "sock/netlink.h"
#include "sock/rtnl_make.h"
#include "sock/sysctl.h"

/* ---- going to other namespaces ---- */

int journey_begin(struct journey *j, struct net *n, struct err *e)
{
	*j = (struct journey){ .net = n, .fd = -1 };
	if (netns_here(n->fds, &j->from, e) < 0)
		return -1;
	fdtab_lock(n->fds);
	return 0;
}

static void leave(struct journey *j)
{
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
}

int journey_to(struct journey *j, const struct netns *where, struct err *e)
{
	leave(j);
	if (netns_enter(where, e) < 0)
		return -1;
	j->fd = netlink_socket(NETLINK_ROUTE, e);
	return j->fd < 0 ? -1 : 0;
}

void journey_end(struct journey *j)
{
	leave(j);
	netns_enter(&j->from, NULL);
	fdtab_unlock(j->net->fds);
	netns_close(j->net->fds, &j->from);
}

/* ---- settings ---- */

bool links_have_ipv6(void)
{
	return access("/proc/sys/net/ipv6", F_OK) == 0;
}

static int set(struct net *n, const char *name, const char *value, struct err *e)
{
	return sysctl_write(n->fds, slice_of(name), slice_of(value), e);
}

static int set_of(
	struct net *n, const char *interface, const char *name, const char *value, struct err *e)
{
	char path[96];

	snprintf(path, sizeof(path), "net/ipv6/conf/%s/%s", interface, name);
	return set(n, path, value, e);
}

/* What joins groups while the interface comes up says so at once, when nobody listens, instead of
 * twice in the next second: version 1 of MLD does, and its second word is put off for long. */
static int begin_quiet(struct net *n, const char *interface, struct err *e)
{
	if (set_of(n, interface, "mldv1_unsolicited_report_interval", "2147483647", e) < 0)
		return -1;
	return set_of(n, interface, "force_mld_version", "1", e);
}

/* The group that is asked for the address, RFC 4291: its last three bytes are the address's. */
static bool has_joined(const struct rtnl *found, unsigned index, const uint8_t last[3])
{
	static const uint8_t lead[] = { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff };

	for (size_t i = 0; i < found->ngroups; i++) {
		const struct rtnl_address *a = &found->groups[i];

		if (a->index == index && a->addr.sa.sa_family == AF_INET6 &&
			!memcmp(&a->addr.in6.sin6_addr, lead, sizeof(lead)) &&
			!memcmp(a->addr.in6.sin6_addr.s6_addr + sizeof(lead), last, 3))
			return true;
	}
	return false;
}

/* A worker of the kernel joins them. Where it takes a second there is noise, no more. */
static void wait_for_groups(const struct link_end *end)
{
	const struct timespec shortly = clock_timespec(100 * MICROSECOND);
	bool done = false;

	for (int i = 0; i < 10000 && !done; i++) {
		struct rtnl found = { 0 };

		if (i)
			nanosleep(&shortly, NULL);
		done = rtnl_read(&found, RTNL_GROUPS, NULL) ||
		       (has_joined(&found, end->interface, end->mac + 3) &&
			       has_joined(&found, end->interface,
				       end->addr[IPV6].in6.sin6_addr.s6_addr + 13));
		rtnl_free(&found);
	}
}

static int end_quiet(struct net *n, const char *interface, struct err *e)
{
	if (set_of(n, interface, "force_mld_version", "0", e) < 0)
		return -1;
	return set_of(n, interface, "mldv1_unsolicited_report_interval", "10000", e);
}

/* A network takes IPv4's settings over from the machine's first, whatever these are. */
static int prepare_host(struct net *n, const struct host *h, struct err *e)
{
	const char *forward = h->router ? "1" : "0";

	if (set(n, "net.ipv4.ip_forward", forward, e) < 0 ||
		set(n, "net.ipv4.conf.all.rp_filter", "0", e) < 0 ||
		set(n, "net.ipv4.conf.default.rp_filter", "0", e) < 0)
		return -1;
	return links_have_ipv6() ? set(n, "net.ipv6.conf.all.forwarding", forward, e) : 0;
}

static int make_hub(struct net *n, struct err *e)
{
	struct journey j;
	int status;

	if (n->hub.fd >= 0)
		return 0;
	if (netns_make(n->fds, &n->hub, e) < 0 || journey_begin(&j, n, e) < 0)
		return -1;
	status = journey_to(&j, &n->hub, e);
	if (!status && links_have_ipv6())
		status = set(n, "net.ipv6.conf.default.disable_ipv6", "1", e);
	journey_end(&j);
	return status;
}

/* ---- interfaces ---- */

static void name_end(struct net *n, struct link *l, unsigned i)
{
	struct link_end *end = &l->ends[i];
	struct host *h = links_host(n, end);
	unsigned number = l->number + 1;
	const uint8_t mac[] = { 2, 0, 0, (uint8_t)(number >> 8), (uint8_t)number,
		(uint8_t)(i + 1) };

	memcpy(end->mac, mac, sizeof(mac));
	if (h)
		snprintf(end->name, sizeof(end->name), "eth%u", h->interfaces);
}

static int make_pair(
	struct journey *j, struct host *h, const struct link *l, unsigned i, struct err *e)
{
	struct link_end *end = &l->ends[i];
	char name[16];

	snprintf(name, sizeof(name), "l%hue%hu", (unsigned short)(l->number + 1),
		(unsigned short)(i + 1));
	struct rtnl_half hub = { .name = name, .ns = -1, .mac = { 2, 1, 0 } };
	struct rtnl_half half = { .name = end->name, .ns = h->ns.fd };
	memcpy(half.mac, end->mac, sizeof(half.mac));
	memcpy(hub.mac + 3, end->mac + 3, 3);
	if (rtnl_make_pair(j->fd, &hub, &half, l->mtu, e) < 0) {
		if (errno == EOPNOTSUPP)
			err_hint(e, "this kernel has no veth(4); where that is a module: as root, "
				    "modprobe veth");
		return -1;
	}
	end->hub = hub.index;
	end->interface = half.index;
	h->interfaces++;
	return rtnl_set_up(j->fd, hub.index, e);
}

int links_put_addresses(int fd, const struct link_end *end, bool ipv6_only, struct err *e)
{
	for (int f = ipv6_only ? IPV6 : IPV4; f < FAMILIES; f++)
		if (end->addr[f].len &&
			rtnl_add_address(fd, end->interface, &end->addr[f], end->prefix[f], e) < 0)
			return -1;
	return 0;
}

/* Nobody's addresses are known without asking, for there is nobody who answers. */
static int put_neighbours(int fd, const struct link *l, const struct link_end *end, struct err *e)
{
	for (unsigned i = 0; i < l->n; i++)
		for (int f = 0; !l->ends[i].host && f < FAMILIES; f++)
			if (l->ends[i].addr[f].len &&
				rtnl_add_neighbour(fd, end->interface, &l->ends[i].addr[f],
					l->ends[i].mac, e) < 0)
				return -1;
	return 0;
}

/* In the host: the interface as it is to be, and up. */
static int settle_end(
	struct journey *j, const struct host *h, const struct link *l, unsigned i, struct err *e)
{
	const struct link_end *end = &l->ends[i];
	bool ipv6 = end->addr[IPV6].len;

	if (h->interfaces == 1 && prepare_host(j->net, h, e) < 0)
		return -1;
	if (rtnl_offload_nothing(j->fd, end->name, e) < 0 ||
		(ipv6 && begin_quiet(j->net, end->name, e) < 0) ||
		rtnl_set_up(j->fd, end->interface, e) < 0 ||
		links_put_addresses(j->fd, end, false, e) < 0 ||
		put_neighbours(j->fd, l, end, e) < 0 ||
		rtnl_wait_running(j->fd, end->interface, e) < 0)
		return -1;
	if (!ipv6)
		return 0;
	wait_for_groups(end);
	return end_quiet(j->net, end->name, e);
}

/* ---- packet sockets ---- */

/* Of the hub, where the thread is; of nobody's end one that hears nothing. */
static int open_port(struct net *n, const struct link_end *end, struct err *e)
{
	struct sockaddr_ll where = { .sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)end->hub };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd >= 0 && end->host && bind(fd, (struct sockaddr *)&where, sizeof(where)) < 0) {
		int why = errno;

		close(fd);
		return err_system(e, why, "bind of a packet socket");
	}
	if (fd >= 0)
		fd = fdtab_take(n->fds, fd, "the end of a link");
	if (fd < 0) {
		err_system(e, errno, "a packet socket");
		if (errno == EAFNOSUPPORT)
			err_hint(e, "this kernel has no AF_PACKET; where that is a module: as "
				    "root, modprobe af_packet");
	}
	return fd;
}

static int open_ports(struct net *n, const struct link *l, int *ports, struct err *e)
{
	for (unsigned i = 0; i < l->n; i++) {
		ports[i] = open_port(n, &l->ends[i], e);
		if (ports[i] < 0) {
			while (i)
				fdtab_close(n->fds, ports[--i]);
			return -1;
		}
	}
	return 0;
}

/* ---- all of it ---- */

static int make(struct journey *j, struct link *l, int *ports, struct err *e)
{
	struct net *n = j->net;

	if (journey_to(j, &n->hub, e) < 0)
		return -1;
	for (unsigned i = 0; i < l->n; i++) {
		struct host *h = links_host(n, &l->ends[i]);

		name_end(n, l, i);
		if (h && make_pair(j, h, l, i, e) < 0)
			return -1;
	}
	for (unsigned i = 0; i < l->n; i++) {
		struct host *h = links_host(n, &l->ends[i]);

		if (h && (journey_to(j, &h->ns, e) < 0 || settle_end(j, h, l, i, e) < 0))
			return -1;
	}
	return journey_to(j, &n->hub, e) < 0 ? -1 : open_ports(n, l, ports, e);
}

int links_make_ends(struct net *n, struct link *l, int *ports, struct err *e)
{
	struct journey j;

	if (make_hub(n, e) < 0 || journey_begin(&j, n, e) < 0)
		return -1;
	int status = make(&j, l, ports, e);
	journey_end(&j);
	if (status)
		links_remove_ends(n, l);
	return status;
}

/* What is gone in the hub is gone in the host. */
void links_remove_ends(struct net *n, struct link *l)
{
	struct journey j;

	if (n->hub.fd < 0 || journey_begin(&j, n, NULL) < 0)
		return;
	if (journey_to(&j, &n->hub, NULL) == 0)
		for (unsigned i = 0; i < l->n; i++)
			if (l->ends[i].hub)
				rtnl_remove(j.fd, l->ends[i].hub, NULL);
	journey_end(&j);
	for (unsigned i = 0; i < l->n; i++) {
		struct host *h = links_host(n, &l->ends[i]);

		if (h && l->ends[i].hub)
			h->interfaces--;
	}
}
