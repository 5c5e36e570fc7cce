/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of what values of socket options are called.
 */
#include "sockopt_names.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <linux/rtnetlink.h>
#include <linux/socket.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/vm_sockets.h>

#include "names_rows.h"

/* ---- levels ---- */

static const struct name_row level_rows[] = {
	ROW(SOL_SOCKET, "any socket"),
	ROW(IPPROTO_IP, "IPv4"),
	ROW(IPPROTO_IPV6, "IPv6"),
	ROW(IPPROTO_TCP, "TCP"),
	ROW(IPPROTO_UDP, "UDP"),
	ROW(IPPROTO_UDPLITE, "UDP with a partial checksum"),
	ROW(IPPROTO_ICMP, "ICMP"),
	ROW(IPPROTO_ICMPV6, "ICMP for IPv6"),
	ROW(IPPROTO_SCTP, "SCTP"),
	ROW(SOL_RAW, "raw IP packets"),
	ROW(SOL_PACKET, "frames of a network interface"),
	ROW(SOL_NETLINK, "messages of the kernel"),
	ROW(SOL_TLS, "TLS in the kernel"),
	ROW(SOL_MPTCP, "Multipath TCP"),
	ROW(SOL_XDP, "express data path"),
	ROW(SOL_ALG, "the kernel's cryptography"),
	ROW(SOL_BLUETOOTH, "Bluetooth"),
	ROW(SOL_TIPC, "cluster communication"),
	ROW(AF_VSOCK, "virtual machine and host"),
	{ IPPROTO_IP, "SOL_IP", "IPv4" },
	{ IPPROTO_IPV6, "SOL_IPV6", "IPv6" },
	{ IPPROTO_TCP, "SOL_TCP", "TCP" },
	{ IPPROTO_UDP, "SOL_UDP", "UDP" },
	{ IPPROTO_UDPLITE, "SOL_UDPLITE", "UDP with a partial checksum" },
	{ IPPROTO_ICMP, "SOL_ICMP", "ICMP" },
	{ IPPROTO_ICMPV6, "SOL_ICMPV6", "ICMP for IPv6" },
	{ IPPROTO_SCTP, "SOL_SCTP", "SCTP" },
	{ AF_VSOCK, "SOL_VSOCK", "virtual machine and host" },
	{ IPPROTO_RAW, "IPPROTO_RAW", "raw IP packets" },
};
const struct names names_level = NAMES("a level", "SOL_", level_rows, false);

/* ---- any socket's ---- */

static const struct name_row pmtudisc_rows[] = {
	ROW(IP_PMTUDISC_DONT, "fragment, never set DF"),
	ROW(IP_PMTUDISC_WANT, "as the route says"),
	ROW(IP_PMTUDISC_DO, "always set DF"),
	ROW(IP_PMTUDISC_PROBE, "set DF, ignore the path MTU"),
	ROW(IP_PMTUDISC_INTERFACE, "never set DF, use the interface's MTU"),
	ROW(IP_PMTUDISC_OMIT, "like INTERFACE, and fragment what is larger"),
};
/* IPv6 has the same values under names of its own. */
const struct names names_pmtudisc =
	NAMES("a way of path MTU discovery", "IP_PMTUDISC_", pmtudisc_rows, false);

static const struct name_row timestamping_rows[] = {
	ROW(SOF_TIMESTAMPING_TX_HARDWARE, "when the card sent"),
	ROW(SOF_TIMESTAMPING_TX_SOFTWARE, "when the driver sent"),
	ROW(SOF_TIMESTAMPING_RX_HARDWARE, "when the card received"),
	ROW(SOF_TIMESTAMPING_RX_SOFTWARE, "when the kernel received"),
	ROW(SOF_TIMESTAMPING_SOFTWARE, "report times of software"),
	ROW(SOF_TIMESTAMPING_SYS_HARDWARE, "not used by the kernel"),
	ROW(SOF_TIMESTAMPING_RAW_HARDWARE, "report times of the card"),
	ROW(SOF_TIMESTAMPING_OPT_ID, "number what is sent"),
	ROW(SOF_TIMESTAMPING_TX_SCHED, "when it entered the scheduler"),
	ROW(SOF_TIMESTAMPING_TX_ACK, "when the peer acknowledged"),
	ROW(SOF_TIMESTAMPING_OPT_CMSG, "the address with each time"),
	ROW(SOF_TIMESTAMPING_OPT_TSONLY, "the time without the packet"),
	ROW(SOF_TIMESTAMPING_OPT_STATS, "TCP's statistics with each time"),
	ROW(SOF_TIMESTAMPING_OPT_PKTINFO, "the interface of the card"),
	ROW(SOF_TIMESTAMPING_OPT_TX_SWHW, "both times where there are two"),
	ROW(SOF_TIMESTAMPING_BIND_PHC, "the time of a virtual clock"),
	{ 1 << 16, "SOF_TIMESTAMPING_OPT_ID_TCP", "number bytes from the next one on" },
	{ 1 << 17, "SOF_TIMESTAMPING_OPT_RX_FILTER", "only times that this socket asked for" },
	{ 1 << 18, "SOF_TIMESTAMPING_TX_COMPLETION", "when sending was reported" },
};
const struct names names_timestamping =
	NAMES("a flag of timestamping", "SOF_TIMESTAMPING_", timestamping_rows, true);

static const struct name_row buf_lock_rows[] = {
	ROW(SOCK_SNDBUF_LOCK, "the size of the send buffer stays"),
	ROW(SOCK_RCVBUF_LOCK, "that of the receive buffer stays"),
};
const struct names names_buf_lock = NAMES("a lock of buffers", "SOCK_", buf_lock_rows, true);

static const struct name_row txrehash_rows[] = {
	ROW(SOCK_TXREHASH_DISABLED, "keep the path"),
	ROW(SOCK_TXREHASH_ENABLED, "try another path on time-outs"),
	ROW(SOCK_TXREHASH_DEFAULT, "as the system says"),
};
const struct names names_txrehash =
	NAMES("a way of choosing paths", "SOCK_TXREHASH_", txrehash_rows, false);

/* ---- IP ---- */

static const struct name_row icmp_rows[] = {
	ROW(ICMP_ECHOREPLY, NULL),
	ROW(ICMP_DEST_UNREACH, NULL),
	ROW(ICMP_SOURCE_QUENCH, NULL),
	ROW(ICMP_REDIRECT, NULL),
	ROW(ICMP_ECHO, NULL),
	ROW(ICMP_TIME_EXCEEDED, NULL),
	ROW(ICMP_PARAMETERPROB, NULL),
	ROW(ICMP_TIMESTAMP, NULL),
	ROW(ICMP_TIMESTAMPREPLY, NULL),
	ROW(ICMP_INFO_REQUEST, NULL),
	ROW(ICMP_INFO_REPLY, NULL),
	ROW(ICMP_ADDRESS, NULL),
	ROW(ICMP_ADDRESSREPLY, NULL),
};
const struct names names_icmp_type = NAMES("a type of ICMP", "ICMP_", icmp_rows, false);

static const struct name_row icmp6_rows[] = {
	ROW(ICMPV6_DEST_UNREACH, NULL),
	ROW(ICMPV6_PKT_TOOBIG, NULL),
	ROW(ICMPV6_TIME_EXCEED, NULL),
	ROW(ICMPV6_PARAMPROB, NULL),
	ROW(ICMPV6_ECHO_REQUEST, NULL),
	ROW(ICMPV6_ECHO_REPLY, NULL),
	ROW(ICMPV6_MGM_QUERY, NULL),
	ROW(ICMPV6_MGM_REPORT, NULL),
	ROW(ICMPV6_MGM_REDUCTION, NULL),
	{ 133, "ICMPV6_ROUTER_SOLICIT", NULL },
	{ 134, "ICMPV6_ROUTER_ADVERT", NULL },
	{ 135, "ICMPV6_NEIGHBOR_SOLICIT", NULL },
	{ 136, "ICMPV6_NEIGHBOR_ADVERT", NULL },
	{ 137, "ICMPV6_REDIRECT", NULL },
};
const struct names names_icmp6_type = NAMES("a type of ICMPv6", "ICMPV6_", icmp6_rows, false);

static const struct name_row mcast_rows[] = {
	ROW(MCAST_EXCLUDE, "from all but the sources"),
	ROW(MCAST_INCLUDE, "from the sources alone"),
};
const struct names names_mcast = NAMES("include or exclude", "MCAST_", mcast_rows, false);

static const struct name_row prefer_rows[] = {
	ROW(IPV6_PREFER_SRC_TMP, "a temporary address"),
	ROW(IPV6_PREFER_SRC_PUBLIC, "a public one"),
	ROW(IPV6_PREFER_SRC_COA, "the care-of address"),
	ROW(IPV6_PREFER_SRC_CGA, "a cryptographic one"),
	ROW(IPV6_PREFER_SRC_PUBTMP_DEFAULT, "as the system says"),
	ROW(IPV6_PREFER_SRC_HOME, "the home address"),
	ROW(IPV6_PREFER_SRC_NONCGA, "no cryptographic one"),
};
const struct names names_prefer =
	NAMES("a preference of addresses", "IPV6_PREFER_SRC_", prefer_rows, true);

/* ---- TCP and UDP ---- */

static const struct name_row repair_rows[] = {
	ROW(TCP_REPAIR_OFF, "send window probes when it ends"),
	ROW(TCP_REPAIR_ON, "calls change the connection's state and send nothing"),
	ROW(TCP_REPAIR_OFF_NO_WP, "end without window probes"),
};
const struct names names_repair = NAMES("on or off", "TCP_REPAIR_", repair_rows, false);

static const struct name_row repair_queue_rows[] = {
	ROW(TCP_NO_QUEUE, "none"),
	ROW(TCP_RECV_QUEUE, "what was received"),
	ROW(TCP_SEND_QUEUE, "what is to be sent"),
};
const struct names names_repair_queue = NAMES("a queue", "TCP_", repair_queue_rows, false);

static const struct name_row tcp_option_rows[] = {
	{ 2, "TCPOPT_MSS", "largest segment" },
	{ 3, "TCPOPT_WSCALE", "scale of windows: ours in the high half, the peer's in the low" },
	{ 4, "TCPOPT_SACK_PERM", "selective acknowledgement" },
	{ 8, "TCPOPT_TIMESTAMP", "timestamps" },
};
const struct names names_tcp_option = NAMES("an option of TCP", "TCPOPT_", tcp_option_rows, false);

static const struct name_row udp_encap_rows[] = {
	{ 0, "UDP_ENCAP_NONE", "nothing" },
	ROW(UDP_ENCAP_ESPINUDP_NON_IKE, "IPsec, an old draft"),
	ROW(UDP_ENCAP_ESPINUDP, "IPsec"),
	ROW(UDP_ENCAP_L2TPINUDP, "L2TP"),
	ROW(UDP_ENCAP_GTP0, "GTP"),
	ROW(UDP_ENCAP_GTP1U, "GTP version 1"),
	ROW(UDP_ENCAP_RXRPC, "calls of AFS"),
};
const struct names names_udp_encap = NAMES("what UDP carries", "UDP_ENCAP_", udp_encap_rows, false);

/* ---- packet and netlink ---- */

static const struct name_row packet_mr_rows[] = {
	ROW(PACKET_MR_MULTICAST, "frames to a group's address"),
	ROW(PACKET_MR_PROMISC, "all frames"),
	ROW(PACKET_MR_ALLMULTI, "frames to any group"),
	ROW(PACKET_MR_UNICAST, "frames to another address"),
};
const struct names names_packet_mr =
	NAMES("what a card lets through", "PACKET_MR_", packet_mr_rows, false);

static const struct name_row tpacket_rows[] = {
	ROW(TPACKET_V1, NULL),
	ROW(TPACKET_V2, NULL),
	ROW(TPACKET_V3, NULL),
};
const struct names names_tpacket = NAMES("a version of rings", "TPACKET_", tpacket_rows, false);

static const struct name_row rtnlgrp_rows[] = {
	ROW(RTNLGRP_LINK, "interfaces"),
	ROW(RTNLGRP_NEIGH, "neighbours"),
	ROW(RTNLGRP_TC, "traffic control"),
	ROW(RTNLGRP_IPV4_IFADDR, "IPv4 addresses"),
	ROW(RTNLGRP_IPV4_ROUTE, "IPv4 routes"),
	ROW(RTNLGRP_IPV4_RULE, "IPv4 rules"),
	ROW(RTNLGRP_IPV6_IFADDR, "IPv6 addresses"),
	ROW(RTNLGRP_IPV6_ROUTE, "IPv6 routes"),
	ROW(RTNLGRP_IPV6_IFINFO, "IPv6 of interfaces"),
	ROW(RTNLGRP_IPV6_PREFIX, "IPv6 prefixes"),
	ROW(RTNLGRP_IPV6_RULE, "IPv6 rules"),
	ROW(RTNLGRP_ND_USEROPT, "options of router advertisements"),
	ROW(RTNLGRP_NSID, "network namespaces"),
	ROW(RTNLGRP_NEXTHOP, "next hops"),
};
const struct names names_rtnlgrp = NAMES("a group of netlink", "RTNLGRP_", rtnlgrp_rows, false);
