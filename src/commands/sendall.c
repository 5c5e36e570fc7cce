/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sendall: send(2) until all is sent.
 */
#include "lang/types.h"
#include "examples.h"
#include "payload.h"

enum { FD, DATA };

static enum command_status run(struct run *r)
{
	struct payload p;
	size_t sent = 0;
	ssize_t n = 0;

	if (payload_read(r, POS(r, DATA), &p) == REFUSED)
		return REFUSED;
	do {
		n = sys_send(&r->sys, (int)POS(r, FD)->num, p.bytes.p + sent, p.bytes.len - sent,
			p.flags);
		sent += n > 0 ? (size_t)n : 0;
	} while (n > 0 && sent < p.bytes.len && !intr_pending(r->sys.intr));
	if (n >= 0)
		run_result(r, (int64_t)sent);
	payload_free(&p);
	return DONE;
}

const struct command command_sendall = {
	.name = "sendall",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket, connected" },
		{ "DATA", &type_data, OPTIONAL, .help = "the bytes" }, { 0 } },
	.options = (const struct option[]){ PAYLOAD_OPTIONS, { 0 } },
	.summary = "send all bytes: as many calls as it takes",
	.details = "Each call is shown. The result is the number of bytes sent in all, fewer than "
		   "given where -t ended it in the middle of a call; or the failure "
		   "that ended it.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR, "sendall c --fill 16k = 16384", NULL }, { 0 } },
	.slip = "the descriptor comes first: sendall FD \"text\"",
	.see = "send(2), send",
	.run = run,
};
