/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sendto: sendto(2).
 */
#include "lang/types.h"
#include "examples.h"
#include "payload.h"
#include "target.h"

enum { FD, ENDPOINT, DATA };

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	struct addr addr;
	struct payload p;

	if (payload_read(r, POS(r, DATA), &p) == REFUSED)
		return REFUSED;
	if (!target_address(r, fd, &POS(r, ENDPOINT)->endpoint, &addr))
		sys_sendto(&r->sys, fd, p.bytes.p, p.bytes.len, p.flags, &addr);
	payload_free(r, &p);
	return DONE;
}

const struct command command_sendto = {
	.name = "sendto",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "ENDPOINT", &type_endpoint, 0, .help = "where to" },
		{ "DATA", &type_data, OPTIONAL, .help = "the bytes: one datagram" }, { 0 } },
	.options = (const struct option[]){ PAYLOAD_OPTIONS, SEND_FLAG_OPTIONS, { 0 } },
	.summary = "send a datagram to an address",
	.details =
		"An unbound socket gets a port of its own with the first datagram. That the call "
		"succeeds says only that the datagram went out: if nobody listens there, a connected "
		"socket hears of it (ECONNREFUSED) with its next call, an unconnected one never.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_UDP, "sendto v 127.0.0.1 $u.port \"Hello\" = 5\nrecvfrom u = 5",
				NULL },
			{ 0 } },
	.slip = "the descriptor comes first: sendto FD HOST PORT \"text\"",
	.see = "sendto(2), udp(7), recvfrom",
	.run = run,
};
