/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TCP_INFO (tcp(7)), as Linux 6.18 has it. A struct of our own: the one of
 * <netinet/tcp.h> ends in 2006, and that of <linux/tcp.h>, which cannot be included
 * beside it, where the build machine's kernel did. The layout is the kernel's and only
 * ever grows at its end.
 */
#ifndef SOCK_TCPINFO_H
#define SOCK_TCPINFO_H

#include <stddef.h>
#include <stdint.h>

#include "sock/names.h"

struct tcp_fields {
	uint8_t state, ca_state, retransmits, probes, backoff, options;
	uint8_t snd_wscale : 4, rcv_wscale : 4;
	uint8_t delivery_rate_app_limited : 1, fastopen_client_fail : 2;
	uint32_t rto, ato, snd_mss, rcv_mss;
	uint32_t unacked, sacked, lost, retrans, fackets;
	uint32_t last_data_sent, last_ack_sent, last_data_recv, last_ack_recv;
	uint32_t pmtu, rcv_ssthresh, rtt, rttvar, snd_ssthresh, snd_cwnd, advmss, reordering;
	uint32_t rcv_rtt, rcv_space;
	uint32_t total_retrans;
	uint64_t pacing_rate, max_pacing_rate, bytes_acked, bytes_received; /* 3.15, 4.1 */
	uint32_t segs_out, segs_in;                                         /* 4.2 */
	uint32_t notsent_bytes, min_rtt, data_segs_in, data_segs_out;       /* 4.6 */
	uint64_t delivery_rate;                                             /* 4.9 */
	uint64_t busy_time, rwnd_limited, sndbuf_limited;                   /* 4.10 */
	uint32_t delivered, delivered_ce;                                   /* 4.18 */
	uint64_t bytes_sent, bytes_retrans;                                 /* 4.19 */
	uint32_t dsack_dups, reord_seen;
	uint32_t rcv_ooopack, snd_wnd;            /* 5.4 */
	uint32_t rcv_wnd, rehash;                 /* 6.2 */
	uint16_t total_rto, total_rto_recoveries; /* 6.7 */
	uint32_t total_rto_time;
	uint32_t received_ce; /* 6.18 */
	uint32_t delivered_e1_bytes, delivered_e0_bytes, delivered_ce_bytes;
	uint32_t received_e1_bytes, received_e0_bytes, received_ce_bytes;
};

/* Fills T from one TCP_INFO: as much as this kernel knows, 0 behind that. Returns the bytes that
 * it filled, or -1 with errno. */
int tcpinfo_read(int fd, struct tcp_fields *t);

extern const struct names names_tcp_options; /* flags: timestamps sack wscale syn_data ... */
extern const struct names names_ca_state;    /* open disorder cwr recovery loss */
extern const struct names names_fastopen;    /* what made Fast Open fail */

#endif
