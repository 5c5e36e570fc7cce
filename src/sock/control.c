/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control messages: the table, and what prints and parses them. Errors are in
 * control_error.c.
 */
#include "sock/control.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/tls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "base/text.h"
#include "sock/iface.h"
#include "control_error.h"
#include "control_fields.h"

/* Of the kernel's headers, where libc's lack them. */
enum {
	SECURITY = 0x03,
	PIDFD = 0x04,
	STAMPING = 37,
	STAMP_STATS = 54,
	STAMP_PKTINFO = 58,
	TXTIME = 61,
	STAMP_ID = 81,
	UNREAD = 84,
	GSO = 103,
	GRO = 104,
	FLOWINFO = 11,
	FRAGSIZE6 = 77,
};

#define ROW(level, name, form, along)                                                              \
	{                                                                                          \
		level, name, #name, form, ALONG_##along                                            \
	}
#define NUMBER(level, number, name, form, along)                                                   \
	{                                                                                          \
		level, number, name, form, ALONG_##along                                           \
	}

const struct control_kind control_kinds[] = {
	ROW(SOL_SOCKET, SCM_RIGHTS, CONTROL_FDS, COUNT),
	ROW(SOL_SOCKET, SCM_CREDENTIALS, CONTROL_CREDS, COUNT),
	NUMBER(SOL_SOCKET, PIDFD, "SCM_PIDFD", CONTROL_FDS, COUNT),
	ROW(SOL_SOCKET, SO_TIMESTAMP, CONTROL_TIMEVAL, STAMP),
	ROW(SOL_SOCKET, SO_TIMESTAMPNS, CONTROL_TIMESPEC, STAMP),
	NUMBER(SOL_SOCKET, STAMPING, "SO_TIMESTAMPING", CONTROL_STAMPS, STAMP),
	ROW(SOL_SOCKET, SO_RXQ_OVFL, CONTROL_INT, DROPS),
	ROW(SOL_SOCKET, SO_MARK, CONTROL_INT, COUNT),
	ROW(SOL_SOCKET, SO_PRIORITY, CONTROL_INT, COUNT),
	NUMBER(SOL_SOCKET, TXTIME, "SCM_TXTIME", CONTROL_U64, COUNT),
	NUMBER(SOL_SOCKET, UNREAD, "SO_INQ", CONTROL_INT, COUNT),
	NUMBER(SOL_SOCKET, SECURITY, "SCM_SECURITY", CONTROL_BYTES, COUNT),
	NUMBER(SOL_SOCKET, STAMP_ID, "SCM_TS_OPT_ID", CONTROL_INT, COUNT),
	NUMBER(SOL_SOCKET, STAMP_STATS, "SCM_TIMESTAMPING_OPT_STATS", CONTROL_BYTES, COUNT),
	NUMBER(SOL_SOCKET, STAMP_PKTINFO, "SCM_TIMESTAMPING_PKTINFO", CONTROL_BYTES, COUNT),
	ROW(SOL_SOCKET, SO_WIFI_STATUS, CONTROL_INT, COUNT),
	ROW(IPPROTO_IP, IP_TTL, CONTROL_INT, TTL),
	ROW(IPPROTO_IP, IP_TOS, CONTROL_BYTE, COUNT),
	ROW(IPPROTO_IP, IP_PKTINFO, CONTROL_PKTINFO, DST),
	ROW(IPPROTO_IP, IP_RECVERR, CONTROL_ERROR, FROM),
	ROW(IPPROTO_IP, IP_ORIGDSTADDR, CONTROL_SOCKADDR, COUNT),
	ROW(IPPROTO_IP, IP_RECVFRAGSIZE, CONTROL_INT, COUNT),
	ROW(IPPROTO_IP, IP_RETOPTS, CONTROL_BYTES, COUNT),
	ROW(IPPROTO_IP, IP_RECVOPTS, CONTROL_BYTES, COUNT),
	ROW(IPPROTO_IP, IP_CHECKSUM, CONTROL_INT, COUNT),
	NUMBER(IPPROTO_IP, 52, "IP_PROTOCOL", CONTROL_INT, COUNT),
	ROW(IPPROTO_IPV6, IPV6_HOPLIMIT, CONTROL_INT, TTL),
	ROW(IPPROTO_IPV6, IPV6_TCLASS, CONTROL_INT, COUNT),
	ROW(IPPROTO_IPV6, IPV6_PKTINFO, CONTROL_PKTINFO6, DST),
	ROW(IPPROTO_IPV6, IPV6_RECVERR, CONTROL_ERROR, FROM),
	ROW(IPPROTO_IPV6, IPV6_ORIGDSTADDR, CONTROL_SOCKADDR, COUNT),
	NUMBER(IPPROTO_IPV6, FRAGSIZE6, "IPV6_RECVFRAGSIZE", CONTROL_INT, COUNT),
	ROW(IPPROTO_IPV6, IPV6_HOPOPTS, CONTROL_BYTES, COUNT),
	ROW(IPPROTO_IPV6, IPV6_DSTOPTS, CONTROL_BYTES, COUNT),
	ROW(IPPROTO_IPV6, IPV6_RTHDR, CONTROL_BYTES, COUNT),
	ROW(IPPROTO_IPV6, IPV6_RTHDRDSTOPTS, CONTROL_BYTES, COUNT),
	ROW(IPPROTO_IPV6, IPV6_DONTFRAG, CONTROL_INT, COUNT),
	ROW(IPPROTO_IPV6, IPV6_PATHMTU, CONTROL_MTUINFO, COUNT),
	NUMBER(IPPROTO_IPV6, FLOWINFO, "IPV6_FLOWINFO", CONTROL_FLOW, COUNT),
	ROW(IPPROTO_IPV6, IPV6_2292PKTINFO, CONTROL_PKTINFO6, DST),
	ROW(IPPROTO_IPV6, IPV6_2292HOPLIMIT, CONTROL_INT, TTL),
	ROW(IPPROTO_IPV6, IPV6_2292HOPOPTS, CONTROL_BYTES, COUNT),
	ROW(IPPROTO_IPV6, IPV6_2292DSTOPTS, CONTROL_BYTES, COUNT),
	ROW(IPPROTO_IPV6, IPV6_2292RTHDR, CONTROL_BYTES, COUNT),
	ROW(IPPROTO_TCP, TCP_INQ, CONTROL_INT, COUNT),
	NUMBER(IPPROTO_UDP, GSO, "UDP_SEGMENT", CONTROL_U16, COUNT),
	NUMBER(IPPROTO_UDP, GRO, "UDP_GRO", CONTROL_INT, COUNT),
	ROW(SOL_PACKET, PACKET_AUXDATA, CONTROL_AUXDATA, COUNT),
	ROW(SOL_TLS, TLS_SET_RECORD_TYPE, CONTROL_BYTE, COUNT),
	ROW(SOL_TLS, TLS_GET_RECORD_TYPE, CONTROL_BYTE, COUNT),
	ROW(SOL_NETLINK, NETLINK_PKTINFO, CONTROL_INT, COUNT),
};
const size_t control_kind_count = sizeof(control_kinds) / sizeof(*control_kinds);

const struct control_kind *control_find(int level, int type)
{
	for (size_t i = 0; i < control_kind_count; i++)
		if (control_kinds[i].level == level && control_kinds[i].type == type)
			return &control_kinds[i];
	return NULL;
}

const struct control_kind *control_named(struct slice name)
{
	for (size_t i = 0; i < control_kind_count; i++)
		if (names_same(name, control_kinds[i].name))
			return &control_kinds[i];
	return NULL;
}

/* ---- printing ---- */

static void add_bytes(struct slice data, struct buf *b)
{
	for (size_t i = 0; i < data.len; i++)
		buf_addf(b, "%s%02x", i ? " " : "", (unsigned char)data.p[i]);
}

static void add_fds(struct slice data, struct buf *b)
{
	int fd;

	for (size_t i = 0; i + sizeof(fd) <= data.len; i += sizeof(fd)) {
		memcpy(&fd, data.p + i, sizeof(fd));
		buf_addf(b, "%s%d", i ? " " : "", fd);
	}
}

static void add_creds(struct slice data, struct buf *b)
{
	struct ucred u;

	memcpy(&u, data.p, sizeof(u));
	buf_addf(b, "pid %d uid %u gid %u", u.pid, u.uid, u.gid);
}

static void add_timeval(struct slice data, struct buf *b)
{
	struct timeval t;

	memcpy(&t, data.p, sizeof(t));
	buf_addf(b, "%lld.%06ld", (long long)t.tv_sec, (long)t.tv_usec);
}

static void add_timespec(const char *p, struct buf *b)
{
	struct timespec t;

	memcpy(&t, p, sizeof(t));
	buf_addf(b, "%lld.%09ld", (long long)t.tv_sec, (long)t.tv_nsec);
}

/* Three: by software, not used any more, by the device. */
static const char *const stamp_names[] = { "software", "system", "hardware" };
enum { STAMPS = 3 };

static bool is_zero(const char *p, size_t len)
{
	while (len && !*p)
		p++, len--;
	return !len;
}

static void add_stamps(struct slice data, struct buf *b)
{
	const char *blank = "";

	for (size_t i = 0; i < STAMPS; i++) {
		const char *p = data.p + i * sizeof(struct timespec);

		if (is_zero(p, sizeof(struct timespec)))
			continue;
		buf_addf(b, "%s%s ", blank, stamp_names[i]);
		add_timespec(p, b);
		blank = " ";
	}
}

static void add_host(int family, const void *addr, struct buf *b)
{
	char text[INET6_ADDRSTRLEN];

	buf_adds(b, inet_ntop(family, addr, text, sizeof(text)));
}

/* Of what is received the address that it was sent to; of what is sent the source. */
static void add_pktinfo(struct slice data, struct buf *b)
{
	struct in_pktinfo p;
	const char *blank = "";

	memcpy(&p, data.p, sizeof(p));
	if (p.ipi_addr.s_addr) {
		buf_adds(b, "to ");
		add_host(AF_INET, &p.ipi_addr, b);
		blank = " ";
	}
	if (p.ipi_ifindex) {
		buf_addf(b, "%son ", blank);
		iface_print((unsigned int)p.ipi_ifindex, b);
		blank = " ";
	}
	if (p.ipi_spec_dst.s_addr != p.ipi_addr.s_addr) {
		buf_addf(b, "%sfrom ", blank);
		add_host(AF_INET, &p.ipi_spec_dst, b);
	}
}

static void add_pktinfo6(struct slice data, struct buf *b)
{
	struct in6_pktinfo p;
	const char *blank = "";

	memcpy(&p, data.p, sizeof(p));
	if (!IN6_IS_ADDR_UNSPECIFIED(&p.ipi6_addr)) {
		buf_adds(b, "to ");
		add_host(AF_INET6, &p.ipi6_addr, b);
		blank = " ";
	}
	if (p.ipi6_ifindex) {
		buf_addf(b, "%son ", blank);
		iface_print(p.ipi6_ifindex, b);
	}
}

static void add_sockaddr(struct slice data, struct buf *b)
{
	struct addr a = { .len = (socklen_t)data.len };

	memcpy(&a.storage, data.p, data.len);
	addr_format(&a, b);
}

/* A number of the size that it came in. */
static void add_number(struct slice data, struct buf *b)
{
	union {
		unsigned char byte;
		uint16_t two;
		int four;
		uint64_t eight;
	} n;

	memcpy(&n, data.p, data.len);
	switch (data.len) {
	case 1: buf_addf(b, "%d", n.byte); break;
	case 2: buf_addf(b, "%d", n.two); break;
	case 4: buf_addf(b, "%d", n.four); break;
	default: buf_addf(b, "%llu", (unsigned long long)n.eight);
	}
}

/* Whether so many bytes can be of the form: the kernel cuts the last one that does not
 * fit (MSG_CTRUNC). */
static bool fits(enum control_form form, size_t len)
{
	switch (form) {
	case CONTROL_INT:
	case CONTROL_BYTE: return len == 1 || len == sizeof(int);
	case CONTROL_U16: return len == sizeof(uint16_t);
	case CONTROL_U64: return len == sizeof(uint64_t);
	case CONTROL_FDS: return len % sizeof(int) == 0;
	case CONTROL_CREDS: return len == sizeof(struct ucred);
	case CONTROL_TIMEVAL: return len == sizeof(struct timeval);
	case CONTROL_TIMESPEC: return len == sizeof(struct timespec);
	case CONTROL_STAMPS: return len == STAMPS * sizeof(struct timespec);
	case CONTROL_PKTINFO: return len == sizeof(struct in_pktinfo);
	case CONTROL_PKTINFO6: return len == sizeof(struct in6_pktinfo);
	case CONTROL_SOCKADDR:
		return len >= sizeof(sa_family_t) && len <= sizeof(struct sockaddr_storage);
	case CONTROL_ERROR: return control_is_error(len);
	case CONTROL_FLOW:
	case CONTROL_AUXDATA:
	case CONTROL_MTUINFO: return control_has_fields(form, len);
	case CONTROL_BYTES: break;
	}
	return true;
}

void control_print_value(const struct control_kind *k, struct slice data, struct buf *b)
{
	switch (k->form) {
	case CONTROL_INT:
	case CONTROL_BYTE:
	case CONTROL_U16:
	case CONTROL_U64: add_number(data, b); break;
	case CONTROL_FDS: add_fds(data, b); break;
	case CONTROL_CREDS: add_creds(data, b); break;
	case CONTROL_TIMEVAL: add_timeval(data, b); break;
	case CONTROL_TIMESPEC: add_timespec(data.p, b); break;
	case CONTROL_STAMPS: add_stamps(data, b); break;
	case CONTROL_PKTINFO: add_pktinfo(data, b); break;
	case CONTROL_PKTINFO6: add_pktinfo6(data, b); break;
	case CONTROL_SOCKADDR: add_sockaddr(data, b); break;
	case CONTROL_BYTES: add_bytes(data, b); break;
	case CONTROL_FLOW:
	case CONTROL_AUXDATA:
	case CONTROL_MTUINFO: control_fields_print(k->form, data, b); break;
	case CONTROL_ERROR: control_error_print(data, b); break;
	}
}

void control_print(const struct call_control *c, struct buf *b)
{
	const struct control_kind *k = control_find(c->level, c->type);

	bool whole = k && fits(k->form, c->data.len);

	if (!k)
		buf_addf(b, "%d:%d ", c->level, c->type);
	else if (!whole)
		buf_addf(b, "%s cut ", k->name);
	else if (k->form != CONTROL_ERROR)
		buf_addf(b, "%s ", k->name);
	if (whole)
		control_print_value(k, c->data, b);
	else
		add_bytes(c->data, b);
	if (b->data[b->len - 1] == ' ') /* of nothing at all */
		b->data[--b->len] = '\0';
}

/* ---- variables ---- */

static void along_pktinfo(const struct call_control *c, bool six, struct buf along[ALONG_COUNT])
{
	struct in_pktinfo four;
	struct in6_pktinfo p;

	buf_clear(&along[ALONG_DST]);
	buf_clear(&along[ALONG_IFNAME]);
	if (six) {
		memcpy(&p, c->data.p, sizeof(p));
		add_host(AF_INET6, &p.ipi6_addr, &along[ALONG_DST]);
		iface_print(p.ipi6_ifindex, &along[ALONG_IFNAME]);
	} else {
		memcpy(&four, c->data.p, sizeof(four));
		add_host(AF_INET, &four.ipi_addr, &along[ALONG_DST]);
		iface_print((unsigned int)four.ipi_ifindex, &along[ALONG_IFNAME]);
	}
}

void along_free(struct buf along[ALONG_COUNT])
{
	for (int i = 0; i < ALONG_COUNT; i++)
		buf_free(&along[i]);
}

/* A time with its unit, so that it compares as one: of several the first, "software
 * 1764465011.1 ...". */
static void finish_stamp(struct buf *b)
{
	const char *blank = strchr(b->data, ' ');
	size_t skip = blank ? (size_t)(blank - b->data) + 1 : 0, len = strcspn(b->data + skip, " ");

	memmove(b->data, b->data + skip, len);
	b->data[b->len = len] = '\0';
	buf_addc(b, 's');
}

void control_along(const struct call_control *c, struct buf along[ALONG_COUNT])
{
	const struct control_kind *k = control_find(c->level, c->type);

	if (!k || k->along == ALONG_COUNT || !fits(k->form, c->data.len))
		return;
	struct buf *value = &along[k->along];
	if (k->form == CONTROL_PKTINFO || k->form == CONTROL_PKTINFO6) {
		along_pktinfo(c, k->form == CONTROL_PKTINFO6, along);
	} else if (k->form == CONTROL_ERROR) {
		control_error_host(c->data, value);
	} else {
		buf_clear(value);
		control_print_value(k, c->data, value);
	}
	if (k->along == ALONG_STAMP && value->len)
		finish_stamp(value);
}
