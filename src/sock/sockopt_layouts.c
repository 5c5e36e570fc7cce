/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The members of structs that are values of socket options, and what these are called.
 */
#include "sockopt_names.h"

#include <linux/if_packet.h>
#include <linux/in6.h>
#include <linux/mptcp.h>
#include <linux/net_tstamp.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <stddef.h>
#include <time.h>

#include "names_rows.h"

/* ---- names ---- */

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

static const struct name_row flow_action_rows[] = {
	ROW(IPV6_FL_A_GET, "take a label"),
	ROW(IPV6_FL_A_PUT, "give it back"),
	ROW(IPV6_FL_A_RENEW, "keep it for longer"),
};
static const struct names names_flow_action =
	NAMES("what to do with a label", "IPV6_FL_A_", flow_action_rows, false);

static const struct name_row flow_share_rows[] = {
	ROW(IPV6_FL_S_NONE, "nobody"),
	ROW(IPV6_FL_S_EXCL, "this socket alone"),
	ROW(IPV6_FL_S_PROCESS, "sockets of this process"),
	ROW(IPV6_FL_S_USER, "sockets of this user"),
	ROW(IPV6_FL_S_ANY, "any socket"),
};
static const struct names names_flow_share =
	NAMES("who may have a label", "IPV6_FL_S_", flow_share_rows, false);

static const struct name_row flow_flag_rows[] = {
	ROW(IPV6_FL_F_CREATE, "if there is none such"),
	ROW(IPV6_FL_F_EXCL, "only if there is none such"),
	ROW(IPV6_FL_F_REFLECT, "answer with the peer's label"),
	ROW(IPV6_FL_F_REMOTE, "tell the peer's label"),
};
static const struct names names_flow_flag =
	NAMES("a flag of labels", "IPV6_FL_F_", flow_flag_rows, true);

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

/* ---- members ---- */

#define FIELD(type, member, form, names)                                                           \
	{                                                                                          \
#member, offsetof(struct type, member), sizeof(((struct type *)NULL)->member),     \
			form, names                                                                \
	}
#define LAYOUT(fields, size)                                                                       \
	{                                                                                          \
		fields, COUNT(fields), size                                                        \
	}

static const struct sockopt_field ucred_fields[] = {
	FIELD(ucred, pid, FIELD_SIGNED, NULL),
	FIELD(ucred, uid, FIELD_SIGNED, NULL), /* nobody is -1 */
	FIELD(ucred, gid, FIELD_SIGNED, NULL),
};
const struct sockopt_layout layout_ucred = LAYOUT(ucred_fields, sizeof(struct ucred));

static const struct sockopt_field txtime_fields[] = {
	FIELD(sock_txtime, clockid, FIELD_SIGNED, &names_clock),
	FIELD(sock_txtime, flags, FIELD_UNSIGNED, &names_txtime),
};
const struct sockopt_layout layout_txtime = LAYOUT(txtime_fields, sizeof(struct sock_txtime));

static const struct sockopt_field flow_label_fields[] = {
	{ "dst", offsetof(struct in6_flowlabel_req, flr_dst), 16, FIELD_ADDRESS, NULL },
	{ "label", offsetof(struct in6_flowlabel_req, flr_label), 4, FIELD_NET, NULL },
	{ "action", offsetof(struct in6_flowlabel_req, flr_action), 1, FIELD_UNSIGNED,
		&names_flow_action },
	{ "share", offsetof(struct in6_flowlabel_req, flr_share), 1, FIELD_UNSIGNED,
		&names_flow_share },
	{ "flags", offsetof(struct in6_flowlabel_req, flr_flags), 2, FIELD_UNSIGNED,
		&names_flow_flag },
	{ "expires", offsetof(struct in6_flowlabel_req, flr_expires), 2, FIELD_UNSIGNED, NULL },
	{ "linger", offsetof(struct in6_flowlabel_req, flr_linger), 2, FIELD_UNSIGNED, NULL },
};
const struct sockopt_layout layout_flow_label =
	LAYOUT(flow_label_fields, sizeof(struct in6_flowlabel_req));

#define MEMINFO(name, place)                                                                       \
	{                                                                                          \
		name, (place) * sizeof(uint32_t), sizeof(uint32_t), FIELD_UNSIGNED, NULL           \
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
	FIELD(tcp_repair_window, snd_wl1, FIELD_UNSIGNED, NULL),
	FIELD(tcp_repair_window, snd_wnd, FIELD_UNSIGNED, NULL),
	FIELD(tcp_repair_window, max_window, FIELD_UNSIGNED, NULL),
	FIELD(tcp_repair_window, rcv_wnd, FIELD_UNSIGNED, NULL),
	FIELD(tcp_repair_window, rcv_wup, FIELD_UNSIGNED, NULL),
};
const struct sockopt_layout layout_repair_window =
	LAYOUT(repair_window_fields, sizeof(struct tcp_repair_window));

static const struct sockopt_field path_mtu_fields[] = {
	{ "mtu", offsetof(struct ip6_mtuinfo, ip6m_mtu), 4, FIELD_UNSIGNED, NULL },
};
const struct sockopt_layout layout_path_mtu = LAYOUT(path_mtu_fields, sizeof(struct ip6_mtuinfo));

static const struct sockopt_field fanout_fields[] = {
	{ "id", 0, 2, FIELD_UNSIGNED, NULL },
	{ "type", 2, 1, FIELD_UNSIGNED, &names_fanout },
	{ "flags", 3, 1, FIELD_UNSIGNED, &names_fanout_flag },
};
const struct sockopt_layout layout_fanout = LAYOUT(fanout_fields, sizeof(int));

static const struct sockopt_field packet_stats_fields[] = {
	{ "packets", offsetof(struct tpacket_stats, tp_packets), 4, FIELD_UNSIGNED, NULL },
	{ "drops", offsetof(struct tpacket_stats, tp_drops), 4, FIELD_UNSIGNED, NULL },
};
const struct sockopt_layout layout_packet_stats =
	LAYOUT(packet_stats_fields, sizeof(struct tpacket_stats));

static const struct sockopt_field packet_rollover_fields[] = {
	{ "all", offsetof(struct tpacket_rollover_stats, tp_all), 8, FIELD_UNSIGNED, NULL },
	{ "huge", offsetof(struct tpacket_rollover_stats, tp_huge), 8, FIELD_UNSIGNED, NULL },
	{ "failed", offsetof(struct tpacket_rollover_stats, tp_failed), 8, FIELD_UNSIGNED, NULL },
};
const struct sockopt_layout layout_packet_rollover =
	LAYOUT(packet_rollover_fields, sizeof(struct tpacket_rollover_stats));

static const struct sockopt_field packet_ring_fields[] = {
	{ "block_size", offsetof(struct tpacket_req, tp_block_size), 4, FIELD_UNSIGNED, NULL },
	{ "block_nr", offsetof(struct tpacket_req, tp_block_nr), 4, FIELD_UNSIGNED, NULL },
	{ "frame_size", offsetof(struct tpacket_req, tp_frame_size), 4, FIELD_UNSIGNED, NULL },
	{ "frame_nr", offsetof(struct tpacket_req, tp_frame_nr), 4, FIELD_UNSIGNED, NULL },
};
const struct sockopt_layout layout_packet_ring =
	LAYOUT(packet_ring_fields, sizeof(struct tpacket_req));

#define MPTCP(name)                                                                                \
	{                                                                                          \
#name, offsetof(struct mptcp_info, mptcpi_##name),                                 \
			sizeof(((struct mptcp_info *)NULL)->mptcpi_##name), FIELD_UNSIGNED, NULL   \
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
