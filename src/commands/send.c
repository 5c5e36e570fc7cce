/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * send: send(2); of a file sendfile(2).
 */
#include "lang/types.h"
#include "examples.h"
#include "payload.h"
#include "transfer.h"

enum { FD, DATA };

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	struct payload p;

	if (payload_open(r, POS(r, DATA), &p) == REFUSED)
		return REFUSED;
	if (!transfer_once(r, fd, &p)) {
		if (payload_fill(r, POS(r, DATA), true, &p) == REFUSED)
			return REFUSED;
		sys_send(&r->sys, fd, p.bytes.p, p.bytes.len, p.flags);
	}
	payload_free(r, &p);
	return DONE;
}

const struct command command_send = {
	.name = "send",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket, connected" },
		{ "DATA", &type_data, OPTIONAL, .help = "the bytes" }, { 0 } },
	.options = (const struct option[]){ PAYLOAD_OPTIONS, SEND_FLAG_OPTIONS, { 0 } },
	.summary = "send bytes: one call",
	.details =
		"The result is how many bytes the kernel took into its queue, which may be fewer than "
		"were given. It says nothing of whether the peer has them. sendall repeats the call until "
		"all are taken.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR, "send c \"GET / HTTP/1.0\\r\\n\\r\\n\" = 18", NULL },
			{ EXAMPLE_PAIR, "send c EHLO --line = 6", "with CR LF appended" },
			{ EXAMPLE_PAIR, "send c --hex \"00 ff 10\" = 3", NULL },
			{ EXAMPLE_PAIR, "send c --file /etc/services --offset 2 --count 3 = 3",
				"a part of a file: sendfile(2)" },
			{ EXAMPLE_PAIR, "send c \"!\" --oob", "urgent data" }, { 0 } },
	.slip = "the descriptor comes first: send FD \"text\"",
	.see = "send(2), sendfile(2), sendall, sendto, write",
	.run = run,
};
