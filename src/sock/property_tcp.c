/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every field of TCP_INFO as a property.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "sock/property.h"

/* ENODATA when the kernel is too old to report the field. */
static int load(struct snapshot *s, const struct property *p)
{
	if (snapshot_need(s, PART_TCP) < 0)
		return -1;
	if ((size_t)s->tcp_len >= p->offset + p->size)
		return 0;
	errno = ENODATA;
	return -1;
}

static uint64_t number_at(const char *at, size_t size)
{
	uint64_t large;
	uint32_t medium;
	uint16_t small;

	switch (size) {
	case sizeof(large): memcpy(&large, at, sizeof(large)); return large;
	case sizeof(medium): memcpy(&medium, at, sizeof(medium)); return medium;
	case sizeof(small): memcpy(&small, at, sizeof(small)); return small;
	default: return (unsigned char)*at;
	}
}

static void set(const struct property *p, uint64_t number, struct value *v)
{
	if (p->names)
		value_name(v, (long)number, p->names);
	else
		value_unsigned(v, number, p->unit);
}

static int get_field(struct snapshot *s, const struct property *p, struct value *v)
{
	if (load(s, p) < 0)
		return -1;
	set(p, number_at((const char *)&s->tcp + p->offset, p->size), v);
	return 0;
}

/* ---- bit-fields, which have no offset of their own ---- */

static int get_snd_wscale(struct snapshot *s, const struct property *p, struct value *v)
{
	if (load(s, p) < 0)
		return -1;
	set(p, s->tcp.snd_wscale, v);
	return 0;
}

static int get_rcv_wscale(struct snapshot *s, const struct property *p, struct value *v)
{
	if (load(s, p) < 0)
		return -1;
	set(p, s->tcp.rcv_wscale, v);
	return 0;
}

static int get_app_limited(struct snapshot *s, const struct property *p, struct value *v)
{
	if (load(s, p) < 0)
		return -1;
	set(p, s->tcp.delivery_rate_app_limited, v);
	return 0;
}

static int get_fastopen_fail(struct snapshot *s, const struct property *p, struct value *v)
{
	if (load(s, p) < 0)
		return -1;
	set(p, s->tcp.fastopen_client_fail, v);
	return 0;
}

enum {
	WSCALE_AT = offsetof(struct tcp_fields, options) + 1,
	RATE_FLAGS_AT = WSCALE_AT + 1,
};

/* clang-format off */
#define PLACE(field) \
	offsetof(struct tcp_fields, field), sizeof(((struct tcp_fields *)NULL)->field), false
#define FIELD(field, unit, summary) { "tcpi_" #field, summary, get_field, unit, NULL, PLACE(field) }
#define NAMED(field, names, summary) \
	{ "tcpi_" #field, summary, get_field, UNIT_NONE, names, PLACE(field) }
#define BITS(field, get, names, at, summary) \
	{ "tcpi_" #field, summary, get, UNIT_NONE, names, at, 1, false }

const struct property tcp_info_fields[] = {
	NAMED(state, &names_tcp_state, "TCP state"),
	NAMED(ca_state, &names_ca_state, "congestion state: open disorder cwr recovery loss"),
	FIELD(retransmits, UNIT_NONE, "timeouts in a row that sent a segment again"),
	FIELD(probes, UNIT_NONE, "unanswered window or keepalive probes"),
	FIELD(backoff, UNIT_NONE, "times the timeout was doubled"),
	NAMED(options, &names_tcp_options,
		"options in use: timestamps sack wscale ecn ecn_seen syn_data usec_ts tfo_child"),
	BITS(snd_wscale, get_snd_wscale, NULL, WSCALE_AT, "shift of the peer's window"),
	BITS(rcv_wscale, get_rcv_wscale, NULL, WSCALE_AT, "shift of our window"),
	BITS(delivery_rate_app_limited, get_app_limited, NULL, RATE_FLAGS_AT,
		"1: the rate was limited by the application"),
	BITS(fastopen_client_fail, get_fastopen_fail, &names_fastopen, RATE_FLAGS_AT,
		"why Fast Open failed: no_cookie data_not_acked syn_retransmitted"),
	FIELD(rto, UNIT_US, "retransmission timeout"),
	FIELD(ato, UNIT_US, "delayed acknowledgement timeout"),
	FIELD(snd_mss, UNIT_BYTES, "largest segment sent"),
	FIELD(rcv_mss, UNIT_BYTES, "largest segment received, an estimate"),
	FIELD(unacked, UNIT_NONE, "segments sent and not acknowledged; listener: its queue"),
	FIELD(sacked, UNIT_NONE, "segments acknowledged selectively; listener: its backlog"),
	FIELD(lost, UNIT_NONE, "segments taken for lost"),
	FIELD(retrans, UNIT_NONE, "segments sent again and not acknowledged yet"),
	FIELD(fackets, UNIT_NONE, "not used any more"),
	FIELD(last_data_sent, UNIT_MS, "since data was last sent"),
	FIELD(last_ack_sent, UNIT_MS, "not kept by the kernel"),
	FIELD(last_data_recv, UNIT_MS, "since data was last received"),
	FIELD(last_ack_recv, UNIT_MS, "since an acknowledgement was last received"),
	FIELD(pmtu, UNIT_BYTES, "largest packet that the path takes (path MTU)"),
	FIELD(rcv_ssthresh, UNIT_BYTES, "limit of the window to advertise"),
	FIELD(rtt, UNIT_US, "smoothed round-trip time"),
	FIELD(rttvar, UNIT_US, "how much the round-trip time varies"),
	FIELD(snd_ssthresh, UNIT_NONE, "slow start threshold, segments; 2147483647: none yet"),
	FIELD(snd_cwnd, UNIT_NONE, "congestion window, segments"),
	FIELD(advmss, UNIT_BYTES, "segment size advertised"),
	FIELD(reordering, UNIT_NONE, "segments out of order that are no loss"),
	FIELD(rcv_rtt, UNIT_US, "round-trip time seen by the receiver"),
	FIELD(rcv_space, UNIT_BYTES, "receive buffer's tuning target"),
	FIELD(total_retrans, UNIT_NONE, "segments ever sent again"),
	FIELD(pacing_rate, UNIT_RATE, "rate at which segments go out"),
	FIELD(max_pacing_rate, UNIT_RATE, "the most that may be, SO_MAX_PACING_RATE"),
	FIELD(bytes_acked, UNIT_BYTES, "data sent and acknowledged; the SYN counts as a byte"),
	FIELD(bytes_received, UNIT_BYTES, "data received"),
	FIELD(segs_out, UNIT_NONE, "segments sent"),
	FIELD(segs_in, UNIT_NONE, "segments received"),
	FIELD(notsent_bytes, UNIT_BYTES, "data written and not sent yet"),
	FIELD(min_rtt, UNIT_US, "smallest round-trip time"),
	FIELD(data_segs_in, UNIT_NONE, "segments with data received"),
	FIELD(data_segs_out, UNIT_NONE, "segments with data sent"),
	FIELD(delivery_rate, UNIT_RATE, "rate at which data reached the peer, the latest measure"),
	FIELD(busy_time, UNIT_US, "time with data to send"),
	FIELD(rwnd_limited, UNIT_US, "time held up by the peer's window"),
	FIELD(sndbuf_limited, UNIT_US, "time held up by the send buffer"),
	FIELD(delivered, UNIT_NONE, "segments delivered"),
	FIELD(delivered_ce, UNIT_NONE, "segments delivered with a congestion mark (ECN)"),
	FIELD(bytes_sent, UNIT_BYTES, "data sent, what was sent again included"),
	FIELD(bytes_retrans, UNIT_BYTES, "data sent again"),
	FIELD(dsack_dups, UNIT_NONE, "duplicates that the peer reported"),
	FIELD(reord_seen, UNIT_NONE, "reorderings seen"),
	FIELD(rcv_ooopack, UNIT_NONE, "segments received out of order"),
	FIELD(snd_wnd, UNIT_BYTES, "the peer's window"),
	FIELD(rcv_wnd, UNIT_BYTES, "our window, as advertised"),
	FIELD(rehash, UNIT_NONE, "times another path was tried after timeouts"),
	FIELD(total_rto, UNIT_NONE, "timeouts that ever sent a segment again, of a SYN too"),
	FIELD(total_rto_recoveries, UNIT_NONE, "times it recovered from timeouts"),
	FIELD(total_rto_time, UNIT_MS, "time spent recovering from timeouts"),
	FIELD(received_ce, UNIT_NONE, "segments received with a congestion mark"),
	FIELD(delivered_e1_bytes, UNIT_BYTES, "data delivered with ECT(1) (Accurate ECN)"),
	FIELD(delivered_e0_bytes, UNIT_BYTES, "data delivered with ECT(0)"),
	FIELD(delivered_ce_bytes, UNIT_BYTES, "data delivered with a congestion mark"),
	FIELD(received_e1_bytes, UNIT_BYTES, "data received with ECT(1)"),
	FIELD(received_e0_bytes, UNIT_BYTES, "data received with ECT(0)"),
	FIELD(received_ce_bytes, UNIT_BYTES, "data received with a congestion mark"),
};
/* clang-format on */

const size_t tcp_info_field_count = sizeof(tcp_info_fields) / sizeof(tcp_info_fields[0]);

void tcp_info_print(const struct tcp_fields *t, size_t len, struct buf *b)
{
	struct snapshot s;
	struct value v;

	snapshot_of_tcp(&s, t, (int)len);
	for (size_t i = 0; i < tcp_info_field_count; i++) {
		const struct property *p = &tcp_info_fields[i];

		if (p->get(&s, p, &v) < 0)
			continue;
		buf_addf(b, "%s%s=", i ? "," : "", property_short(p));
		value_print(&v, b);
	}
}
