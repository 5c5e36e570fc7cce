/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names that interfaces and routes are told in.
 */
#include <linux/rtnetlink.h>

#include "sock/rtnl.h"

/* clang-format off */
#define ROWS(table) .rows = (table), .count = sizeof(table) / sizeof((table)[0])

static const struct name_row iff_rows[] = {
	{ IFF_UP, "UP", "it was switched on" },
	{ IFF_RUNNING, "RUNNING", "it can carry packets" },
	{ 1 << 16, "LOWER_UP", "the layer below is there: the cable, as a rule" },
	{ 1 << 17, "DORMANT", "the layer below waits for something" },
	{ IFF_LOOPBACK, "LOOPBACK", "what is sent comes back" },
	{ IFF_BROADCAST, "BROADCAST", "it has a broadcast address" },
	{ IFF_MULTICAST, "MULTICAST", "it carries multicast" },
	{ IFF_POINTOPOINT, "POINTOPOINT", "one other end" },
	{ IFF_NOARP, "NOARP", "nobody is asked for link addresses" },
	{ IFF_PROMISC, "PROMISC", "it takes every packet" },
	{ IFF_ALLMULTI, "ALLMULTI", "it takes every multicast packet" },
	{ IFF_MASTER, "MASTER", "it is a bundle" },
	{ IFF_SLAVE, "SLAVE", "it belongs to a bundle" },
	{ IFF_DEBUG, "DEBUG", "its driver logs more" },
	{ IFF_NOTRAILERS, "NOTRAILERS", "no trailers" },
	{ IFF_PORTSEL, "PORTSEL", "its medium can be chosen" },
	{ IFF_AUTOMEDIA, "AUTOMEDIA", "its medium is chosen by itself" },
	{ IFF_DYNAMIC, "DYNAMIC", "its addresses go with it" },
	{ 1 << 18, "ECHO", "what is sent comes back too" },
};
const struct names names_iff = {
	.what = "a flag of an interface", .prefix = "IFF_", ROWS(iff_rows), .flags = true };

static const struct name_row rtn_rows[] = {
	{ RTN_UNSPEC, "unspec", NULL },
	{ RTN_UNICAST, "unicast", "by the interface, through the gateway if there is one" },
	{ RTN_LOCAL, "local", "to this machine" },
	{ RTN_BROADCAST, "broadcast", "to all on the link" },
	{ RTN_ANYCAST, "anycast", "to this machine, as one of several" },
	{ RTN_MULTICAST, "multicast", "to a group" },
	{ RTN_BLACKHOLE, "blackhole", "dropped, without a word" },
	{ RTN_UNREACHABLE, "unreachable", "refused: EHOSTUNREACH" },
	{ RTN_PROHIBIT, "prohibit", "refused: EACCES" },
	{ RTN_THROW, "throw", "another table is looked at" },
	{ RTN_NAT, "nat", "not used any more" },
};
const struct names names_rtn = { .what = "a type of route", .prefix = "RTN_", ROWS(rtn_rows) };

static const struct name_row rtprot_rows[] = {
	{ RTPROT_UNSPEC, "unspec", NULL },
	{ RTPROT_REDIRECT, "redirect", "an ICMP redirect" },
	{ RTPROT_KERNEL, "kernel", "with an address of the interface" },
	{ RTPROT_BOOT, "boot", "by hand, or at the start" },
	{ RTPROT_STATIC, "static", "by the administrator" },
	{ RTPROT_RA, "ra", "a router's advertisement" },
	{ RTPROT_DHCP, "dhcp", "a DHCP client" },
	{ RTPROT_LINKS, "links", "by the links between hosts" },
	{ RTPROT_ZEBRA, "zebra", NULL },
	{ RTPROT_BIRD, "bird", NULL },
	{ RTPROT_BGP, "bgp", NULL },
	{ RTPROT_OSPF, "ospf", NULL },
	{ RTPROT_RIP, "rip", NULL },
	{ RTPROT_ISIS, "isis", NULL },
};
const struct names names_rtprot = {
	.what = "a maker of routes", .prefix = "RTPROT_", ROWS(rtprot_rows) };

static const struct name_row scope_rows[] = {
	{ RT_SCOPE_UNIVERSE, "global", "anywhere" },
	{ RT_SCOPE_SITE, "site", "this site" },
	{ RT_SCOPE_LINK, "link", "on the interface's link" },
	{ RT_SCOPE_HOST, "host", "this machine" },
	{ RT_SCOPE_NOWHERE, "nowhere", "no such place" },
};
const struct names names_rt_scope = {
	.what = "a scope of a route", .prefix = "RT_SCOPE_", ROWS(scope_rows) };

static const struct name_row table_rows[] = {
	{ RT_TABLE_UNSPEC, "unspec", NULL },
	{ RT_TABLE_DEFAULT, "default", "the last that is looked at" },
	{ RT_TABLE_MAIN, "main", "the usual one" },
	{ RT_TABLE_LOCAL, "local", "the kernel's own: to this machine" },
};
const struct names names_rt_table = {
	.what = "a routing table", .prefix = "RT_TABLE_", ROWS(table_rows) };
/* clang-format on */
