/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state of a socket. Its properties by name are in property.c.
 */
#include "sock/state.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "sock/addr.h"
#include "sock/names.h"
#include "sock/tcpinfo.h"

/* ---- what the kernel tells ---- */

/* An int option of level SOL_SOCKET, none of which is negative; -1 with errno. */
static int option(int fd, int name)
{
	int value;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &len) < 0 ? -1 : value;
}

static int queue_size(int fd, unsigned long request, int64_t *bytes)
{
	int value = 0;

	if (ioctl(fd, request, &value) < 0)
		return -1;
	*bytes = value;
	return 0;
}

int state_family(int fd)
{
	int family = option(fd, SO_DOMAIN);

	return family < 0 ? AF_UNSPEC : family;
}

int state_type(int fd)
{
	int type = option(fd, SO_TYPE);

	return type < 0 ? 0 : type;
}

int state_unread(int fd, int64_t *bytes)
{
	return queue_size(fd, SIOCINQ, bytes);
}

int state_unacked(int fd, int64_t *bytes)
{
	return queue_size(fd, SIOCOUTQ, bytes);
}

/* ---- one word ---- */

static bool is_bound(int fd, int type)
{
	struct addr a = { .len = sizeof(a.storage) };

	if (getsockname(fd, &a.sa, &a.len) < 0)
		return false;
	switch (a.sa.sa_family) {
	case AF_INET:
	case AF_INET6:
		/* The "port" of a raw socket is its protocol (raw(7)). */
		if (type != SOCK_RAW)
			return addr_port(&a) > 0;
		if (a.sa.sa_family == AF_INET)
			return a.in.sin_addr.s_addr != htonl(INADDR_ANY);
		return !IN6_IS_ADDR_UNSPECIFIED(&a.in6.sin6_addr);
	case AF_UNIX: return a.len > offsetof(struct sockaddr_un, sun_path);
	default: return false;
	}
}

static const char *plain_state(int fd, int type)
{
	struct addr peer = { .len = sizeof(peer.storage) };

	if (option(fd, SO_ACCEPTCONN) > 0)
		return "LISTEN";
	if (getpeername(fd, &peer.sa, &peer.len) == 0)
		return "CONNECTED";
	return is_bound(fd, type) ? "BOUND" : "UNCONNECTED";
}

int state_word(int fd, struct buf *b)
{
	int type = option(fd, SO_TYPE), state;

	if (type < 0)
		return -1;
	state = type == SOCK_STREAM ? tcpinfo_state(fd) : -1;
	if (state < 0)
		buf_adds(b, plain_state(fd, type));
	else
		names_print(&names_tcp_state, state, b);
	return 0;
}

static const struct kind {
	int family, type, protocol;
	const char *name;
} kinds[] = {
	{ AF_INET, SOCK_STREAM, IPPROTO_TCP, "tcp" },
	{ AF_INET6, SOCK_STREAM, IPPROTO_TCP, "tcp6" },
	{ AF_INET, SOCK_DGRAM, IPPROTO_UDP, "udp" },
	{ AF_INET6, SOCK_DGRAM, IPPROTO_UDP, "udp6" },
	{ AF_UNIX, SOCK_STREAM, 0, "unix" },
	{ AF_UNIX, SOCK_DGRAM, 0, "unix-dgram" },
	{ AF_UNIX, SOCK_SEQPACKET, 0, "unix-seqpacket" },
};

int state_kind(int fd, struct buf *b)
{
	int family = option(fd, SO_DOMAIN), type, protocol;
	size_t i;

	if (family < 0)
		return -1;
	type = option(fd, SO_TYPE);
	protocol = option(fd, SO_PROTOCOL);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].family == family && kinds[i].type == type &&
			kinds[i].protocol == protocol) {
			buf_adds(b, kinds[i].name);
			return 0;
		}
	}
	names_print(&names_family, family, b);
	buf_addc(b, '/');
	names_print(&names_type, type, b);
	return 0;
}
