/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket addresses, and endpoints: what a user writes where an address
 * belongs. addr.c prints the ones, endpoint.c parses the others.
 */
#ifndef SOCK_ADDR_H
#define SOCK_ADDR_H

#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <linux/vm_sockets.h> /* wants sys/socket.h before it */

#include "base/buf.h"
#include "base/err.h"

struct addr {
	socklen_t len; /* 0: none */
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
		struct sockaddr_nl nl;
		struct sockaddr_ll ll;
		struct sockaddr_vm vm;
		struct sockaddr_storage storage;
	};
};

/* getsockname(2) or getpeername(2), as CALL says: 0, or -1 with errno and no address in A. */
typedef int addr_call(int fd, struct sockaddr *sa, socklen_t *len);
int addr_read(addr_call *call, int fd, struct addr *a);

/* "127.0.0.1:80", "[::1]:80", "[fe80::1%eth0]:80", "/path", "unix:relative",
 * "@abstract" (both escaped as in a C string), "unnamed" for a nameless AF_UNIX one;
 * "netlink:PID:GROUPS", "packet:IFACE:PROTO:MAC/TYPE" and "vsock:CID:PORT", of which the last
 * parts may be missing; "AF_UNSPEC"; another family as its name and bytes. What is printed, between
 * double quotes where bytes were escaped, parses as an endpoint again, "unnamed" and other families
 * aside. */
void addr_format(const struct addr *a, struct buf *b);

/* The host part alone ("127.0.0.1", "::1%eth0", the path or "@" and the name, their bytes as
 * they are and not escaped; nothing for an unnamed one), and the port (-1 if
 * the family has none). */
void addr_format_host(const struct addr *a, struct buf *b);
int addr_port(const struct addr *a);

/* Whether it is the address of all interfaces. */
bool addr_is_any(const struct addr *a);

enum endpoint_kind {
	ENDPOINT_INET,     /* host and port */
	ENDPOINT_PATH,     /* AF_UNIX path in host */
	ENDPOINT_ABSTRACT, /* AF_UNIX abstract name in host, without the '@' */
	ENDPOINT_NETLINK,  /* PID in host, GROUPS in port */
	ENDPOINT_PACKET,   /* interface in host, the rest in port */
	ENDPOINT_VSOCK,    /* CID in host, port in port */
	ENDPOINT_NONE,     /* AF_UNSPEC: no address, with which connect(2) dissolves */
};

/* The syntax of an endpoint; slices point into the words it was parsed from. */
struct endpoint {
	enum endpoint_kind kind;
	bool any;          /* host was "*": all interfaces */
	struct slice host; /* empty: none given, which means loopback */
	struct slice port; /* number or service name; empty for AF_UNIX */
	union {
		sa_family_t family; /* AF_INET, AF_INET6; or 0: host or port are not numeric */
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} numeric; /* of host and port, as connect(2) takes it; none where a zone is to be found */
};

/* Whether S is a path as it stands: "/", "./" or "../" begins it. Others are written unix:S. */
bool endpoint_is_plain_path(struct slice s);

/* The host and the port of a URL, its scheme where it names no port; false: it is none. */
bool endpoint_of_url(struct slice word, struct slice *host, struct slice *port);

/* Whether WORD is HOST:PORT with a number for the port. */
bool endpoint_is_host_port(struct slice word);

/* Whether an endpoint that begins with WORD goes on with a second word (HOST
 * PORT); NEXT is that word, or NULL if there is none. */
bool endpoint_takes_two(struct slice word, const struct slice *next);

/* Parses HOST:PORT, [V6]:PORT, PORT, a path, unix:PATH or @NAME from one word. A bare "unix:"
 * is the address without a path, with which bind(2) picks a name. "none" and "AF_UNSPEC" are
 * the address of no family. netlink:PID[:GROUPS], packet:IFACE[:PROTO[:MAC]][/TYPE] and
 * vsock:CID:PORT are those of these families; * is every interface, PROTO a name or number of
 * ETH_P_, CID a number, any, local, host or hypervisor.
 * Errors: an empty host (":9999", explained), several colons without brackets,
 * a port over 65535, a path longer than sun_path. Names are not looked up; a
 * lone word that is no number is taken for a service name. */
int endpoint_parse(struct slice word, struct endpoint *ep, struct err *e);

/* The same from two words. An IPv6 HOST may go without brackets here. */
int endpoint_parse_two(struct slice host, struct slice port, struct endpoint *ep, struct err *e);

/* Makes the address without asking any file or server: for AF_UNIX, numeric
 * hosts, "*" and no host (loopback), with a numeric port. FAMILY (AF_UNSPEC: not
 * known, taken for IPv4) decides what "*" and loopback mean; a numeric host keeps its own
 * family, whatever FAMILY says. Returns 1 when done, 0 when names need looking up or
 * there is no such interface. */
int addr_from_endpoint(const struct endpoint *ep, int family, struct addr *a);

#endif
