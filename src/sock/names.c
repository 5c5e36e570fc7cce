/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of constants: the tables, and what parses and prints them.
 */
#include "sock/names.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/nearest.h"
#include "base/text.h"
#include "names_rows.h"

enum {
	ERRNO_MAX = 4095, /* the kernel's MAX_ERRNO */
	SHOWN_MAX = 60,   /* bytes of a wrong word in a message */
	LISTED_MAX = 8,   /* rows that a hint lists */
};

/* The first row of a value is the one that prints. */

static const struct name_row family_rows[] = {
	ROW(AF_INET, "IPv4"),
	ROW(AF_INET6, "IPv6"),
	ROW(AF_UNIX, "local to this machine"),
	ROW(AF_LOCAL, "another name of AF_UNIX"),
	ROW(AF_UNSPEC, "not specified"),
	ROW(AF_NETLINK, "messages of the kernel"),
	ROW(AF_PACKET, "frames of a network interface"),
	ROW(AF_VSOCK, "virtual machine and host"),
	ROW(AF_BLUETOOTH, "Bluetooth"),
	ROW(AF_CAN, "controller area network"),
	ROW(AF_TIPC, "cluster communication"),
	ROW(AF_ALG, "the kernel's cryptography"),
	ROW(AF_XDP, "express data path"),
	ROW(AF_KEY, "IPsec keys"),
	ROW(AF_RDS, "reliable datagrams"),
	ROW(AF_KCM, "messages over TCP"),
	ROW(AF_SMC, "shared memory communication"),
	ROW(AF_QIPCRTR, "Qualcomm IPC router"),
	ROW(AF_PHONET, "Phonet"),
	ROW(AF_IEEE802154, "low-rate wireless"),
	ROW(AF_NFC, "near-field communication"),
	ROW(AF_PPPOX, "PPP over another protocol"),
	ROW(AF_LLC, "IEEE 802.2"),
	ROW(AF_RXRPC, "remote calls of AFS"),
	ROW(AF_MCTP, "management components"),
	ROW(AF_APPLETALK, "AppleTalk"),
	ROW(AF_AX25, "amateur radio"),
	ROW(AF_X25, "X.25"),
	ROW(AF_BRIDGE, "bridges of Ethernet"),
	ROW(AF_IPX, "Novell's IPX"),
	ROW(AF_NETROM, "amateur radio, routed"),
	ROW(AF_ROSE, "X.25 over amateur radio"),
	ROW(AF_ATMPVC, "ATM, permanent circuits"),
	ROW(AF_ATMSVC, "ATM, switched circuits"),
	ROW(AF_DECnet, "DECnet"),
	ROW(AF_IRDA, "infrared"),
};

static const struct name_row type_rows[] = {
	ROW(SOCK_STREAM, "a reliable stream of bytes"),
	ROW(SOCK_DGRAM, "datagrams"),
	ROW(SOCK_SEQPACKET, "a reliable sequence of messages"),
	ROW(SOCK_RAW, "packets with their headers; needs privilege"),
	ROW(SOCK_RDM, "reliable datagrams, in no order"),
};

static const struct name_row type_flag_rows[] = {
	ROW(SOCK_NONBLOCK, "calls return EAGAIN instead of waiting"),
	ROW(SOCK_CLOEXEC, "closed on execve"),
};

static const struct name_row protocol_rows[] = {
	ROW(IPPROTO_IP, "the family's usual protocol"),
	ROW(IPPROTO_TCP, "Transmission Control Protocol"),
	ROW(IPPROTO_UDP, "User Datagram Protocol"),
	ROW(IPPROTO_ICMP, "Internet Control Message Protocol"),
	ROW(IPPROTO_ICMPV6, "ICMP for IPv6"),
	ROW(IPPROTO_SCTP, "Stream Control Transmission Protocol"),
	ROW(IPPROTO_DCCP, "Datagram Congestion Control Protocol"),
	ROW(IPPROTO_UDPLITE, "UDP with a partial checksum"),
	ROW(IPPROTO_MPTCP, "Multipath TCP"),
	ROW(IPPROTO_RAW, "raw IP packets"),
	ROW(IPPROTO_IGMP, "Internet Group Management Protocol"),
	ROW(IPPROTO_IPIP, "IP in IP"),
	ROW(IPPROTO_IPV6, "IPv6 in IP"),
	ROW(IPPROTO_GRE, "Generic Routing Encapsulation"),
	ROW(IPPROTO_ESP, "Encapsulating Security Payload"),
	ROW(IPPROTO_AH, "Authentication Header"),
	ROW(IPPROTO_RSVP, "Reservation Protocol"),
	ROW(IPPROTO_PIM, "Protocol Independent Multicast"),
	ROW(IPPROTO_EGP, "Exterior Gateway Protocol"),
	ROW(IPPROTO_PUP, "PUP of Xerox"),
	ROW(IPPROTO_IDP, "IDP of Xerox"),
	ROW(IPPROTO_TP, "transport protocol of OSI"),
	ROW(IPPROTO_ROUTING, "routing header of IPv6"),
	ROW(IPPROTO_FRAGMENT, "fragmentation header of IPv6"),
	ROW(IPPROTO_NONE, "nothing follows the header"),
	ROW(IPPROTO_DSTOPTS, "destination options of IPv6"),
};

static const struct name_row msg_rows[] = {
	ROW(MSG_OOB, "urgent (out-of-band) data"),
	ROW(MSG_PEEK, "look at data and leave it in the queue"),
	ROW(MSG_DONTROUTE, "to hosts on directly connected networks only"),
	ROW(MSG_CTRUNC, "ancillary data was cut"),
	ROW(MSG_PROXY, "not used by the kernel"),
	ROW(MSG_TRUNC, "return the datagram's real length"),
	ROW(MSG_DONTWAIT, "this call does not wait"),
	ROW(MSG_EOR, "end of a record"),
	ROW(MSG_WAITALL, "wait for the whole amount"),
	ROW(MSG_FIN, "not used by the kernel"),
	ROW(MSG_SYN, "not used by the kernel"),
	ROW(MSG_CONFIRM, "the peer has answered: keep its link address"),
	ROW(MSG_RST, "not used by the kernel"),
	ROW(MSG_ERRQUEUE, "read the queue of errors"),
	ROW(MSG_NOSIGNAL, "no SIGPIPE when the peer has gone"),
	ROW(MSG_MORE, "more data follows: hold back a partial segment"),
	ROW(MSG_WAITFORONE, "recvmmsg: wait for the first message only"),
	ROW(MSG_BATCH, "sendmmsg: more messages follow"),
	ROW(MSG_ZEROCOPY, "send without copying"),
	ROW(MSG_FASTOPEN, "TCP Fast Open: data in the SYN"),
	ROW(MSG_CMSG_CLOEXEC, "received descriptors are closed on execve"),
};

static const struct name_row shut_rows[] = {
	ROW(SHUT_RD, "no more receiving"),
	ROW(SHUT_WR, "no more sending: the peer reads end of stream"),
	ROW(SHUT_RDWR, "neither"),
};

static const struct name_row tcp_state_rows[] = {
	{ TCP_ESTABLISHED, "ESTABLISHED", "open: data goes both ways" },
	{ TCP_SYN_SENT, "SYN_SENT", "connecting: SYN sent, not answered yet" },
	{ TCP_SYN_RECV, "SYN_RECV", "SYN received and answered, an acknowledgement is awaited" },
	{ TCP_FIN_WAIT1, "FIN_WAIT1", "closed here: FIN sent, not acknowledged yet" },
	{ TCP_FIN_WAIT2, "FIN_WAIT2", "closed here: FIN acknowledged, the peer may still send" },
	{ TCP_TIME_WAIT, "TIME_WAIT", "closed, late segments are awaited" },
	{ TCP_CLOSE, "CLOSE", "not connected" },
	{ TCP_CLOSE_WAIT, "CLOSE_WAIT", "the peer has closed its side, this one has not" },
	{ TCP_LAST_ACK, "LAST_ACK", "closed by both: FIN sent last" },
	{ TCP_LISTEN, "LISTEN", "waiting for connections" },
	{ TCP_CLOSING, "CLOSING", "closed by both at once" },
};

const struct names names_family = NAMES("an address family", "AF_", family_rows, false);
const struct names names_type = NAMES("a socket type", "SOCK_", type_rows, false);
const struct names names_type_flag =
	NAMES("a flag of a socket type", "SOCK_", type_flag_rows, true);
const struct names names_protocol = NAMES("a protocol", "IPPROTO_", protocol_rows, false);
const struct names names_msg = NAMES("a message flag", "MSG_", msg_rows, true);
const struct names names_msg_send = { "a message flag", "MSG_", msg_rows, COUNT(msg_rows), true,
	MSG_CONFIRM | MSG_DONTROUTE | MSG_DONTWAIT | MSG_EOR | MSG_MORE | MSG_NOSIGNAL | MSG_OOB |
		MSG_FASTOPEN | MSG_ZEROCOPY };
const struct names names_msg_recv = { "a message flag", "MSG_", msg_rows, COUNT(msg_rows), true,
	MSG_DONTWAIT | MSG_ERRQUEUE | MSG_OOB | MSG_PEEK | MSG_TRUNC | MSG_WAITALL };
const struct names names_shut = NAMES("a way to shut down", "SHUT_", shut_rows, false);
const struct names names_tcp_state = NAMES("a TCP state", "TCP_", tcp_state_rows, false);

static bool same_start(struct slice s, const char *prefix)
{
	size_t i;

	for (i = 0; prefix[i]; i++)
		if (i == s.len || text_lower(s.p[i]) != text_lower(prefix[i]))
			return false;
	return true;
}

/* Lengths differ more often than first letters do. */
bool names_same(struct slice s, const char *name)
{
	return s.len == strlen(name) && same_start(s, name);
}

static struct slice without_prefix(const struct names *n, struct slice s)
{
	size_t len = strlen(n->prefix);

	if (s.len <= len || !same_start(s, n->prefix))
		return s;
	return (struct slice){ s.p + len, s.len - len };
}

/* The short spelling of a row. */
static const char *short_name(const struct names *n, const struct name_row *row)
{
	size_t len = strlen(n->prefix);

	return strncmp(row->name, n->prefix, len) ? row->name : row->name + len;
}

/* Where they are few: those that do something where they are passed. */
static void hint_rows(const struct names *n, struct err *e)
{
	char list[160] = "";
	size_t i, used = 0, count = 0;

	for (i = 0; i < n->count && used < sizeof(list); i++) {
		if (n->offered && !(n->offered & n->rows[i].value))
			continue;
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
			count++ ? ", " : "", n->rows[i].name);
	}
	if (count <= LISTED_MAX && used < sizeof(list))
		err_hint(e, "one of %s", list);
}

static int unknown(const struct names *n, struct slice s, struct err *e)
{
	struct nearest near = nearest_to(s);
	size_t i;

	if (!e)
		return -1;
	for (i = 0; i < n->count; i++) {
		nearest_offer(&near, n->rows[i].name);
		nearest_offer_as(&near, short_name(n, &n->rows[i]), n->rows[i].name);
	}
	err_set(e, ERR_USAGE, "\"%.*s\" is not %s", (int)text_cut(s.p, s.len, SHOWN_MAX), s.p,
		n->what);
	if (!nearest_hint(&near, e))
		hint_rows(n, e);
	return -1;
}

const struct name_row *names_row(const struct names *n, struct slice s)
{
	struct slice shorter = without_prefix(n, s);

	for (size_t i = 0; i < n->count; i++)
		if (names_same(shorter, short_name(n, &n->rows[i])))
			return &n->rows[i];
	return NULL;
}

static int parse_one(const struct names *n, struct slice s, long *value, struct err *e)
{
	const struct name_row *row = names_row(n, s);
	int64_t number;

	if (row) {
		*value = row->value;
		return 0;
	}
	if (text_number(s, INT_MIN, n->flags ? UINT_MAX : INT_MAX, &number, e) < 0)
		return unknown(n, s, e);
	*value = (long)number;
	return 0;
}

int names_parse(const struct names *n, struct slice s, long *value, struct err *e)
{
	const char *end = s.p + s.len;
	bool more;
	long bit;

	if (!n->flags)
		return parse_one(n, s, value, e);
	*value = 0;
	do {
		s.len = 0;
		while (s.p + s.len < end && s.p[s.len] != '|' && s.p[s.len] != ',')
			s.len++;
		more = s.p + s.len < end;
		if (parse_one(n, s, &bit, e) < 0)
			return -1;
		*value |= bit;
		s.p += s.len + 1;
	} while (more);
	return 0;
}

static void print_flags(const struct names *n, long value, struct buf *b)
{
	const char *bar = "";
	size_t i;

	for (i = 0; i < n->count && value; i++) {
		if (!n->rows[i].value || (value & n->rows[i].value) != n->rows[i].value)
			continue;
		buf_addf(b, "%s%s", bar, n->rows[i].name);
		value &= ~n->rows[i].value;
		bar = "|";
	}
	if (value)
		buf_addf(b, "%s0x%x", bar, (unsigned int)value);
	else if (!*bar)
		buf_addc(b, '0');
}

void names_print(const struct names *n, long value, struct buf *b)
{
	const char *name;

	if (n->flags) {
		print_flags(n, value, b);
		return;
	}
	name = names_find(n, value);
	if (name)
		buf_adds(b, name);
	else
		buf_addf(b, "%ld", value);
}

const char *names_find(const struct names *n, long value)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		if (n->rows[i].value == value)
			return n->rows[i].name;
	return NULL;
}

const char *names_errno(int errnum)
{
	return errnum > 0 ? strerrorname_np(errnum) : NULL;
}

const char *names_errno_text(int errnum)
{
	return errnum > 0 ? strerrordesc_np(errnum) : NULL;
}

/* Second names, which strerrorname_np(3) does not know. */
static const struct name_row errno_aliases[] = {
	ROW(EWOULDBLOCK, NULL),
	ROW(EDEADLOCK, NULL),
	ROW(ENOTSUP, NULL),
};

static int errno_unknown(struct slice s, struct err *e)
{
	struct nearest near = nearest_to(s);
	int i;

	if (!e)
		return -1;
	for (i = 1; i <= ERRNO_MAX; i++)
		if (names_errno(i))
			nearest_offer(&near, names_errno(i));
	err_set(e, ERR_USAGE, "\"%.*s\" is not an error's name",
		(int)text_cut(s.p, s.len, SHOWN_MAX), s.p);
	nearest_hint(&near, e);
	return -1;
}

int names_errno_parse(struct slice s, int *errnum, struct err *e)
{
	int64_t number;
	size_t a;
	int i;

	/* all begin with E: the second letter tells most of them apart */
	for (i = 1; i <= ERRNO_MAX && s.len > 1; i++) {
		const char *name = names_errno(i);

		if (name && text_lower(name[1]) == text_lower(s.p[1]) && names_same(s, name)) {
			*errnum = i;
			return 0;
		}
	}
	for (a = 0; a < COUNT(errno_aliases); a++) {
		if (names_same(s, errno_aliases[a].name)) {
			*errnum = (int)errno_aliases[a].value;
			return 0;
		}
	}
	if (text_number(s, 0, ERRNO_MAX, &number, e) < 0)
		return errno_unknown(s, e);
	*errnum = (int)number;
	return 0;
}
