/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket options, against the kernel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sock/sockopt.h"

enum { SOCKETS = 13 };

/* One of each kind that options are for; -1 where this machine has none. */
struct sockets {
	int fds[SOCKETS];
};

static int connected_udp(int family)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 in6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(9), .sin6_addr = IN6ADDR_LOOPBACK_INIT
	};
	int fd = socket(family, SOCK_DGRAM, 0), r;

	if (family == AF_INET)
		r = connect(fd, (struct sockaddr *)&in, sizeof(in));
	else
		r = connect(fd, (struct sockaddr *)&in6, sizeof(in6));
	if (r == 0)
		return fd;
	close(fd);
	return -1;
}

static struct sockets open_sockets(void)
{
	struct sockets s;

	s.fds[0] = socket(AF_INET, SOCK_STREAM, 0);
	s.fds[1] = socket(AF_INET6, SOCK_STREAM, 0);
	s.fds[2] = connected_udp(AF_INET);
	s.fds[3] = connected_udp(AF_INET6);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, s.fds + 4), 0);
	s.fds[6] = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE);
	s.fds[7] = socket(AF_NETLINK, SOCK_RAW, 0);
	s.fds[8] = socket(AF_VSOCK, SOCK_STREAM, 0);
	s.fds[9] = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	s.fds[10] = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	s.fds[11] = socket(AF_PACKET, SOCK_RAW, 0);
	s.fds[12] = socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
	return s;
}

static void close_sockets(const struct sockets *s)
{
	size_t i;

	for (i = 0; i < SOCKETS; i++)
		if (s->fds[i] >= 0)
			close(s->fds[i]);
}

/* Whether this machine has no socket of the kind, or none without privilege. */
static bool lacks(const struct sockets *s, const struct sockopt *o)
{
	switch (o->level) {
	case IPPROTO_IPV6: return s->fds[1] < 0 || s->fds[3] < 0;
	case IPPROTO_UDPLITE: return s->fds[6] < 0;
	case SOL_NETLINK: return s->fds[7] < 0;
	case AF_VSOCK: return s->fds[8] < 0;
	case SOL_RAW: return s->fds[9] < 0;
	case IPPROTO_ICMPV6: return s->fds[10] < 0;
	case SOL_PACKET: return s->fds[11] < 0;
	case SOL_MPTCP: return s->fds[12] < 0;
	default: return false;
	}
}

static const struct sockopt *option(const char *name)
{
	struct err e = { 0 };
	const struct sockopt *o = sockopt_find(slice_of(name), &e);

	if (!o)
		fail_msg("%s", e.text);
	return o;
}

/* IPv6 has its memberships under two names, the kernel's and that of RFC 3493; IP_RECVRETOPTS
 * stands before IP_RETOPTS. */
static bool is_second_name(const struct sockopt *o)
{
	return !strcmp(o->name, "IPV6_JOIN_GROUP") || !strcmp(o->name, "IPV6_LEAVE_GROUP") ||
	       !strcmp(o->name, "IP_RETOPTS");
}

static void every_row_is_whole_and_its_name_unique(void **state)
{
	size_t i, k;

	(void)state;
	assert_true(sockopt_count >= 30);
	for (i = 0; i < sockopt_count; i++) {
		const struct sockopt *o = &sockopts[i];

		char name[80];

		snprintf(name, sizeof(name), "%s%s%s", sockopt_needs_level(o) ? o->level_name : "",
			sockopt_needs_level(o) ? ":" : "", o->name);
		assert_ptr_equal(option(name), o);
		assert_true(o->get || o->set);
		assert_true(o->kind && (o->kind != &sockopt_name || o->of));
		assert_true(o->kind->parse || !o->set);
		assert_true(o->values[0] && o->summary[0]);
		assert_true(o->summary[strlen(o->summary) - 1] != '.');
		for (k = 0; k < i; k++)
			assert_false(o->level == sockopts[k].level &&
				     o->option == sockopts[k].option && !is_second_name(o));
	}
}

/* What this kernel may lack, and what has a value in another state only. */
static const char *const not_read[] = { "SO_PEERSEC", "IP_MSFILTER", "MCAST_MSFILTER",
	"IPV6_FLOWLABEL_MGR", "IPV6_NEXTHOP", "PACKET_ROLLOVER_STATS", "SO_PASSPIDFD",
	"SO_PASSRIGHTS", "SO_RCVPRIORITY", "SO_RESERVE_MEM", "TCP_DELACK_MAX_US", "TCP_IS_MPTCP",
	"TCP_QUEUE_SEQ", "TCP_REPAIR_QUEUE", "TCP_REPAIR_WINDOW", "TCP_RTO_MAX_MS",
	"TCP_RTO_MIN_US", "IP_PKTOPTIONS", "IPV6_ADDRFORM", "TLS_RX", "TLS_TX", "MPTCP_INFO",
	"IPV6_ROUTER_ALERT_ISOLATE", "SO_VM_SOCKETS_NONBLOCK_TXRX", "SO_VM_SOCKETS_PEER_HOST_VM_ID",
	"SO_VM_SOCKETS_TRUSTED", NULL };

static bool is_in(const char *const *list, const char *name)
{
	while (*list && strcmp(*list, name) != 0)
		list++;
	return *list;
}

static bool reads(const struct sockets *s, const struct sockopt *o)
{
	struct sockopt_value v, again;
	struct buf b = { 0 };
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < SOCKETS; i++) {
		if (sockopt_read(o, s->fds[i], &v) < 0)
			continue;
		sockopt_print(o, &v, &b);
		if (o->kind->parse && sockopt_parse(o, buf_slice(&b), &again, &e) < 0)
			fail_msg("%s: %s", o->name, e.text);
		buf_free(&b);
		return true;
	}
	return false;
}

static void every_readable_option_is_read_and_what_it_prints_parses(void **state)
{
	struct sockets s = open_sockets();
	size_t i;

	(void)state;
	for (i = 0; i < sockopt_count; i++)
		if (sockopts[i].get && !lacks(&s, &sockopts[i]) && !reads(&s, &sockopts[i]) &&
			!is_in(not_read, sockopts[i].name))
			fail_msg("%s cannot be read: %s", sockopts[i].name, strerror(errno));
	close_sockets(&s);
}

/* What to set, and what reads back, when that is not the same. */
static const struct {
	const char *name, *text, *back;
} settings[] = {
	{ "IP_ADD_MEMBERSHIP", "239.1.1.1%lo", NULL },
	{ "IP_BLOCK_SOURCE", "239.1.1.1 127.0.0.1 127.0.0.1", NULL },
	{ "IP_UNBLOCK_SOURCE", "239.1.1.1%lo 127.0.0.1", NULL },
	{ "IP_DROP_MEMBERSHIP", "239.1.1.1 lo", NULL },
	{ "IP_ADD_SOURCE_MEMBERSHIP", "232.1.1.1%lo 127.0.0.1", NULL },
	{ "IP_DROP_SOURCE_MEMBERSHIP", "232.1.1.1%127.0.0.1 127.0.0.1", NULL },
	{ "IPPROTO_IP:MCAST_JOIN_GROUP", "239.1.1.1%lo", NULL },
	{ "IPPROTO_IP:MCAST_BLOCK_SOURCE", "239.1.1.1%lo 127.0.0.1", NULL },
	{ "IPPROTO_IP:MCAST_UNBLOCK_SOURCE", "239.1.1.1%lo 127.0.0.1", NULL },
	{ "IPPROTO_IP:MCAST_MSFILTER", "239.1.1.1%lo exclude 127.0.0.1 127.0.0.2",
		"239.1.1.1%lo MCAST_EXCLUDE 127.0.0.1 127.0.0.2" },
	{ "IP_MSFILTER", "239.1.1.1%lo exclude 127.0.0.3",
		"239.1.1.1%127.0.0.1 MCAST_EXCLUDE 127.0.0.3" },
	{ "IPPROTO_IP:MCAST_LEAVE_GROUP", "239.1.1.1%1", NULL },
	{ "IPPROTO_IP:MCAST_JOIN_SOURCE_GROUP", "232.1.1.1 127.0.0.1 lo", NULL },
	{ "IPPROTO_IP:MCAST_LEAVE_SOURCE_GROUP", "232.1.1.1%lo 127.0.0.1", NULL },
	{ "IPPROTO_IPV6:MCAST_JOIN_GROUP", "ff02::1:5%lo", NULL },
	{ "IPPROTO_IPV6:MCAST_BLOCK_SOURCE", "ff02::1:5%lo ::1", NULL },
	{ "IPPROTO_IPV6:MCAST_UNBLOCK_SOURCE", "ff02::1:5%lo ::1", NULL },
	{ "IPPROTO_IPV6:MCAST_MSFILTER", "ff02::1:5%lo exclude ::1 ::2",
		"ff02::1:5%lo MCAST_EXCLUDE ::1 ::2" },
	{ "IPPROTO_IPV6:MCAST_LEAVE_GROUP", "ff02::1:5%lo", NULL },
	{ "IPPROTO_IPV6:MCAST_JOIN_SOURCE_GROUP", "ff32::1%lo ::1", NULL },
	{ "IPPROTO_IPV6:MCAST_LEAVE_SOURCE_GROUP", "ff32::1%lo ::1", NULL },
	{ "SO_REUSEPORT", "1", NULL },
	{ "SO_ATTACH_REUSEPORT_CBPF", "1,6 0 0 0", NULL },
	{ "SO_BINDTODEVICE", "lo", NULL },
	{ "IPV6_ADD_MEMBERSHIP", "ff02::1:5%lo", NULL },
	{ "IPV6_DROP_MEMBERSHIP", "ff02::1:5 lo", NULL },
	{ "IPV6_JOIN_GROUP", "ff02::1:5%lo", NULL },
	{ "IPV6_LEAVE_GROUP", "ff02::1:5%1", NULL },
	{ "IP_MULTICAST_IF", "127.0.0.1", NULL },
	{ "IP_UNICAST_IF", "lo", NULL },
	{ "IP_OPTIONS", "01010101", NULL },
	{ "IP_CHECKSUM", "1", NULL },
	{ "IP_HDRINCL", "1", NULL },
	{ "IP_LOCAL_PORT_RANGE", "40000-40010", NULL },
	{ "IP_NODEFRAG", "1", NULL },
	{ "IP_PASSSEC", "1", NULL },
	{ "IP_RECVERR_RFC4884", "1", NULL },
	{ "IP_RECVFRAGSIZE", "1", NULL },
	{ "IP_RECVOPTS", "1", NULL },
	{ "IP_RETOPTS", "1", NULL },
	{ "IP_RECVRETOPTS", "1", NULL },
	{ "IP_ROUTER_ALERT", "1", NULL },
	{ "IP_TRANSPARENT", "1", NULL },
	{ "IPV6_2292DSTOPTS", "1", NULL },
	{ "IPV6_2292HOPLIMIT", "1", NULL },
	{ "IPV6_2292HOPOPTS", "1", NULL },
	{ "IPV6_2292PKTINFO", "1", NULL },
	{ "IPV6_2292RTHDR", "1", NULL },
	{ "IPV6_ADDR_PREFERENCES", "public", "IPV6_PREFER_SRC_PUBLIC|IPV6_PREFER_SRC_HOME" },

	{ "IPV6_DSTOPTS", "0000010400000000", NULL },
	{ "IPV6_FLOWINFO", "1", NULL },
	{ "IPV6_FLOWINFO_SEND", "1", NULL },
	{ "IPV6_FLOWLABEL_MGR", "dst=::1,label=0x12345,share=any,flags=create", NULL },
	{ "IPV6_HDRINCL", "1", NULL },
	{ "IPV6_HOPOPTS", "0000010400000000", NULL },
	{ "IPV6_ORIGDSTADDR", "1", NULL },
	{ "IPV6_PKTINFO", "::1%lo", NULL },
	{ "IPV6_RECVDSTOPTS", "1", NULL },
	{ "IPV6_RECVERR_RFC4884", "1", NULL },
	{ "IPV6_RECVFRAGSIZE", "1", NULL },
	{ "IPV6_RECVHOPOPTS", "1", NULL },
	{ "IPV6_RECVPATHMTU", "1", NULL },
	{ "IPV6_RECVRTHDR", "1", NULL },
	{ "IPV6_ROUTER_ALERT_ISOLATE", "1", NULL },
	{ "IPV6_RTHDRDSTOPTS", "0000010400000000", NULL },
	{ "IPV6_TRANSPARENT", "1", NULL },
	{ "IPV6_UNICAST_IF", "lo", NULL },
	{ "SO_ATTACH_FILTER", "1,6 0 0 262144", NULL },
	{ "SO_BUF_LOCK", "sndbuf_lock", "SOCK_SNDBUF_LOCK" },
	{ "SO_BUSY_POLL", "50us", "50" },
	{ "SO_BUSY_POLL_BUDGET", "8", NULL },
	{ "SO_CNX_ADVICE", "1", NULL },
	{ "SO_DEBUG", "1", NULL },
	{ "SO_INQ", "1", NULL },
	{ "SO_LOCK_FILTER", "1", NULL },
	{ "SO_MARK", "7", NULL },
	{ "SO_NOFCS", "1", NULL },
	{ "SO_PASSPIDFD", "1", NULL },
	{ "SO_PASSRIGHTS", "0", NULL },
	{ "SO_PREFER_BUSY_POLL", "1", NULL },
	{ "SO_RCVBUFFORCE", "8k", NULL },
	{ "SO_RCVMARK", "1", NULL },
	{ "SO_RCVPRIORITY", "1", NULL },
	{ "SO_SNDBUFFORCE", "8k", NULL },
	{ "SO_TIMESTAMPING", "rx_software|software",
		"SOF_TIMESTAMPING_RX_SOFTWARE|SOF_TIMESTAMPING_SOFTWARE" },
	{ "SO_TXREHASH", "disabled", "SOCK_TXREHASH_DISABLED" },
	{ "SO_TXTIME", "clockid=monotonic,flags=report_errors",
		"clockid=CLOCK_MONOTONIC,flags=SOF_TXTIME_REPORT_ERRORS" },
	{ "SO_WIFI_STATUS", "1", NULL },
	{ "TCP_DELACK_MAX_US", "40ms", "40000" },
	{ "TCP_FASTOPEN_KEY", "00112233445566778899aabbccddeeff", NULL },
	{ "TCP_MD5SIG", "127.0.0.1 secret", NULL },
	{ "TCP_MD5SIG_EXT", "10.0.0.0/8 0x00ff", NULL },
	{ "TCP_REPAIR", "on", "TCP_REPAIR_ON" },
	{ "TCP_RTO_MAX_MS", "5s", "5000" },
	{ "TCP_RTO_MIN_US", "100ms", "100000" },
	{ "TCP_THIN_DUPACK", "0", NULL },
	{ "TCP_TX_DELAY", "1ms", "1000" },
	{ "UDP_ENCAP", "espinudp", "UDP_ENCAP_ESPINUDP" },
	{ "UDP_NO_CHECK6_RX", "1", NULL },
	{ "UDP_NO_CHECK6_TX", "1", NULL },
	{ "UDPLITE_RECV_CSCOV", "8", NULL },
	{ "UDPLITE_SEND_CSCOV", "8", NULL },
	{ "ICMP_FILTER", "echo,dest_unreach", "ICMP_DEST_UNREACH,ICMP_ECHO" },
	{ "ICMPV6_FILTER", "all", NULL },
	{ "PACKET_ADD_MEMBERSHIP", "lo promisc", NULL },
	{ "PACKET_DROP_MEMBERSHIP", "lo promisc", NULL },
	{ "PACKET_AUXDATA", "1", NULL },
	{ "PACKET_COPY_THRESH", "1", NULL },
	{ "PACKET_IGNORE_OUTGOING", "1", NULL },
	{ "PACKET_LOSS", "1", NULL },
	{ "PACKET_ORIGDEV", "1", NULL },
	{ "PACKET_QDISC_BYPASS", "1", NULL },
	{ "PACKET_RESERVE", "16", NULL },
	{ "PACKET_RX_RING", "block_size=4096,block_nr=1,frame_size=2048,frame_nr=2", NULL },
	{ "PACKET_TX_RING", "block_size=4096,block_nr=1,frame_size=2048,frame_nr=2", NULL },
	{ "PACKET_TIMESTAMP", "software", "SOF_TIMESTAMPING_SOFTWARE" },
	{ "PACKET_TX_HAS_OFF", "1", NULL },
	{ "PACKET_VERSION", "v2", "TPACKET_V2" },
	{ "PACKET_VNET_HDR", "1", NULL },
	{ "NETLINK_ADD_MEMBERSHIP", "link", NULL },
	{ "NETLINK_DROP_MEMBERSHIP", "1", NULL },
	{ "NETLINK_BROADCAST_ERROR", "1", NULL },
	{ "NETLINK_CAP_ACK", "1", NULL },
	{ "NETLINK_EXT_ACK", "1", NULL },
	{ "NETLINK_GET_STRICT_CHK", "1", NULL },
	{ "NETLINK_LISTEN_ALL_NSID", "1", NULL },
	{ "NETLINK_NO_ENOBUFS", "1", NULL },
	{ "NETLINK_PKTINFO", "1", NULL },
	{ "SO_VM_SOCKETS_BUFFER_MAX_SIZE", "1M", "1048576" },
	{ "SO_VM_SOCKETS_BUFFER_MIN_SIZE", "1k", "1024" },
	{ "SO_VM_SOCKETS_BUFFER_SIZE", "64k", "65536" },
	{ "SO_VM_SOCKETS_CONNECT_TIMEOUT", "3s", NULL },
	{ "SO_BINDTOIFINDEX", "1", "lo" },
	{ "SO_BROADCAST", "on", "1" },
	{ "SO_DONTROUTE", "1", NULL },
	{ "SO_INCOMING_CPU", "0", NULL },
	{ "SO_KEEPALIVE", "on", "1" },
	{ "SO_LINGER", "5s", NULL },
	{ "SO_MAX_PACING_RATE", "1M", "1048576" },
	{ "SO_NO_CHECK", "1", NULL },
	{ "SO_OOBINLINE", "1", NULL },
	{ "SO_PASSCRED", "1", NULL },
	{ "SO_PASSSEC", "1", NULL },
	{ "SO_PEEK_OFF", "3", NULL },
	{ "SO_PRIORITY", "6", NULL },
	{ "SO_RCVBUF", "8k", "16384" },
	{ "SO_RCVLOWAT", "7", NULL },
	{ "SO_RCVTIMEO", "2s", NULL },
	{ "SO_REUSEADDR", "1", NULL },
	{ "SO_REUSEPORT", "1", NULL },
	{ "SO_RXQ_OVFL", "1", NULL },
	{ "SO_SELECT_ERR_QUEUE", "1", NULL },
	{ "SO_SNDBUF", "8192", "16384" },
	{ "SO_SNDTIMEO", "1.5s", "1500ms" },
	{ "SO_TIMESTAMP", "1", NULL },
	{ "SO_TIMESTAMPNS", "1", NULL },
	{ "SO_ZEROCOPY", "1", NULL },
	{ "TCP_CONGESTION", "reno", NULL },
	{ "TCP_CORK", "1", NULL },
	{ "TCP_DEFER_ACCEPT", "1", NULL },
	{ "TCP_FASTOPEN_CONNECT", "1", NULL },
	{ "TCP_FASTOPEN_NO_COOKIE", "1", NULL },
	{ "TCP_INQ", "1", NULL },
	{ "TCP_KEEPCNT", "3", NULL },
	{ "TCP_KEEPIDLE", "60", NULL },
	{ "TCP_KEEPINTVL", "10", NULL },
	{ "TCP_LINGER2", "-1", NULL },
	{ "TCP_NODELAY", "1", NULL },
	{ "TCP_NOTSENT_LOWAT", "16k", "16384" },
	{ "TCP_QUICKACK", "off", "0" },
	{ "TCP_SAVE_SYN", "1", NULL },
	{ "TCP_SYNCNT", "2", NULL },
	{ "TCP_THIN_LINEAR_TIMEOUTS", "1", NULL },
	{ "TCP_USER_TIMEOUT", "30000", NULL },
	{ "TCP_WINDOW_CLAMP", "65536", NULL },
	{ "UDP_CORK", "1", NULL },
	{ "UDP_GRO", "1", NULL },
	{ "UDP_SEGMENT", "1200", NULL },
	{ "IP_BIND_ADDRESS_NO_PORT", "1", NULL },
	{ "IP_FREEBIND", "1", NULL },
	{ "IP_MINTTL", "200", NULL },
	{ "IP_MTU_DISCOVER", "do", "IP_PMTUDISC_DO" },
	{ "IP_MULTICAST_ALL", "0", NULL },
	{ "IP_MULTICAST_LOOP", "0", NULL },
	{ "IP_MULTICAST_TTL", "9", NULL },
	{ "IP_PKTINFO", "1", NULL },
	{ "IP_RECVERR", "1", NULL },
	{ "IP_RECVORIGDSTADDR", "1", NULL },
	{ "IP_RECVTOS", "1", NULL },
	{ "IP_RECVTTL", "1", NULL },
	{ "IP_TOS", "0x10", "16" },
	{ "IP_TTL", "9", NULL },
	{ "IPV6_AUTOFLOWLABEL", "0", NULL },
	{ "IPV6_DONTFRAG", "1", NULL },
	{ "IPV6_FREEBIND", "1", NULL },
	{ "IPV6_MINHOPCOUNT", "200", NULL },
	{ "IPV6_MTU_DISCOVER", "IP_PMTUDISC_PROBE", NULL },
	{ "IPV6_MULTICAST_ALL", "0", NULL },
	{ "IPV6_MULTICAST_HOPS", "9", NULL },
	{ "IPV6_MULTICAST_IF", "1", "lo" },
	{ "IPV6_MULTICAST_LOOP", "0", NULL },
	{ "IPV6_RECVERR", "1", NULL },
	{ "IPV6_RECVHOPLIMIT", "1", NULL },
	{ "IPV6_RECVPKTINFO", "1", NULL },
	{ "IPV6_RECVTCLASS", "1", NULL },
	{ "IPV6_TCLASS", "16", NULL },
	{ "IPV6_UNICAST_HOPS", "9", NULL },
	{ "IPV6_V6ONLY", "1", NULL },
};
enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

/* These need a socket in another state than fresh, a program, or what few kernels have. */
static const char *const not_set[] = { "IPV6_MTU", "IPV6_CHECKSUM", "TCP_FASTOPEN", "TCP_MAXSEG",
	"SO_ATTACH_BPF", "SO_ATTACH_REUSEPORT_EBPF", "SO_DETACH_FILTER", "SO_DETACH_REUSEPORT_BPF",
	"SO_RESERVE_MEM", "TCP_QUEUE_SEQ", "TCP_REPAIR_OPTIONS", "TCP_REPAIR_QUEUE",
	"TCP_REPAIR_WINDOW", "TCP_TIMESTAMP", "TCP_ULP", "IP_IPSEC_POLICY", "IP_XFRM_POLICY",
	"IPV6_ADDRFORM", "IPV6_IPSEC_POLICY", "IPV6_JOIN_ANYCAST", "IPV6_LEAVE_ANYCAST",
	"IPV6_NEXTHOP", "IPV6_ROUTER_ALERT", "IPV6_RTHDR", "IPV6_XFRM_POLICY", "PACKET_FANOUT",
	"PACKET_FANOUT_DATA", "PACKET_RECV_OUTPUT", "PACKET_TX_TIMESTAMP",
	"SO_VM_SOCKETS_NONBLOCK_TXRX", "TLS_RX", "TLS_TX", NULL };

/* Rows that follow one that they need on the same sockets: leaving follows joining. */
static bool follows(const char *name)
{
	return strstr(name, "_DROP_") || strstr(name, "LEAVE_") || strstr(name, "UNBLOCK_") ||
	       strstr(name, "BLOCK_SOURCE") || strstr(name, "MSFILTER") ||
	       strstr(name, "REUSEPORT_CBPF");
}

static void sets(const struct sockets *s, size_t row)
{
	const struct sockopt *o = option(settings[row].name);
	const char *back = settings[row].back ? settings[row].back : settings[row].text;
	struct sockopt_value v;
	struct buf b = { 0 };
	struct err e = { 0 };
	size_t i;
	int fault = 0;
	bool privilege = false;

	if (sockopt_parse(o, slice_of(settings[row].text), &v, &e) < 0)
		fail_msg("%s", e.text);
	for (i = 0; i < SOCKETS; i++) {
		if (sockopt_write(o, s->fds[i], &v) == 0)
			break;
		if (errno == EPERM)
			privilege = true;
		else if (errno != ENOPROTOOPT && errno != EOPNOTSUPP && errno != EBADF)
			fault = errno;
	}
	if (i == SOCKETS && (privilege || !fault)) {
		print_message("# skip %s: %s\n", o->name,
			privilege ? "needs privilege" : "this kernel has it not");
		return;
	}
	if (i == SOCKETS)
		fail_msg("%s cannot be set: %s", o->name, strerror(fault));
	if (!o->get || !strcmp(o->name, "IPV6_FLOWLABEL_MGR"))
		return; /* which tells of the label of a connection */
	assert_int_equal(
		sockopt_asks(o) ? sockopt_ask(o, s->fds[i], &v) : sockopt_read(o, s->fds[i], &v),
		0);
	sockopt_print(o, &v, &b);
	if (!slice_is(buf_slice(&b), back))
		fail_msg("%s reads %s, not %s", o->name, buf_cstr(&b), back);
	buf_free(&b);
}

static void every_option_is_set_and_read_back(void **state)
{
	size_t i;

	(void)state;
	struct sockets s = open_sockets();

	for (i = 0; i < SETTINGS; i++) {
		if (!follows(settings[i].name)) {
			close_sockets(&s);
			s = open_sockets();
		}
		if (lacks(&s, option(settings[i].name)))
			print_message("# skip %s: no socket of the kind\n", settings[i].name);
		else
			sets(&s, i);
	}
	close_sockets(&s);
}

static bool is_covered(const struct sockopt *o)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (option(settings[i].name) == o)
			return true;
	return is_in(not_set, o->name);
}

static void no_settable_option_is_forgotten_here(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sockopt_count; i++)
		if (sockopts[i].set && !is_covered(&sockopts[i]))
			fail_msg("%s is not set in this test", sockopts[i].name);
}

static void an_option_is_found_by_any_spelling(void **state)
{
	(void)state;
	assert_string_equal(option("SO_REUSEADDR")->name, "SO_REUSEADDR");
	assert_string_equal(option("so_reuseaddr")->name, "SO_REUSEADDR");
	assert_string_equal(option("reuseaddr")->name, "SO_REUSEADDR");
	assert_string_equal(option("NoDelay")->name, "TCP_NODELAY");
	assert_string_equal(option("ttl")->name, "IP_TTL");
	assert_string_equal(option("v6only")->name, "IPV6_V6ONLY");
	assert_string_equal(option("sndbuf")->name, "SO_SNDBUF");
}

static void not_found(const char *name, const char *message, const char *hint)
{
	struct err e = { 0 };

	assert_null(sockopt_find(slice_of(name), &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.text, message);
	assert_string_equal(e.hint, hint);
}

static void a_name_that_is_none_gets_a_suggestion(void **state)
{
	(void)state;
	not_found("SO_REUSEADR", "\"SO_REUSEADR\" is not a socket option",
		"did you mean SO_REUSEADDR?");
	not_found("nodlay", "\"nodlay\" is not a socket option", "did you mean TCP_NODELAY?");
	not_found("frobnicate", "\"frobnicate\" is not a socket option", "");
	not_found("", "\"\" is not a socket option", "");
}

static void a_short_name_of_several_is_refused(void **state)
{
	(void)state;
	not_found("mtu", "\"mtu\" could be IP_MTU or IPV6_MTU", "");
	not_found("cork", "\"cork\" could be TCP_CORK or UDP_CORK", "");
}

static void parses_to(const char *name, const char *text, const char *printed)
{
	const struct sockopt *o = option(name);
	struct sockopt_value v;
	struct buf b = { 0 };
	struct err e = { 0 };

	if (sockopt_parse(o, slice_of(text), &v, &e) < 0)
		fail_msg("%s", e.text);
	sockopt_print(o, &v, &b);
	assert_string_equal(buf_cstr(&b), printed);
	buf_free(&b);
}

static void refused(const char *name, const char *text, const char *message)
{
	struct sockopt_value v;
	struct err e = { 0 };

	assert_int_equal(sockopt_parse(option(name), slice_of(text), &v, &e), -1);
	assert_string_equal(e.text, message);
}

static void numbers_take_suffixes_and_are_not_judged(void **state)
{
	(void)state;
	parses_to("SO_RCVBUF", "4k", "4096");
	parses_to("SO_RCVBUF", "-5", "-5");
	parses_to("SO_RCVBUF", "0x10", "16");
	parses_to("SO_MARK", "0xffffffff", "-1");
	parses_to("SO_REUSEADDR", "7", "7");
	parses_to("SO_REUSEADDR", "ON", "1");
	parses_to("TCP_NODELAY", "yes", "1");
	parses_to("TCP_NODELAY", "false", "0");
	refused("SO_RCVBUF", "abc", "SO_RCVBUF takes BYTES, not \"abc\" (not a number)");
}

static void what_counts_time_takes_times(void **state)
{
	(void)state;
	parses_to("TCP_KEEPIDLE", "2m", "120");
	parses_to("TCP_KEEPIDLE", "30", "30");
	parses_to("TCP_KEEPINTVL", "5s", "5");
	parses_to("TCP_DEFER_ACCEPT", "1m", "60");
	parses_to("TCP_LINGER2", "-1", "-1");
	parses_to("TCP_USER_TIMEOUT", "1.5s", "1500");
	parses_to("SO_BUSY_POLL", "50us", "50");
	refused("TCP_KEEPIDLE", "1500ms",
		"TCP_KEEPIDLE takes SECONDS, not \"1500ms\" (it counts in whole seconds)");
	refused("TCP_USER_TIMEOUT", "1us",
		"TCP_USER_TIMEOUT takes MILLISECONDS, not \"1us\" (it counts in whole milliseconds)");
	refused("TCP_KEEPIDLE", "1M",
		"TCP_KEEPIDLE takes SECONDS, not \"1M\" (not a time: a number and one of"
		" ns us ms s m h)");
}

static void linger_is_off_or_whole_seconds(void **state)
{
	(void)state;
	parses_to("SO_LINGER", "off", "off");
	parses_to("SO_LINGER", "0s", "0s");
	parses_to("SO_LINGER", "0", "0s");
	parses_to("SO_LINGER", "5", "5s");
	parses_to("SO_LINGER", "1m", "60s");
	refused("SO_LINGER", "1500ms",
		"SO_LINGER takes off|SECONDS, not \"1500ms\" (it counts in whole seconds)");
}

static void times_are_exact_and_never_become_for_ever(void **state)
{
	struct sockopt_value v;
	struct err e = { 0 };

	(void)state;
	parses_to("SO_RCVTIMEO", "0", "0");
	parses_to("SO_RCVTIMEO", "2s", "2s");
	parses_to("SO_RCVTIMEO", "1234567us", "1234567us");
	parses_to("SO_RCVTIMEO", "1500ms", "1500ms");
	parses_to("SO_RCVTIMEO", "100ns", "1us");
	parses_to("SO_RCVTIMEO", "1h", "3600s");
	assert_int_equal(sockopt_parse(option("SO_RCVTIMEO"), slice_of("2"), &v, &e), -1);
	assert_string_equal(e.hint, "for seconds write 2s");
}

static void strings_keep_their_bytes(void **state)
{
	struct sockopt_value v;
	struct err e = { 0 };
	char longest[257];

	(void)state;
	parses_to("TCP_CONGESTION", "cubic", "cubic");
	parses_to("SO_BINDTODEVICE", "", "");
	memset(longest, 'x', sizeof(longest));
	assert_int_equal(
		sockopt_parse(option("TCP_CONGESTION"), (struct slice){ longest, 256 }, &v, &e), 0);
	assert_int_equal(v.len, 256);
	assert_int_equal(
		sockopt_parse(option("TCP_CONGESTION"), (struct slice){ longest, 257 }, &v, &e),
		-1);
}

static void credentials_tell_the_peer(void **state)
{
	struct sockets s = open_sockets();
	struct buf b = { 0 };
	struct sockopt_value v;
	char wanted[80];

	(void)state;
	assert_int_equal(sockopt_read(option("SO_PEERCRED"), s.fds[4], &v), 0);
	sockopt_print(option("SO_PEERCRED"), &v, &b);
	snprintf(wanted, sizeof(wanted), "pid=%d,uid=%d,gid=%d", (int)getpid(), (int)getuid(),
		(int)getgid());
	assert_string_equal(buf_cstr(&b), wanted);
	buf_free(&b);
	close_sockets(&s);
}

static void an_error_prints_by_name(void **state)
{
	(void)state;
	parses_to("SO_ERROR", "ECONNREFUSED", "ECONNREFUSED");
	parses_to("SO_ERROR", "0", "0");
	parses_to("SO_ERROR", "524", "524");
	assert_true(option("SO_ERROR")->disturbs);
}

static void a_level_tells_options_of_one_name_apart(void **state)
{
	(void)state;
	not_found("MCAST_JOIN_GROUP",
		"\"MCAST_JOIN_GROUP\" could be IPPROTO_IP:MCAST_JOIN_GROUP"
		" or IPPROTO_IPV6:MCAST_JOIN_GROUP",
		"");
	assert_string_equal(option("ip:mtu")->name, "IP_MTU");
	assert_string_equal(option("IPPROTO_IPV6:IPV6_MTU")->name, "IPV6_MTU");
	assert_string_equal(option("SOL_TCP:cork")->name, "TCP_CORK");
	assert_string_equal(option("17:cork")->name, "UDP_CORK");
	not_found("ip:cork", "\"cork\" is not a socket option", "did you mean TCP_CORK?");
}

static void any_option_is_written_by_its_numbers(void **state)
{
	struct sockopt room;
	struct sockopt_value v;
	struct buf b = { 0 };
	struct err e = { 0 };
	const struct sockopt *o = sockopt_written(slice_of("6:99"), &room, &v, &e);

	(void)state;
	assert_ptr_equal(o, &room);
	assert_int_equal(o->level, 6);
	assert_int_equal(o->option, 99);
	assert_int_equal(v.len, 0);
	o = sockopt_written(slice_of("SOL_SOCKET:SO_PRIORITY:0102"), &room, &v, &e);
	assert_ptr_equal(o, &room);
	assert_int_equal(v.len, 2);
	sockopt_print_name(o, &b);
	buf_addc(&b, ' ');
	sockopt_print(o, &v, &b);
	assert_string_equal(buf_cstr(&b), "SO_PRIORITY 0102");
	assert_ptr_equal(
		sockopt_written(slice_of("socket:priority"), &room, &v, &e), option("SO_PRIORITY"));
	assert_null(sockopt_written(slice_of("6:99:"), &room, &v, &e));
	assert_null(sockopt_written(slice_of("6:99:0"), &room, &v, &e));
	assert_null(sockopt_written(slice_of("nowhere:99"), &room, &v, &e));
	assert_null(sockopt_written(slice_of("6:nothing:00"), &room, &v, &e));
	buf_free(&b);
}

static void values_of_several_words_say_what_is_wrong_with_them(void **state)
{
	(void)state;
	parses_to("IP_ADD_MEMBERSHIP", "239.1.1.1  lo", "239.1.1.1%lo");
	parses_to("IP_ADD_SOURCE_MEMBERSHIP", "232.1.1.1 10.0.0.1 lo",
		"232.1.1.1%127.0.0.1 10.0.0.1");
	parses_to("SO_ATTACH_FILTER", "2\n40 0 0 12\n6 0 0 0\n", "2,40 0 0 12,6 0 0 0");
	parses_to("ICMP_FILTER", "none", "none");
	parses_to("TCP_REPAIR_OPTIONS", "mss=1460,sack_perm", "TCPOPT_MSS=1460,TCPOPT_SACK_PERM=0");
	refused("IP_ADD_MEMBERSHIP", "hello",
		"IP_ADD_MEMBERSHIP takes GROUP[%INTERFACE], not"
		" \"hello\" (\"hello\" is no IPv4 address)");
	refused("IP_ADD_MEMBERSHIP", "239.1.1.1 lo lo",
		"IP_ADD_MEMBERSHIP takes"
		" GROUP[%INTERFACE], not \"239.1.1.1 lo lo\" (too many words)");
	refused("SO_ATTACH_FILTER", "2,6 0 0 0",
		"SO_ATTACH_FILTER takes PROGRAM, not"
		" \"2,6 0 0 0\" (1 of its 2 instructions)");
	refused("SO_ATTACH_FILTER", "1,6 0 0 0,6 0 0 0",
		"SO_ATTACH_FILTER takes PROGRAM, not"
		" \"1,6 0 0 0,6 0 0 0\" (more than its 1 instructions)");
	refused("SO_ATTACH_FILTER", "1,6 256 0 0",
		"SO_ATTACH_FILTER takes PROGRAM, not"
		" \"1,6 256 0 0\" (jt: out of range 0..255)");
	refused("SO_TXTIME", "clock=1",
		"SO_TXTIME takes clockid=CLOCK,flags=FLAGS, not"
		" \"clock=1\" (it has no \"clock\")");
}

/* Options that need privilege are set in a network of our own, as root there. */
static void enter_namespace(void)
{
	struct ifreq up = { .ifr_name = "lo" };
	int fd;

	if (unshare(getuid() ? CLONE_NEWUSER | CLONE_NEWNET : CLONE_NEWNET)) {
		print_message("# no network of our own: %s\n", strerror(errno));
		return;
	}
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	ioctl(fd, SIOCGIFFLAGS, &up);
	up.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &up))
		print_message("# lo stays down: %s\n", strerror(errno));
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_whole_and_its_name_unique),
		cmocka_unit_test(every_readable_option_is_read_and_what_it_prints_parses),
		cmocka_unit_test(every_option_is_set_and_read_back),
		cmocka_unit_test(no_settable_option_is_forgotten_here),
		cmocka_unit_test(an_option_is_found_by_any_spelling),
		cmocka_unit_test(a_name_that_is_none_gets_a_suggestion),
		cmocka_unit_test(a_short_name_of_several_is_refused),
		cmocka_unit_test(numbers_take_suffixes_and_are_not_judged),
		cmocka_unit_test(linger_is_off_or_whole_seconds),
		cmocka_unit_test(what_counts_time_takes_times),
		cmocka_unit_test(times_are_exact_and_never_become_for_ever),
		cmocka_unit_test(strings_keep_their_bytes),
		cmocka_unit_test(credentials_tell_the_peer),
		cmocka_unit_test(an_error_prints_by_name),
		cmocka_unit_test(a_level_tells_options_of_one_name_apart),
		cmocka_unit_test(any_option_is_written_by_its_numbers),
		cmocka_unit_test(values_of_several_words_say_what_is_wrong_with_them),
	};

	enter_namespace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
