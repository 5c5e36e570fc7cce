/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every field of TCP_INFO. Linux only.
 */
#include "sock/tcpinfo.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "sock/state.h"

enum { STATE_LISTEN = 10 }; /* TCP_LISTEN, which <linux/tcp.h> does not have */

/* The kernel fills as much as it knows; the rest is 0. Returns that length, or -1. */
static int load(int fd, struct tcp_info *info)
{
	socklen_t len = sizeof(*info);

	memset(info, 0, sizeof(*info));
	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &len) < 0)
		return -1;
	return (int)len;
}

/* ENODATA when the kernel is too old to report the field P. */
static int load_field(int fd, const struct property *p, struct tcp_info *info)
{
	int len = load(fd, info);

	if (len >= 0 && len < p->offset + p->size) {
		errno = ENODATA;
		return -1;
	}
	return len < 0 ? -1 : 0;
}

static int read_field(int fd, const struct property *p, struct buf *b)
{
	struct tcp_info info;
	const char *at = (const char *)&info + p->offset;
	uint32_t medium;
	uint64_t large;

	if (load_field(fd, p, &info) < 0)
		return -1;
	switch (p->size) {
	case sizeof(large):
		memcpy(&large, at, sizeof(large));
		buf_addf(b, "%" PRIu64, large);
		break;
	case sizeof(medium):
		memcpy(&medium, at, sizeof(medium));
		buf_addf(b, "%" PRIu32, medium);
		break;
	default: buf_addf(b, "%u", (unsigned char)*at);
	}
	return 0;
}

/* ---- bit-fields, which have no offset of their own ---- */

static int read_snd_wscale(int fd, const struct property *p, struct buf *b)
{
	struct tcp_info info;

	if (load_field(fd, p, &info) < 0)
		return -1;
	buf_addf(b, "%u", info.tcpi_snd_wscale);
	return 0;
}

static int read_rcv_wscale(int fd, const struct property *p, struct buf *b)
{
	struct tcp_info info;

	if (load_field(fd, p, &info) < 0)
		return -1;
	buf_addf(b, "%u", info.tcpi_rcv_wscale);
	return 0;
}

static int read_app_limited(int fd, const struct property *p, struct buf *b)
{
	struct tcp_info info;

	if (load_field(fd, p, &info) < 0)
		return -1;
	buf_addf(b, "%u", info.tcpi_delivery_rate_app_limited);
	return 0;
}

static int read_fastopen_fail(int fd, const struct property *p, struct buf *b)
{
	struct tcp_info info;

	if (load_field(fd, p, &info) < 0)
		return -1;
	buf_addf(b, "%u", info.tcpi_fastopen_client_fail);
	return 0;
}

enum {
	WSCALE_AT = offsetof(struct tcp_info, tcpi_options) + 1,
	RATE_FLAGS_AT = WSCALE_AT + 1,
};

#define SIZE(field)  sizeof(((struct tcp_info *)NULL)->field)
#define PLACE(field) offsetof(struct tcp_info, field), SIZE(field)
/* clang-format off */
#define FIELD(field, summary) { #field, summary, read_field, PLACE(field) }
/* clang-format on */

const struct property tcp_info_fields[] = {
	FIELD(tcpi_state, "TCP state, as a number"),
	FIELD(tcpi_ca_state, "congestion state: 0 open, 1 disorder, 2 CWR, 3 recovery, 4 loss"),
	FIELD(tcpi_retransmits, "timeouts in a row that sent a segment again"),
	FIELD(tcpi_probes, "unanswered window or keepalive probes"),
	FIELD(tcpi_backoff, "times the timeout was doubled"),
	FIELD(tcpi_options,
		"options in use, bits: 1 timestamps, 2 SACK, 4 window scale, 8 ECN, 16 ECN seen, "
		"32 data in SYN"),
	{ "tcpi_snd_wscale", "shift of the peer's window", read_snd_wscale, WSCALE_AT, 1 },
	{ "tcpi_rcv_wscale", "shift of our window", read_rcv_wscale, WSCALE_AT, 1 },
	{ "tcpi_delivery_rate_app_limited", "1: the rate was limited by the application",
		read_app_limited, RATE_FLAGS_AT, 1 },
	{ "tcpi_fastopen_client_fail",
		"Fast Open: 1 no cookie, 2 data not acknowledged, 3 SYN sent again",
		read_fastopen_fail, RATE_FLAGS_AT, 1 },
	FIELD(tcpi_rto, "retransmission timeout, microseconds"),
	FIELD(tcpi_ato, "delayed acknowledgement timeout, microseconds"),
	FIELD(tcpi_snd_mss, "largest segment sent, bytes"),
	FIELD(tcpi_rcv_mss, "largest segment received, an estimate, bytes"),
	FIELD(tcpi_unacked, "segments sent and not acknowledged; listener: its queue"),
	FIELD(tcpi_sacked, "segments acknowledged selectively; listener: its backlog"),
	FIELD(tcpi_lost, "segments taken for lost"),
	FIELD(tcpi_retrans, "segments sent again and not acknowledged yet"),
	FIELD(tcpi_fackets, "not used any more"),
	FIELD(tcpi_last_data_sent, "since data was last sent, milliseconds"),
	FIELD(tcpi_last_ack_sent, "not kept by the kernel"),
	FIELD(tcpi_last_data_recv, "since data was last received, milliseconds"),
	FIELD(tcpi_last_ack_recv, "since an acknowledgement was last received, milliseconds"),
	FIELD(tcpi_pmtu, "path MTU, bytes"),
	FIELD(tcpi_rcv_ssthresh, "limit of the window to advertise, bytes"),
	FIELD(tcpi_rtt, "smoothed round-trip time, microseconds"),
	FIELD(tcpi_rttvar, "its variation, microseconds"),
	FIELD(tcpi_snd_ssthresh, "slow start threshold, segments"),
	FIELD(tcpi_snd_cwnd, "congestion window, segments"),
	FIELD(tcpi_advmss, "segment size advertised, bytes"),
	FIELD(tcpi_reordering, "segments out of order that are no loss"),
	FIELD(tcpi_rcv_rtt, "round-trip time seen by the receiver, microseconds"),
	FIELD(tcpi_rcv_space, "receive buffer's tuning target, bytes"),
	FIELD(tcpi_total_retrans, "segments ever sent again"),
	FIELD(tcpi_pacing_rate, "pacing rate, bytes a second"),
	FIELD(tcpi_max_pacing_rate, "SO_MAX_PACING_RATE, bytes a second"),
	FIELD(tcpi_bytes_acked, "bytes sent and acknowledged"),
	FIELD(tcpi_bytes_received, "bytes received"),
	FIELD(tcpi_segs_out, "segments sent"),
	FIELD(tcpi_segs_in, "segments received"),
	FIELD(tcpi_notsent_bytes, "bytes not sent yet"),
	FIELD(tcpi_min_rtt, "smallest round-trip time, microseconds"),
	FIELD(tcpi_data_segs_in, "segments with data received"),
	FIELD(tcpi_data_segs_out, "segments with data sent"),
	FIELD(tcpi_delivery_rate, "rate of delivery, bytes a second"),
	FIELD(tcpi_busy_time, "time with data to send, microseconds"),
	FIELD(tcpi_rwnd_limited, "time held up by the peer's window, microseconds"),
	FIELD(tcpi_sndbuf_limited, "time held up by the send buffer, microseconds"),
	FIELD(tcpi_delivered, "segments delivered"),
	FIELD(tcpi_delivered_ce, "of them with a congestion mark (ECN)"),
	FIELD(tcpi_bytes_sent, "bytes sent, those sent again included"),
	FIELD(tcpi_bytes_retrans, "bytes sent again"),
	FIELD(tcpi_dsack_dups, "duplicates that the peer reported"),
	FIELD(tcpi_reord_seen, "reorderings seen"),
	FIELD(tcpi_rcv_ooopack, "segments received out of order"),
	FIELD(tcpi_snd_wnd, "the peer's window, bytes"),
};

const size_t tcp_info_field_count = sizeof(tcp_info_fields) / sizeof(tcp_info_fields[0]);

int tcpinfo_state(int fd)
{
	struct tcp_info info;

	return load(fd, &info) < 0 ? -1 : info.tcpi_state;
}

int tcpinfo_listener(int fd, uint32_t *queue, uint32_t *backlog)
{
	struct tcp_info info;

	if (load(fd, &info) < 0)
		return -1;
	if (info.tcpi_state != STATE_LISTEN) {
		errno = EINVAL;
		return -1;
	}
	*queue = info.tcpi_unacked;
	*backlog = info.tcpi_sacked;
	return 0;
}
