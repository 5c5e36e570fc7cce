/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of constants, beside names.c: of open files, and of the protocols of families that
 * have numbers of their own.
 */
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <sys/epoll.h>

#include "names_rows.h"

static const struct name_row file_flag_rows[] = {
	ROW(O_RDWR, "reading and writing, as every socket is open"),
	ROW(O_WRONLY, "writing alone"),
	ROW(O_APPEND, "write at the end of the file"),
	ROW(O_NONBLOCK, "calls return EAGAIN instead of waiting"),
	ROW(O_ASYNC, "signal the owner when there is something to do"),
	ROW(O_DIRECT, "past the cache"),
	ROW(O_NOATIME, "leave the time of access as it is"),
};

static const struct name_row fcntl_rows[] = {
	ROW(F_GETFL, "read the flags of the open file"),
	ROW(F_SETFL, "set them"),
};

static const struct name_row epoll_flag_rows[] = {
	ROW(EPOLL_CLOEXEC, "closed on execve"),
};

static const struct name_row netlink_rows[] = {
	ROW(NETLINK_ROUTE, "interfaces, addresses, routes, neighbours"),
	ROW(NETLINK_SOCK_DIAG, "the sockets of this machine"),
	ROW(NETLINK_INET_DIAG, "another name of NETLINK_SOCK_DIAG"),
	ROW(NETLINK_KOBJECT_UEVENT, "devices that come and go"),
	ROW(NETLINK_GENERIC, "families by name"),
	ROW(NETLINK_NETFILTER, "the packet filter"),
	ROW(NETLINK_AUDIT, "audit records"),
	ROW(NETLINK_CONNECTOR, "processes that begin and end"),
	ROW(NETLINK_USERSOCK, "between programs"),
	ROW(NETLINK_XFRM, "IPsec"),
	ROW(NETLINK_SELINUX, "events of SELinux"),
	ROW(NETLINK_FIB_LOOKUP, "route look-ups"),
	ROW(NETLINK_CRYPTO, "the kernel's cryptography"),
	ROW(NETLINK_RDMA, "RDMA devices"),
	ROW(NETLINK_ISCSI, "iSCSI"),
	ROW(NETLINK_SCSITRANSPORT, "SCSI transports"),
	ROW(NETLINK_ECRYPTFS, "an encrypted file system"),
	ROW(NETLINK_FIREWALL, "the packet filter of Linux 2.4"),
	ROW(NETLINK_NFLOG, "its log"),
	ROW(NETLINK_IP6_FW, "that of IPv6"),
	ROW(NETLINK_DNRTMSG, "routes of DECnet"),
};

static const struct name_row ether_rows[] = {
	ROW(ETH_P_ALL, "every protocol, both ways"),
	ROW(ETH_P_IP, "IPv4"),
	ROW(ETH_P_IPV6, "IPv6"),
	ROW(ETH_P_ARP, "addresses of the link, asked for"),
	ROW(ETH_P_RARP, "the reverse"),
	ROW(ETH_P_8021Q, "VLAN tags"),
	ROW(ETH_P_8021AD, "VLAN tags of providers"),
	ROW(ETH_P_802_3, "frames with a length for a type"),
	ROW(ETH_P_802_2, "IEEE 802.2"),
	ROW(ETH_P_LLDP, "who is my neighbour"),
	ROW(ETH_P_PPP_DISC, "PPPoE, discovery"),
	ROW(ETH_P_PPP_SES, "PPPoE, session"),
	ROW(ETH_P_MPLS_UC, "MPLS"),
	ROW(ETH_P_PAE, "port authentication"),
	ROW(ETH_P_1588, "precise time"),
	ROW(ETH_P_LOOPBACK, "a frame that comes back"),
	ROW(ETH_P_TEB, "Ethernet within another protocol"),
	ROW(ETH_P_MACSEC, "encrypted frames"),
};

const struct names names_file_flag = NAMES("a flag of an open file", "O_", file_flag_rows, true);
const struct names names_fcntl = NAMES("a command of fcntl", "F_", fcntl_rows, false);
const struct names names_epoll_flag =
	NAMES("a flag of epoll_create1", "EPOLL_", epoll_flag_rows, true);
const struct names names_netlink = NAMES("a netlink protocol", "NETLINK_", netlink_rows, false);
const struct names names_ether = NAMES("a protocol of frames", "ETH_P_", ether_rows, false);
