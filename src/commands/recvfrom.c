/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recvfrom: recvfrom(2).
 */
#include "lang/types.h"
#include "examples.h"
#include "receive.h"

enum { FD, MAX };

static int receive(struct run *r, const struct receive *in)
{
	char *room = receive_room(r, in, 0);
	struct addr from;
	ssize_t n;

	if (!room)
		return -1;
	n = sys_recvfrom(
		&r->sys, (int)POS(r, FD)->num, receive_buffer(in, room), in->max, in->flags, &from);
	if (n >= 0) {
		buf_clear(r->addr);
		if (from.len)
			addr_format(&from, r->addr);
	}
	return receive_got(r, in, 0);
}

static enum command_status run(struct run *r)
{
	struct receive in;
	int status;

	if (receive_begin(r, POS(r, MAX), &in) == REFUSED)
		return REFUSED;
	status = receive(r, &in);
	receive_end(r, &in);
	return status ? REFUSED : DONE;
}

const struct command command_recvfrom = {
	.name = "recvfrom",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" }, RECEIVE_MAX,
		{ 0 } },
	.options = (const struct option[]){ RECEIVE_OPTIONS, RECV_FLAG_OPTIONS, { 0 } },
	.summary = "receive a datagram and its sender",
	.details =
		"One call takes one datagram; what does not fit into MAX is lost. $data holds the "
		"bytes, $addr the sender: sendto FD $addr \"answer\".",
	.examples =
		(const struct example[]){
			{ EXAMPLE_UDP "sendto v 127.0.0.1 $u.port \"Hello\"\n",
				"recvfrom u = 5\nsendto u $addr \"Hello yourself\"\nrecvfrom v",
				NULL },
			{ 0 } },
	.slip = "the descriptor comes first: recvfrom FD [MAX]",
	.see = "recvfrom(2), sendto",
	.run = run,
};
