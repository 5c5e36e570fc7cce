/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What values of socket options are called: names of constants, and the members of structs.
 */
#ifndef SOCK_SOCKOPT_NAMES_H
#define SOCK_SOCKOPT_NAMES_H

#include "sockopt_kinds.h"

extern const struct names names_pmtudisc;     /* IP_PMTUDISC_ */
extern const struct names names_timestamping; /* SOF_TIMESTAMPING_, flags */
extern const struct names names_buf_lock;     /* SOCK_SNDBUF_LOCK ..., flags */
extern const struct names names_txrehash;     /* SOCK_TXREHASH_ */
extern const struct names names_icmp_type;    /* ICMP_ */
extern const struct names names_icmp6_type;   /* ICMPV6_ */
extern const struct names names_mcast;        /* MCAST_INCLUDE, MCAST_EXCLUDE */
extern const struct names names_packet_mr;    /* PACKET_MR_ */
extern const struct names names_tpacket;      /* TPACKET_ */
extern const struct names names_repair;       /* TCP_REPAIR_ */
extern const struct names names_repair_queue; /* TCP_NO_QUEUE ... */
extern const struct names names_tcp_option;   /* TCPOPT_ */
extern const struct names names_udp_encap;    /* UDP_ENCAP_ */
extern const struct names names_prefer;       /* IPV6_PREFER_SRC_, flags */
extern const struct names names_rtnlgrp;      /* RTNLGRP_ */

extern const struct sockopt_layout layout_ucred, layout_txtime, layout_flow_label, layout_meminfo,
	layout_repair_window, layout_fanout, layout_packet_stats, layout_packet_rollover,
	layout_packet_ring, layout_mptcp, layout_path_mtu;

#endif
