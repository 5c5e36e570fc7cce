/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of what values of socket options are called.
 */
#include "sockopt_names.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_packet.h>
#include <linux/mptcp.h>
#include <linux/net_tstamp.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/socket.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/vm_sockets.h>
#include <stddef.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ROW(name, help)                                                                            \
	{                                                                                          \
		name, #name, help                                                                  \
	}
#define NAMES(what, prefix, rows, flags)                                                           \
	{                                                                                          \
		what, prefix, rows, COUNT(rows), flags, 0                                          \
	}

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

static const struct name_row clock_rows[] = {
	ROW(CLOCK_REALTIME, NULL),
	ROW(CLOCK_MONOTONIC, NULL),
	ROW(CLOCK_BOOTTIME, NULL),
	ROW(CLOCK_TAI, NULL),
};
static const struct names names_clock = NAMES("a clock", "CLOCK_", clock_rows, false);

static const struct name_row txtime_rows[] = {
	ROW(SOF_TXTIME_DEADLINE_MODE, NULL),
	ROW(SOF_TXTIME_REPORT_ERRORS, NULL),
};
static const struct names names_txtime =
	NAMES("a flag of sending times", "SOF_TXTIME_", txtime_rows, true);

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

static const struct name_row fanout_rows[] = {
	ROW(PACKET_FANOUT_HASH, NULL),
	ROW(PACKET_FANOUT_LB, NULL),
	ROW(PACKET_FANOUT_CPU, NULL),
	ROW(PACKET_FANOUT_ROLLOVER, NULL),
	ROW(PACKET_FANOUT_RND, NULL),
	ROW(PACKET_FANOUT_QM, NULL),
	ROW(PACKET_FANOUT_CBPF, NULL),
	ROW(PACKET_FANOUT_EBPF, NULL),
};
static const struct names names_fanout =
	NAMES("a way of sharing packets", "PACKET_FANOUT_", fanout_rows, false);

static const struct name_row fanout_flag_rows[] = {
	{ PACKET_FANOUT_FLAG_ROLLOVER >> 8, "PACKET_FANOUT_FLAG_ROLLOVER", NULL },
	{ PACKET_FANOUT_FLAG_UNIQUEID >> 8, "PACKET_FANOUT_FLAG_UNIQUEID", NULL },
	{ PACKET_FANOUT_FLAG_DEFRAG >> 8, "PACKET_FANOUT_FLAG_DEFRAG", NULL },
};
static const struct names names_fanout_flag =
	NAMES("a flag of sharing packets", "PACKET_FANOUT_FLAG_", fanout_flag_rows, true);

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

/* ---- members ---- */

#define FIELD(type, member, sign, names)                                                           \
	{                                                                                          \
#member, offsetof(struct type, member), sizeof(((struct type *)NULL)->member),     \
			sign, names                                                                \
	}
#define LAYOUT(fields, size)                                                                       \
	{                                                                                          \
		fields, COUNT(fields), size                                                        \
	}

static const struct sockopt_field ucred_fields[] = {
	FIELD(ucred, pid, true, NULL),
	FIELD(ucred, uid, true, NULL), /* nobody is -1 */
	FIELD(ucred, gid, true, NULL),
};
const struct sockopt_layout layout_ucred = LAYOUT(ucred_fields, sizeof(struct ucred));

static const struct sockopt_field txtime_fields[] = {
	FIELD(sock_txtime, clockid, true, &names_clock),
	FIELD(sock_txtime, flags, false, &names_txtime),
};
const struct sockopt_layout layout_txtime = LAYOUT(txtime_fields, sizeof(struct sock_txtime));

#define MEMINFO(name, place)                                                                       \
	{                                                                                          \
		name, (place) * sizeof(uint32_t), sizeof(uint32_t), false, NULL                    \
	}
static const struct sockopt_field meminfo_fields[] = {
	MEMINFO("rmem_alloc", SK_MEMINFO_RMEM_ALLOC),
	MEMINFO("rcvbuf", SK_MEMINFO_RCVBUF),
	MEMINFO("wmem_alloc", SK_MEMINFO_WMEM_ALLOC),
	MEMINFO("sndbuf", SK_MEMINFO_SNDBUF),
	MEMINFO("fwd_alloc", SK_MEMINFO_FWD_ALLOC),
	MEMINFO("wmem_queued", SK_MEMINFO_WMEM_QUEUED),
	MEMINFO("optmem", SK_MEMINFO_OPTMEM),
	MEMINFO("backlog", SK_MEMINFO_BACKLOG),
	MEMINFO("drops", SK_MEMINFO_DROPS),
};
const struct sockopt_layout layout_meminfo =
	LAYOUT(meminfo_fields, SK_MEMINFO_VARS * sizeof(uint32_t));

static const struct sockopt_field repair_window_fields[] = {
	FIELD(tcp_repair_window, snd_wl1, false, NULL),
	FIELD(tcp_repair_window, snd_wnd, false, NULL),
	FIELD(tcp_repair_window, max_window, false, NULL),
	FIELD(tcp_repair_window, rcv_wnd, false, NULL),
	FIELD(tcp_repair_window, rcv_wup, false, NULL),
};
const struct sockopt_layout layout_repair_window =
	LAYOUT(repair_window_fields, sizeof(struct tcp_repair_window));

static const struct sockopt_field path_mtu_fields[] = {
	{ "mtu", offsetof(struct ip6_mtuinfo, ip6m_mtu), 4, false, NULL },
};
const struct sockopt_layout layout_path_mtu = LAYOUT(path_mtu_fields, sizeof(struct ip6_mtuinfo));

static const struct sockopt_field fanout_fields[] = {
	{ "id", 0, 2, false, NULL },
	{ "type", 2, 1, false, &names_fanout },
	{ "flags", 3, 1, false, &names_fanout_flag },
};
const struct sockopt_layout layout_fanout = LAYOUT(fanout_fields, sizeof(int));

static const struct sockopt_field packet_stats_fields[] = {
	{ "packets", offsetof(struct tpacket_stats, tp_packets), 4, false, NULL },
	{ "drops", offsetof(struct tpacket_stats, tp_drops), 4, false, NULL },
};
const struct sockopt_layout layout_packet_stats =
	LAYOUT(packet_stats_fields, sizeof(struct tpacket_stats));

static const struct sockopt_field packet_rollover_fields[] = {
	{ "all", offsetof(struct tpacket_rollover_stats, tp_all), 8, false, NULL },
	{ "huge", offsetof(struct tpacket_rollover_stats, tp_huge), 8, false, NULL },
	{ "failed", offsetof(struct tpacket_rollover_stats, tp_failed), 8, false, NULL },
};
const struct sockopt_layout layout_packet_rollover =
	LAYOUT(packet_rollover_fields, sizeof(struct tpacket_rollover_stats));

static const struct sockopt_field packet_ring_fields[] = {
	{ "block_size", offsetof(struct tpacket_req, tp_block_size), 4, false, NULL },
	{ "block_nr", offsetof(struct tpacket_req, tp_block_nr), 4, false, NULL },
	{ "frame_size", offsetof(struct tpacket_req, tp_frame_size), 4, false, NULL },
	{ "frame_nr", offsetof(struct tpacket_req, tp_frame_nr), 4, false, NULL },
};
const struct sockopt_layout layout_packet_ring =
	LAYOUT(packet_ring_fields, sizeof(struct tpacket_req));

#define MPTCP(name)                                                                                \
	{                                                                                          \
#name, offsetof(struct mptcp_info, mptcpi_##name),                                 \
			sizeof(((struct mptcp_info *)NULL)->mptcpi_##name), false, NULL            \
	}
static const struct sockopt_field mptcp_fields[] = {
	MPTCP(subflows),
	MPTCP(add_addr_signal),
	MPTCP(add_addr_accepted),
	MPTCP(subflows_max),
	MPTCP(add_addr_signal_max),
	MPTCP(add_addr_accepted_max),
	MPTCP(flags),
	MPTCP(token),
	MPTCP(write_seq),
	MPTCP(snd_una),
	MPTCP(rcv_nxt),
	MPTCP(local_addr_used),
	MPTCP(local_addr_max),
	MPTCP(csum_enabled),
};
const struct sockopt_layout layout_mptcp = LAYOUT(mptcp_fields, sizeof(struct mptcp_info));
