/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TCP_INFO: reading it, and the names of what it holds.
 */
#include "sock/tcpinfo.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

int tcpinfo_read(int fd, struct tcp_fields *t)
{
	socklen_t len = sizeof(*t);

	memset(t, 0, sizeof(*t));
	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, t, &len) < 0)
		return -1;
	return (int)len;
}

/* clang-format off */
#define ROWS(table) .rows = (table), .count = sizeof(table) / sizeof((table)[0])

static const struct name_row option_rows[] = {
	{ 1, "timestamps", "RFC 7323" },
	{ 2, "sack", "selective acknowledgements, RFC 2018" },
	{ 4, "wscale", "window scaling, RFC 7323" },
	{ 8, "ecn", "congestion marks, RFC 3168" },
	{ 16, "ecn_seen", "a packet with an ECN codepoint has come" },
	{ 32, "syn_data", "data in the SYN was acknowledged: Fast Open, RFC 7413" },
	{ 64, "usec_ts", "timestamps count microseconds" },
	{ 128, "tfo_child", "accepted by Fast Open" },
};
const struct names names_tcp_options = {
	.what = "an option of a TCP connection", .prefix = "TCPI_OPT_", ROWS(option_rows), .flags = true };

static const struct name_row ca_rows[] = {
	{ 0, "open", "all is well" },
	{ 1, "disorder", "duplicate acknowledgements came" },
	{ 2, "cwr", "the window shrinks: a congestion mark, or a full queue here" },
	{ 3, "recovery", "a loss is being repaired by fast retransmission" },
	{ 4, "loss", "a timeout passed" },
};
const struct names names_ca_state = {
	.what = "a congestion state", .prefix = "TCP_CA_", ROWS(ca_rows) };

static const struct name_row fastopen_rows[] = {
	{ 0, "unspecified", "it did not fail, or was not asked for" },
	{ 1, "no_cookie", "there was no cookie for the server" },
	{ 2, "data_not_acked", "the SYN was acknowledged without its data" },
	{ 3, "syn_retransmitted", "the SYN had to be sent again, without data" },
};
const struct names names_fastopen = {
	.what = "a failure of Fast Open", .prefix = "TFO_", ROWS(fastopen_rows) };
/* clang-format on */
