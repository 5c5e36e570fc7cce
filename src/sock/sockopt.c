/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket options: the table, and what finds, parses, prints and reads by it.
 */
#include "sock/sockopt.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include "base/text.h"

enum {
	NS_PER_US = 1000,
	US_PER_MS = 1000,
	US_PER_S = 1000000,
	SHOWN_MAX = 60, /* bytes of a wrong word in a message */
};

static const struct name_row pmtudisc_rows[] = {
	{ IP_PMTUDISC_DONT, "IP_PMTUDISC_DONT", "fragment, never set DF" },
	{ IP_PMTUDISC_WANT, "IP_PMTUDISC_WANT", "as the route says" },
	{ IP_PMTUDISC_DO, "IP_PMTUDISC_DO", "always set DF" },
	{ IP_PMTUDISC_PROBE, "IP_PMTUDISC_PROBE", "set DF, ignore the path MTU" },
	{ IP_PMTUDISC_INTERFACE, "IP_PMTUDISC_INTERFACE", "never set DF, use the interface's MTU" },
	{ IP_PMTUDISC_OMIT, "IP_PMTUDISC_OMIT", "like INTERFACE, and fragment what is larger" },
};
/* IPv6 has the same values under names of its own. */
static const struct names names_pmtudisc = { "a way of path MTU discovery", "IP_PMTUDISC_",
	pmtudisc_rows, sizeof(pmtudisc_rows) / sizeof(pmtudisc_rows[0]), false, 0 };

#define OPTION(level, option) #option, #level, level, option
#define GET_SET               true, true, false
#define GET_ONLY              true, false, false
#define SET_ONLY              false, true, false
#define GET_DISTURBS          true, false, true

#define INT      SOCKOPT_INT, NULL
#define BOOL     SOCKOPT_BOOL, NULL
#define NAME(of) SOCKOPT_NAME, of
#define LINGER   SOCKOPT_LINGER, NULL
#define TIMEVAL  SOCKOPT_TIMEVAL, NULL
#define STRING   SOCKOPT_STRING, NULL
#define UCRED    SOCKOPT_UCRED, NULL
#define ERRNO    SOCKOPT_ERRNO, NULL

/* clang-format off */
const struct sockopt sockopts[] = {
	{ OPTION(SOL_SOCKET, SO_ACCEPTCONN), BOOL, GET_ONLY,
	  "0|1", "listening for connections" },
	{ OPTION(SOL_SOCKET, SO_BINDTODEVICE), STRING, GET_SET,
	  "INTERFACE", "send and receive through this interface only; \"\" ends it" },
	{ OPTION(SOL_SOCKET, SO_BINDTOIFINDEX), INT, GET_SET,
	  "INDEX", "as SO_BINDTODEVICE, by the interface's number; 0 ends it" },
	{ OPTION(SOL_SOCKET, SO_BROADCAST), BOOL, GET_SET,
	  "0|1", "allow sending to broadcast addresses" },
	{ OPTION(SOL_SOCKET, SO_BUSY_POLL), INT, GET_SET,
	  "MICROSECONDS", "poll the network card that long before waiting; raising needs privilege" },
	{ OPTION(SOL_SOCKET, SO_DOMAIN), NAME(&names_family), GET_ONLY,
	  "AF_NAME", "the socket's address family" },
	{ OPTION(SOL_SOCKET, SO_DONTROUTE), BOOL, GET_SET,
	  "0|1", "send to directly connected hosts only" },
	{ OPTION(SOL_SOCKET, SO_ERROR), ERRNO, GET_DISTURBS,
	  "ERRNO", "the pending error, which reading clears" },
	{ OPTION(SOL_SOCKET, SO_INCOMING_CPU), INT, GET_SET,
	  "CPU", "the processor that handles this socket's packets; -1 for any" },
	{ OPTION(SOL_SOCKET, SO_INCOMING_NAPI_ID), INT, GET_ONLY,
	  "ID", "the receive queue of the last packet" },
	{ OPTION(SOL_SOCKET, SO_KEEPALIVE), BOOL, GET_SET,
	  "0|1", "probe an idle peer to see whether it is still there" },
	{ OPTION(SOL_SOCKET, SO_LINGER), LINGER, GET_SET,
	  "off|SECONDS", "how long close waits for data to be sent; 0s resets the connection" },
	{ OPTION(SOL_SOCKET, SO_MARK), INT, GET_SET,
	  "NUMBER", "mark of sent packets for routing and filters; needs privilege" },
	{ OPTION(SOL_SOCKET, SO_MAX_PACING_RATE), INT, GET_SET,
	  "BYTES", "bytes a second to send at most; -1 for no limit" },
	{ OPTION(SOL_SOCKET, SO_NO_CHECK), BOOL, GET_SET,
	  "0|1", "send UDP without checksum" },
	{ OPTION(SOL_SOCKET, SO_OOBINLINE), BOOL, GET_SET,
	  "0|1", "leave urgent data in the stream" },
	{ OPTION(SOL_SOCKET, SO_PASSCRED), BOOL, GET_SET,
	  "0|1", "receive the sender's credentials with each message" },
	{ OPTION(SOL_SOCKET, SO_PASSSEC), BOOL, GET_SET,
	  "0|1", "receive the sender's security label with each message" },
	{ OPTION(SOL_SOCKET, SO_PEEK_OFF), INT, GET_SET,
	  "OFFSET", "where MSG_PEEK begins to look; -1 for the start" },
	{ OPTION(SOL_SOCKET, SO_PEERCRED), UCRED, GET_ONLY,
	  "pid=PID,uid=UID,gid=GID", "the peer's credentials when it connected" },
	{ OPTION(SOL_SOCKET, SO_PRIORITY), INT, GET_SET,
	  "0..6", "queueing priority of sent packets" },
	{ OPTION(SOL_SOCKET, SO_PROTOCOL), NAME(&names_protocol), GET_ONLY,
	  "IPPROTO_NAME", "the socket's protocol" },
	{ OPTION(SOL_SOCKET, SO_RCVBUF), INT, GET_SET,
	  "BYTES", "receive buffer; the kernel doubles what is asked for" },
	{ OPTION(SOL_SOCKET, SO_RCVBUFFORCE), INT, SET_ONLY,
	  "BYTES", "as SO_RCVBUF, past the system's limit; needs privilege" },
	{ OPTION(SOL_SOCKET, SO_RCVLOWAT), INT, GET_SET,
	  "BYTES", "bytes that must be there before receiving returns" },
	{ OPTION(SOL_SOCKET, SO_RCVTIMEO), TIMEVAL, GET_SET,
	  "TIME", "how long receiving and accepting wait before EAGAIN; 0 for ever" },
	{ OPTION(SOL_SOCKET, SO_REUSEADDR), BOOL, GET_SET,
	  "0|1", "bind although old connections still hold the address" },
	{ OPTION(SOL_SOCKET, SO_REUSEPORT), BOOL, GET_SET,
	  "0|1", "let several sockets share one address and its load" },
	{ OPTION(SOL_SOCKET, SO_RXQ_OVFL), BOOL, GET_SET,
	  "0|1", "receive the number of dropped packets with each message" },
	{ OPTION(SOL_SOCKET, SO_SELECT_ERR_QUEUE), BOOL, GET_SET,
	  "0|1", "report a queued error as an exceptional condition" },
	{ OPTION(SOL_SOCKET, SO_SNDBUF), INT, GET_SET,
	  "BYTES", "send buffer; the kernel doubles what is asked for" },
	{ OPTION(SOL_SOCKET, SO_SNDBUFFORCE), INT, SET_ONLY,
	  "BYTES", "as SO_SNDBUF, past the system's limit; needs privilege" },
	{ OPTION(SOL_SOCKET, SO_SNDLOWAT), INT, GET_ONLY,
	  "BYTES", "always 1 on Linux" },
	{ OPTION(SOL_SOCKET, SO_SNDTIMEO), TIMEVAL, GET_SET,
	  "TIME", "how long sending and connecting wait; 0 for ever" },
	{ OPTION(SOL_SOCKET, SO_TIMESTAMP), BOOL, GET_SET,
	  "0|1", "receive the time of arrival with each message" },
	{ OPTION(SOL_SOCKET, SO_TIMESTAMPNS), BOOL, GET_SET,
	  "0|1", "as SO_TIMESTAMP, in nanoseconds" },
	{ OPTION(SOL_SOCKET, SO_TYPE), NAME(&names_type), GET_ONLY,
	  "SOCK_NAME", "the socket's type" },
	{ OPTION(SOL_SOCKET, SO_ZEROCOPY), BOOL, GET_SET,
	  "0|1", "allow MSG_ZEROCOPY" },

	{ OPTION(IPPROTO_TCP, TCP_CONGESTION), STRING, GET_SET,
	  "ALGORITHM", "congestion control, such as cubic or reno" },
	{ OPTION(IPPROTO_TCP, TCP_CORK), BOOL, GET_SET,
	  "0|1", "hold back partial segments until it is cleared" },
	{ OPTION(IPPROTO_TCP, TCP_DEFER_ACCEPT), INT, GET_SET,
	  "SECONDS", "accept a connection only when data has come" },
	{ OPTION(IPPROTO_TCP, TCP_FASTOPEN), INT, GET_SET,
	  "NUMBER", "listener: take data in the SYN; requests that may be pending" },
	{ OPTION(IPPROTO_TCP, TCP_FASTOPEN_CONNECT), BOOL, GET_SET,
	  "0|1", "client: the first data sent goes with the SYN" },
	{ OPTION(IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE), BOOL, GET_SET,
	  "0|1", "Fast Open without a cookie" },
	{ OPTION(IPPROTO_TCP, TCP_INQ), BOOL, GET_SET,
	  "0|1", "receive the number of unread bytes with each message" },
	{ OPTION(IPPROTO_TCP, TCP_KEEPCNT), INT, GET_SET,
	  "NUMBER", "unanswered probes before the connection is dropped" },
	{ OPTION(IPPROTO_TCP, TCP_KEEPIDLE), INT, GET_SET,
	  "SECONDS", "idle time before the first probe" },
	{ OPTION(IPPROTO_TCP, TCP_KEEPINTVL), INT, GET_SET,
	  "SECONDS", "time between probes" },
	{ OPTION(IPPROTO_TCP, TCP_LINGER2), INT, GET_SET,
	  "SECONDS", "life of a closed socket in FIN_WAIT2; -1 for none" },
	{ OPTION(IPPROTO_TCP, TCP_MAXSEG), INT, GET_SET,
	  "BYTES", "largest segment; set it before connecting" },
	{ OPTION(IPPROTO_TCP, TCP_NODELAY), BOOL, GET_SET,
	  "0|1", "send small segments at once (no Nagle algorithm)" },
	{ OPTION(IPPROTO_TCP, TCP_NOTSENT_LOWAT), INT, GET_SET,
	  "BYTES", "unsent bytes up to which the socket counts as writable" },
	{ OPTION(IPPROTO_TCP, TCP_QUICKACK), BOOL, GET_SET,
	  "0|1", "acknowledge at once, for now; the kernel may go back" },
	{ OPTION(IPPROTO_TCP, TCP_SAVE_SYN), BOOL, GET_SET,
	  "0|1", "listener: keep the headers of each SYN" },
	{ OPTION(IPPROTO_TCP, TCP_SYNCNT), INT, GET_SET,
	  "NUMBER", "SYN retransmissions before connect gives up" },
	{ OPTION(IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS), BOOL, GET_SET,
	  "0|1", "no exponential backoff for thin streams" },
	{ OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT), INT, GET_SET,
	  "MILLISECONDS", "how long data may stay unacknowledged; 0 for the default" },
	{ OPTION(IPPROTO_TCP, TCP_WINDOW_CLAMP), INT, GET_SET,
	  "BYTES", "largest window to advertise" },

	{ OPTION(IPPROTO_UDP, UDP_CORK), BOOL, GET_SET,
	  "0|1", "gather what is sent into one datagram until it is cleared" },
	{ OPTION(IPPROTO_UDP, UDP_GRO), BOOL, GET_SET,
	  "0|1", "receive several datagrams in one call" },
	{ OPTION(IPPROTO_UDP, UDP_SEGMENT), INT, GET_SET,
	  "BYTES", "cut what is sent into datagrams of this size" },

	{ OPTION(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT), BOOL, GET_SET,
	  "0|1", "bind to port 0 leaves the choice of the port to connect" },
	{ OPTION(IPPROTO_IP, IP_FREEBIND), BOOL, GET_SET,
	  "0|1", "bind to an address that this machine does not have" },
	{ OPTION(IPPROTO_IP, IP_MINTTL), INT, GET_SET,
	  "HOPS", "drop packets that arrive with a smaller TTL" },
	{ OPTION(IPPROTO_IP, IP_MTU), INT, GET_ONLY,
	  "BYTES", "path MTU of a connected socket" },
	{ OPTION(IPPROTO_IP, IP_MTU_DISCOVER), NAME(&names_pmtudisc), GET_SET,
	  "dont|want|do|probe|interface|omit", "path MTU discovery" },
	{ OPTION(IPPROTO_IP, IP_MULTICAST_ALL), BOOL, GET_SET,
	  "0|1", "receive from every group that any socket here has joined" },
	{ OPTION(IPPROTO_IP, IP_MULTICAST_LOOP), BOOL, GET_SET,
	  "0|1", "multicasts sent here are received here too" },
	{ OPTION(IPPROTO_IP, IP_MULTICAST_TTL), INT, GET_SET,
	  "HOPS", "TTL of multicasts; -1 for the default" },
	{ OPTION(IPPROTO_IP, IP_PKTINFO), BOOL, GET_SET,
	  "0|1", "receive the arrival interface and address with each datagram" },
	{ OPTION(IPPROTO_IP, IP_RECVERR), BOOL, GET_SET,
	  "0|1", "queue ICMP errors for MSG_ERRQUEUE" },
	{ OPTION(IPPROTO_IP, IP_RECVORIGDSTADDR), BOOL, GET_SET,
	  "0|1", "receive the original destination with each datagram" },
	{ OPTION(IPPROTO_IP, IP_RECVTOS), BOOL, GET_SET,
	  "0|1", "receive the TOS byte with each datagram" },
	{ OPTION(IPPROTO_IP, IP_RECVTTL), BOOL, GET_SET,
	  "0|1", "receive the TTL with each datagram" },
	{ OPTION(IPPROTO_IP, IP_TOS), INT, GET_SET,
	  "0..255", "TOS byte of sent packets: DSCP and ECN" },
	{ OPTION(IPPROTO_IP, IP_TRANSPARENT), BOOL, GET_SET,
	  "0|1", "act for addresses of others; needs privilege" },
	{ OPTION(IPPROTO_IP, IP_TTL), INT, GET_SET,
	  "HOPS", "TTL of sent packets; -1 for the default" },

	{ OPTION(IPPROTO_IPV6, IPV6_AUTOFLOWLABEL), BOOL, GET_SET,
	  "0|1", "choose flow labels automatically" },
	{ OPTION(IPPROTO_IPV6, IPV6_DONTFRAG), BOOL, GET_SET,
	  "0|1", "refuse datagrams that would have to be fragmented" },
	{ OPTION(IPPROTO_IPV6, IPV6_FREEBIND), BOOL, GET_SET,
	  "0|1", "bind to an address that this machine does not have" },
	{ OPTION(IPPROTO_IPV6, IPV6_MINHOPCOUNT), INT, GET_SET,
	  "HOPS", "drop packets that arrive with a smaller hop limit" },
	{ OPTION(IPPROTO_IPV6, IPV6_MTU), INT, GET_SET,
	  "BYTES", "path MTU of a connected socket; setting lowers it" },
	{ OPTION(IPPROTO_IPV6, IPV6_MTU_DISCOVER), NAME(&names_pmtudisc), GET_SET,
	  "dont|want|do|probe|interface|omit", "path MTU discovery" },
	{ OPTION(IPPROTO_IPV6, IPV6_MULTICAST_ALL), BOOL, GET_SET,
	  "0|1", "receive from every group that any socket here has joined" },
	{ OPTION(IPPROTO_IPV6, IPV6_MULTICAST_HOPS), INT, GET_SET,
	  "HOPS", "hop limit of multicasts; -1 for the default" },
	{ OPTION(IPPROTO_IPV6, IPV6_MULTICAST_IF), INT, GET_SET,
	  "INDEX", "interface of multicasts, by number; 0 for the route's" },
	{ OPTION(IPPROTO_IPV6, IPV6_MULTICAST_LOOP), BOOL, GET_SET,
	  "0|1", "multicasts sent here are received here too" },
	{ OPTION(IPPROTO_IPV6, IPV6_RECVERR), BOOL, GET_SET,
	  "0|1", "queue ICMP errors for MSG_ERRQUEUE" },
	{ OPTION(IPPROTO_IPV6, IPV6_RECVHOPLIMIT), BOOL, GET_SET,
	  "0|1", "receive the hop limit with each datagram" },
	{ OPTION(IPPROTO_IPV6, IPV6_RECVPKTINFO), BOOL, GET_SET,
	  "0|1", "receive the arrival interface and address with each datagram" },
	{ OPTION(IPPROTO_IPV6, IPV6_RECVTCLASS), BOOL, GET_SET,
	  "0|1", "receive the traffic class with each datagram" },
	{ OPTION(IPPROTO_IPV6, IPV6_TCLASS), INT, GET_SET,
	  "0..255", "traffic class of sent packets; -1 for the default" },
	{ OPTION(IPPROTO_IPV6, IPV6_TRANSPARENT), BOOL, GET_SET,
	  "0|1", "act for addresses of others; needs privilege" },
	{ OPTION(IPPROTO_IPV6, IPV6_UNICAST_HOPS), INT, GET_SET,
	  "HOPS", "hop limit of sent packets; -1 for the default" },
	{ OPTION(IPPROTO_IPV6, IPV6_V6ONLY), BOOL, GET_SET,
	  "0|1", "no IPv4 on this socket; set it before bind" },
};
/* clang-format on */

const size_t sockopt_count = sizeof(sockopts) / sizeof(sockopts[0]);

/* ---- finding ---- */

const char *sockopt_short(const struct sockopt *o)
{
	return strchr(o->name, '_') + 1;
}

void sockopt_offer(struct nearest *near)
{
	for (size_t i = 0; i < sockopt_count; i++) {
		nearest_offer(near, sockopts[i].name);
		nearest_offer_as(near, sockopt_short(&sockopts[i]), sockopts[i].name);
	}
}

static const struct sockopt *ambiguous(struct slice name, struct err *e)
{
	char list[120] = "";
	size_t i, used = 0;

	if (!e)
		return NULL;
	for (i = 0; i < sockopt_count && used < sizeof(list); i++)
		if (names_same(name, sockopt_short(&sockopts[i])))
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
				used ? " or " : "", sockopts[i].name);
	err_set(e, ERR_USAGE, "\"%.*s\" could be %s", (int)name.len, name.p, list);
	return NULL;
}

static const struct sockopt *unknown(struct slice name, struct err *e)
{
	struct nearest near = nearest_to(name);

	if (!e)
		return NULL;
	sockopt_offer(&near);
	err_set(e, ERR_USAGE, "\"%.*s\" is not a socket option",
		(int)text_cut(name.p, name.len, SHOWN_MAX), name.p);
	nearest_hint(&near, e);
	return NULL;
}

const struct sockopt *sockopt_find(struct slice name, struct err *e)
{
	const struct sockopt *found = NULL;
	size_t i, matches = 0;

	for (i = 0; i < sockopt_count; i++) {
		if (names_same(name, sockopts[i].name))
			return &sockopts[i];
		if (names_same(name, sockopt_short(&sockopts[i]))) {
			found = &sockopts[i];
			matches++;
		}
	}
	if (matches > 1)
		return ambiguous(name, e);
	return found ? found : unknown(name, e);
}

enum unit sockopt_unit(const struct sockopt *o)
{
	static const struct {
		const char *values;
		enum unit unit;
	} rows[] = { { "BYTES", UNIT_BYTES }, { "MICROSECONDS", UNIT_US },
		{ "MILLISECONDS", UNIT_MS }, { "SECONDS", UNIT_S } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(o->values, rows[i].values))
			return rows[i].unit;
	return UNIT_NONE;
}

/* ---- parsing ---- */

/* Up to UINT_MAX: SO_MARK and others are unsigned in the kernel. */
static int parse_number(struct slice text, struct sockopt_value *v, struct err *e)
{
	int64_t number;

	if (text_count(text, INT_MIN, UINT_MAX, &number, e))
		return -1;
	v->number = (int)(uint32_t)number;
	return 0;
}

static int parse_bool(struct slice text, struct sockopt_value *v, struct err *e)
{
	bool on;

	if (text_bool(text, &on, NULL))
		return parse_number(text, v, e);
	v->number = on;
	return 0;
}

static int parse_name(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	long value;

	if (names_parse(o->names, text, &value, e) < 0)
		return -1;
	v->number = (int)value;
	return 0;
}

/* A bare number of UNIT, or a time. */
static int parse_count(struct slice text, enum unit unit, int *count, struct err *e)
{
	int64_t number, ns;

	if (text_number(text, INT_MIN, INT_MAX, &number, NULL)) {
		if (text_time(text, &ns, e))
			return -1;
		number = ns / unit_ns(unit);
		if (ns % unit_ns(unit) || number > INT_MAX)
			return err_set(e, ERR_USAGE, "it counts in whole %s", unit_name(unit));
	}
	*count = (int)number;
	return 0;
}

static int parse_int(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	enum unit unit = sockopt_unit(o);

	return unit_ns(unit) ? parse_count(text, unit, &v->number, e) : parse_number(text, v, e);
}

static int parse_linger(struct slice text, struct sockopt_value *v, struct err *e)
{
	v->linger = (struct linger){ 0 };
	if (names_same(text, "off"))
		return 0;
	v->linger.l_onoff = 1;
	return parse_count(text, UNIT_S, &v->linger.l_linger, e);
}

/* Rounds up: 0 microseconds would mean for ever. */
static int parse_timeval(struct slice text, struct sockopt_value *v, struct err *e)
{
	int64_t ns, us;

	if (text_time(text, &ns, e) < 0)
		return -1;
	us = ns / NS_PER_US + (ns % NS_PER_US != 0);
	v->time.tv_sec = us / US_PER_S;
	v->time.tv_usec = us % US_PER_S;
	return 0;
}

static int parse_string(struct slice text, struct sockopt_value *v, struct err *e)
{
	if (text.len > sizeof(v->bytes))
		return err_set(e, ERR_USAGE, "longer than %zu bytes", sizeof(v->bytes));
	memcpy(v->bytes, text.p, text.len);
	v->len = (socklen_t)text.len;
	return 0;
}

static int parse_value(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	switch (o->type) {
	case SOCKOPT_INT: return parse_int(o, text, v, e);
	case SOCKOPT_BOOL: return parse_bool(text, v, e);
	case SOCKOPT_NAME: return parse_name(o, text, v, e);
	case SOCKOPT_LINGER: return parse_linger(text, v, e);
	case SOCKOPT_TIMEVAL: return parse_timeval(text, v, e);
	case SOCKOPT_STRING: return parse_string(text, v, e);
	case SOCKOPT_UCRED: break;
	case SOCKOPT_ERRNO: return names_errno_parse(text, &v->number, e);
	}
	return -1;
}

/* How much of a value the kernel is given to fill, or is given. */
static socklen_t value_size(const struct sockopt *o)
{
	switch (o->type) {
	case SOCKOPT_LINGER: return sizeof(struct linger);
	case SOCKOPT_TIMEVAL: return sizeof(struct timeval);
	case SOCKOPT_STRING: return sizeof(((struct sockopt_value *)NULL)->bytes);
	case SOCKOPT_UCRED: return sizeof(struct ucred);
	default: return sizeof(int);
	}
}

int sockopt_parse(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct err why;

	memset(v, 0, sizeof(*v));
	v->len = value_size(o);
	if (o->type == SOCKOPT_UCRED)
		return err_set(e, ERR_USAGE, "%s can only be read", o->name);
	if (parse_value(o, text, v, e ? &why : NULL) == 0)
		return 0;
	if (!e)
		return -1;
	err_set(e, ERR_USAGE, "%s takes %s, not \"%.*s\" (%s)", o->name, o->values,
		(int)text_cut(text.p, text.len, SHOWN_MAX), text.p, why.text);
	return why.hint[0] ? err_hint(e, "%s", why.hint) : -1;
}

/* ---- printing and reading ---- */

/* Exact, in the largest unit that needs no fraction. */
static void print_timeval(const struct timeval *t, struct buf *b)
{
	if (!t->tv_sec && !t->tv_usec)
		buf_addc(b, '0');
	else if (!t->tv_usec)
		buf_addf(b, "%jds", (intmax_t)t->tv_sec);
	else if (t->tv_usec % US_PER_MS == 0)
		buf_addf(b, "%jdms",
			(intmax_t)t->tv_sec * US_PER_MS + (intmax_t)t->tv_usec / US_PER_MS);
	else
		buf_addf(b, "%jdus", (intmax_t)t->tv_sec * US_PER_S + (intmax_t)t->tv_usec);
}

static void print_linger(const struct linger *l, struct buf *b)
{
	if (l->l_onoff)
		buf_addf(b, "%ds", l->l_linger);
	else
		buf_adds(b, "off");
}

static void print_ucred(const struct sockopt_value *v, struct buf *b)
{
	struct ucred cred;

	memcpy(&cred, v->bytes, sizeof(cred));
	/* Nobody is -1, which the types of uid and gid do not show. */
	buf_addf(b, "pid=%d,uid=%d,gid=%d", (int)cred.pid, (int)cred.uid, (int)cred.gid);
}

static void print_errno(int errnum, struct buf *b)
{
	const char *name = names_errno(errnum);

	if (name)
		buf_adds(b, name);
	else
		buf_addf(b, "%d", errnum);
}

void sockopt_print(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	switch (o->type) {
	case SOCKOPT_INT:
	case SOCKOPT_BOOL: buf_addf(b, "%d", v->number); break;
	case SOCKOPT_NAME: names_print(o->names, v->number, b); break;
	case SOCKOPT_LINGER: print_linger(&v->linger, b); break;
	case SOCKOPT_TIMEVAL: print_timeval(&v->time, b); break;
	case SOCKOPT_STRING: text_add_clean(b, v->bytes, strnlen(v->bytes, v->len)); break;
	case SOCKOPT_UCRED: print_ucred(v, b); break;
	case SOCKOPT_ERRNO: print_errno(v->number, b); break;
	}
}

int sockopt_read(const struct sockopt *o, int fd, struct sockopt_value *v)
{
	memset(v, 0, sizeof(*v));
	v->len = value_size(o);
	return getsockopt(fd, o->level, o->option, v->bytes, &v->len);
}

static bool can_be_looked_at(const struct sockopt *o)
{
	return o->get && !o->disturbs;
}

/* One that waits for something, a connection or a value, fits all the same. */
static bool kernel_has(const struct sockopt *o, int fd)
{
	struct sockopt_value v;

	return !sockopt_read(o, fd, &v) || (errno != ENOPROTOOPT && errno != EOPNOTSUPP);
}

bool sockopt_fits(const struct sockopt *o, int fd)
{
	if (can_be_looked_at(o))
		return kernel_has(o, fd);
	for (size_t i = 0; i < sockopt_count; i++)
		if (sockopts[i].level == o->level && can_be_looked_at(&sockopts[i]) &&
			kernel_has(&sockopts[i], fd))
			return true;
	return false;
}
