/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket options: the table, of which each .def has some levels.
 */
#include "sock/sockopt.h"

#include <linux/icmp.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/tls.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include "sockopt_names.h"

/* What kernels have that these headers lack. */
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif
#ifndef SO_RCVPRIORITY
#define SO_RCVPRIORITY 82
#endif
#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83
#endif
#ifndef SO_INQ
#define SO_INQ 84
#endif
#ifndef TCP_IS_MPTCP
#define TCP_IS_MPTCP 43
#endif
#ifndef TCP_RTO_MAX_MS
#define TCP_RTO_MAX_MS 44
#endif
#ifndef TCP_RTO_MIN_US
#define TCP_RTO_MIN_US 45
#endif
#ifndef TCP_DELACK_MAX_US
#define TCP_DELACK_MAX_US 46
#endif
#ifndef UDPLITE_SEND_CSCOV
#define UDPLITE_SEND_CSCOV 10
#define UDPLITE_RECV_CSCOV 11
#endif
#ifndef IP_PROTOCOL
#define IP_LOCAL_PORT_RANGE 51
#define IP_PROTOCOL         52
#endif
#ifndef MPTCP_INFO
#define MPTCP_INFO 1
#endif
#ifndef ICMPV6_FILTER
#define ICMPV6_FILTER 1
#endif
#ifndef IPV6_FLOWINFO
#define IPV6_FLOWINFO      11
#define IPV6_FLOWLABEL_MGR 32
#define IPV6_FLOWINFO_SEND 33
#endif
#ifndef IPV6_NEXTHOP
#define IPV6_NEXTHOP 9
#endif
#ifndef IPV6_ADD_MEMBERSHIP
#define IPV6_ADD_MEMBERSHIP IPV6_JOIN_GROUP
#endif

#define OPTION(level, option) #option, #level, level, option
#define GET_SET               true, true, false
#define GET_ONLY              true, false, false
#define SET_ONLY              false, true, false
#define GET_DISTURBS          true, false, true

#define INT           &sockopt_int, NULL
#define BOOL          &sockopt_bool, NULL
#define NAME(of)      &sockopt_name, of
#define UNSIGNED      &sockopt_unsigned, NULL
#define WIDE          &sockopt_wide, NULL
#define LINGER        &sockopt_linger, NULL
#define TIMEVAL       &sockopt_timeval, NULL
#define STRING        &sockopt_string, NULL
#define LISTED(path)  &sockopt_string, path
#define CONTROLS      "/proc/sys/net/ipv4/tcp_available_congestion_control"
#define UPPER         "/proc/sys/net/ipv4/tcp_available_ulp"
#define ERRNO         &sockopt_errno, NULL
#define PORTS         &sockopt_ports, NULL
#define GROUP(of)     &sockopt_group, of
#define FIELDS(of)    &sockopt_fields, of
#define LIST          &sockopt_list, NULL
#define BITS32(of)    &sockopt_bits32, of
#define BITS256(of)   &sockopt_bits256, of
#define GROUPS        &sockopt_groups, NULL
#define BYTES         &sockopt_bytes, NULL
#define ARRIVAL       &sockopt_arrival, NULL
#define INTERFACE     &sockopt_interface, NULL
#define INTERFACE_NET &sockopt_interface_net, NULL
#define MULTICAST_IF  &sockopt_multicast_if, NULL
#define PKTINFO6      &sockopt_pktinfo6, NULL
#define JOIN4         &sockopt_join4, NULL
#define JOIN6         &sockopt_join6, NULL
#define JOIN          &sockopt_join, NULL
#define LEAVE4        &sockopt_leave4, NULL
#define LEAVE6        &sockopt_leave6, NULL
#define LEAVE         &sockopt_leave, NULL
#define SOURCE4       &sockopt_source4, NULL
#define SOURCE        &sockopt_source, NULL
#define MSFILTER4     &sockopt_msfilter4, NULL
#define MSFILTER      &sockopt_msfilter, NULL
#define LINK          &sockopt_link, NULL
#define FILTER        &sockopt_filter, NULL
#define SAVED_SYN     &sockopt_saved_syn, NULL
#define MD5           &sockopt_md5, NULL
#define REPAIR        &sockopt_repair, NULL

const struct sockopt sockopts[] = {
#include "sockopt_socket.def"
#include "sockopt_transport.def"
#include "sockopt_ip.def"
#include "sockopt_ip6.def"
#include "sockopt_family.def"
};

const size_t sockopt_count = sizeof(sockopts) / sizeof(sockopts[0]);
