/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets that a raw or a packet socket received.
 */
#include "decode.h"

#include <net/ethernet.h>

#include "shell/emit.h"
#include "sock/packet.h"
#include "sock/state.h"

int decode_check(struct run *r, int fd, struct span at)
{
	int family = state_family(fd), type = state_type(fd);

	if (!type || type == SOCK_RAW || family == AF_PACKET)
		return 0;
	err_at(&r->err, ERR_USAGE, at,
		"%d is no raw and no packet socket: what it receives has no headers", fd);
	return err_hint(&r->err, "capture on shows the packets of any socket");
}

/* What the bytes begin with; in *OF the ethertype or the protocol. */
static enum packet_link link_of(int fd, int *of)
{
	struct snapshot s;

	*of = 0;
	snapshot_begin(&s, fd, NULL);
	if (snapshot_need(&s, PART_FAMILY) < 0 || snapshot_need(&s, PART_TYPE) < 0 ||
		snapshot_need(&s, PART_PROTOCOL) < 0)
		return PACKET_IP;
	if (s.family == AF_INET6) {
		*of = s.protocol;
		return PACKET_PAYLOAD;
	}
	if (s.family != AF_PACKET)
		return PACKET_IP;
	if (s.type == SOCK_RAW)
		return PACKET_ETHERNET;
	*of = snapshot_need(&s, PART_LOCAL) < 0 ? ETH_P_ALL : ntohs(s.local.ll.sll_protocol);
	return *of == ETH_P_ALL ? PACKET_IP : PACKET_BARE;
}

void decode_show(struct run *r, int fd, struct slice bytes)
{
	struct buf line = { 0 };
	struct packet p;
	int of;
	enum packet_link link = link_of(fd, &of);

	packet_decode(&p, link, of, bytes);
	buf_adds(&line, r->set->json ? "" : "  ");
	packet_line(&p, &line);
	buf_addc(&line, '\n');
	if (!r->set->quiet)
		emit_text(r, buf_slice(&line));
	buf_free(&line);
}
