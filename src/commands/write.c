/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * write: write(2).
 */
#include "lang/types.h"
#include "examples.h"
#include "payload.h"

enum { FD, DATA };

static enum command_status run(struct run *r)
{
	struct payload p;

	if (payload_read(r, POS(r, DATA), &p) == REFUSED)
		return REFUSED;
	sys_write(&r->sys, (int)POS(r, FD)->num, p.bytes.p, p.bytes.len);
	payload_free(r, &p);
	return DONE;
}

const struct command command_write = {
	.name = "write",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params =
		(const struct param[]){
			{ "FD", &type_fd, 0, .help = "the socket, connected, or another file" },
			{ "DATA", &type_data, OPTIONAL, .help = "the bytes" }, { 0 } },
	.options = (const struct option[]){ PAYLOAD_OPTIONS, { 0 } },
	.summary = "write bytes to a descriptor, as to a file",
	.details =
		"On a socket the same as send without flags; but it takes any descriptor, such as one "
		"that was received. SIGPIPE, which ends a program that writes to a connection the peer "
		"has closed, is ignored here: EPIPE is the result.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR, "write c \"hello\" = 5\nread s = 5", NULL }, { 0 } },
	.slip = "the descriptor comes first: write FD \"text\"",
	.see = "write(2), send, read",
	.run = run,
};
