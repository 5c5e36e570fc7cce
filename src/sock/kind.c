/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of sockets.
 */
#include "sock/kind.h"

#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "names_rows.h"

#define IP   &names_protocol
#define NONE 0, false, NULL

/* clang-format off */
const struct socket_kind socket_kinds[] = {
	{ "tcp", AF_INET, SOCK_STREAM, IPPROTO_TCP, false, NULL, "a stream over IP" },
	{ "tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP, false, NULL, "the same over IPv6" },
	{ "udp", AF_INET, SOCK_DGRAM, IPPROTO_UDP, false, NULL, "datagrams over IP" },
	{ "udp6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP, false, NULL, "the same over IPv6" },
	{ "unix", AF_UNIX, SOCK_STREAM, NONE, "a stream within this machine" },
	{ "unix-dgram", AF_UNIX, SOCK_DGRAM, NONE, "datagrams within this machine" },
	{ "unix-seqpacket", AF_UNIX, SOCK_SEQPACKET, NONE, "records within this machine" },
	{ "udplite", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, false, NULL,
	  "datagrams whose checksum may cover a part" },
	{ "udplite6", AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE, false, NULL, "the same over IPv6" },
	{ "mptcp", AF_INET, SOCK_STREAM, IPPROTO_MPTCP, false, NULL,
	  "a stream over several paths of TCP" },
	{ "mptcp6", AF_INET6, SOCK_STREAM, IPPROTO_MPTCP, false, NULL, "the same over IPv6" },
	{ "icmp", AF_INET, SOCK_DGRAM, IPPROTO_ICMP, false, NULL,
	  "ping: echo requests and replies, without privilege where that is allowed" },
	{ "icmp6", AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6, false, NULL, "the same over IPv6" },
	{ "raw", AF_INET, SOCK_RAW, 0, true, IP, "PROTOCOL over IP; needs privilege" },
	{ "raw6", AF_INET6, SOCK_RAW, 0, true, IP, "the same over IPv6" },
	{ "packet", AF_PACKET, SOCK_RAW, ETH_P_ALL, false, &names_ether,
	  "frames of an interface, with their headers; needs privilege" },
	{ "packet-dgram", AF_PACKET, SOCK_DGRAM, ETH_P_ALL, false, &names_ether,
	  "the same without link-layer headers" },
	{ "netlink", AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, false, &names_netlink,
	  "messages of the kernel" },
	{ "vsock", AF_VSOCK, SOCK_STREAM, NONE, "a stream between virtual machine and host" },
};
/* clang-format on */

const size_t socket_kind_count = COUNT(socket_kinds);

const struct socket_kind *kind_find(struct slice name)
{
	for (size_t i = 0; i < socket_kind_count; i++)
		if (slice_is(name, socket_kinds[i].name))
			return &socket_kinds[i];
	return NULL;
}

/* Raw and datagram sockets of netlink are the same thing (netlink(7)). */
const struct socket_kind *kind_of(int family, int type, int protocol)
{
	for (size_t i = 0; i < socket_kind_count; i++) {
		const struct socket_kind *k = &socket_kinds[i];

		if (k->family == family && (k->type == type || family == AF_NETLINK) &&
			(k->protocols || k->protocol == protocol))
			return k;
	}
	return NULL;
}

const struct socket_kind *kind_six(const struct socket_kind *kind)
{
	size_t len = strlen(kind->name);

	for (size_t i = 0; i < socket_kind_count; i++) {
		const char *name = socket_kinds[i].name;

		if (!strncmp(name, kind->name, len) && !strcmp(name + len, "6"))
			return &socket_kinds[i];
	}
	return NULL;
}

/* ---- endpoints ---- */

/* The family that an endpoint's syntax means; AF_INET stands for both of IP. */
static int family_of(const struct endpoint *ep)
{
	switch (ep->kind) {
	case ENDPOINT_PATH:
	case ENDPOINT_ABSTRACT: return AF_UNIX;
	case ENDPOINT_NETLINK: return AF_NETLINK;
	case ENDPOINT_PACKET: return AF_PACKET;
	case ENDPOINT_VSOCK: return AF_VSOCK;
	case ENDPOINT_NONE: return AF_UNSPEC;
	default: return AF_INET;
	}
}

const struct socket_kind *kind_for(const struct endpoint *ep)
{
	for (size_t i = 0; i < socket_kind_count; i++)
		if (socket_kinds[i].family == family_of(ep))
			return &socket_kinds[i];
	return socket_kinds;
}

bool kind_takes(const struct socket_kind *kind, const struct endpoint *ep, const char **needs)
{
	int family = kind->family == AF_INET6 ? AF_INET : kind->family;

	switch (family) {
	case AF_INET: *needs = "HOST PORT"; break;
	case AF_UNIX: *needs = "a path or @name"; break;
	case AF_VSOCK: *needs = "vsock:CID:PORT"; break;
	default: *needs = "an address of its family"; break;
	}
	return family == family_of(ep);
}

const struct names *kind_protocols(int family)
{
	switch (family) {
	case AF_INET:
	case AF_INET6: return &names_protocol;
	case AF_NETLINK: return &names_netlink;
	case AF_PACKET: return &names_ether;
	default: return NULL;
	}
}
