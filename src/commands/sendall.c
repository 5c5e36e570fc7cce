/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sendall: send(2) until all is sent; of a file sendfile(2).
 */
#include <errno.h>

#include "lang/types.h"
#include "examples.h"
#include "payload.h"
#include "total.h"
#include "transfer.h"

enum { FD, DATA };

/* Adds to *TOTAL how many bytes went; false when a call failed. */
static bool send_piece(struct run *r, const struct payload *p, int64_t *total)
{
	size_t sent = 0;
	ssize_t n;

	do {
		n = sys_send(&r->sys, (int)POS(r, FD)->num, p->bytes.p ? p->bytes.p + sent : NULL,
			p->bytes.len - sent, p->flags);
		sent += n > 0 ? (size_t)n : 0;
	} while (n > 0 && sent < p->bytes.len && run_goes_on(r));
	*total += (int64_t)sent;
	return n >= 0;
}

/* Piece by piece; the first may be empty, and is a call all the same. A limit that ends
 * the wait for more to send is as one that ends the wait for room: a count. */
static enum command_status send_pieces(struct run *r, struct payload *p)
{
	int64_t total = 0;
	bool sent = send_piece(r, p, &total);

	while (sent && p->more && run_goes_on(r)) {
		if (payload_next(r, p) == REFUSED) {
			if (run_goes_on(r))
				return REFUSED;
			err_clear(&r->err);
			break;
		}
		sent = !p->bytes.len || send_piece(r, p, &total);
	}
	total_result(r, total, sent);
	return DONE;
}

static enum command_status run(struct run *r)
{
	struct payload p;
	enum command_status status = payload_open(r, POS(r, DATA), &p);

	if (status != REFUSED && transfer_all(r, (int)POS(r, FD)->num, &p)) {
		payload_free(r, &p);
		return DONE;
	}
	if (status != REFUSED)
		status = payload_fill(r, POS(r, DATA), false, &p);
	if (status == REFUSED && r->err.errnum == ETIME) {
		err_clear(&r->err);
		total_gave_up(r);
		return DONE;
	}
	if (status == REFUSED)
		return REFUSED;
	status = send_pieces(r, &p);
	payload_free(r, &p);
	return status;
}

const struct command command_sendall = {
	.name = "sendall",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket, connected" },
		{ "DATA", &type_data, OPTIONAL, .help = "the bytes" }, { 0 } },
	.options = (const struct option[]){ PAYLOAD_OPTIONS, SEND_FLAG_OPTIONS, { 0 } },
	.summary = "send all bytes: as many calls as it takes",
	.details =
		"Each call is shown. The result is the number of bytes sent in all, fewer than "
		"given where -t ended it, or GAVEUP where none had gone; or the failure "
		"that ended it. A file may be larger than memory: it is sent by sendfile(2) where send would "
		"do that, and else read in pieces of 16 MiB. Of one that grows meanwhile that is sent, "
		"too; one that shrinks ends where it ends.",
	.examples =
		(const struct example[]){ { EXAMPLE_PAIR, "sendall c --fill 16k = 16384", NULL },
			{ EXAMPLE_PAIR "recv s --all --to /dev/null &\n",
				"sendall c --file /etc/services --offset 10 = ok", NULL },
			{ 0 } },
	.slip = "the descriptor comes first: sendall FD \"text\"",
	.see = "send(2), sendfile(2), send, recv",
	.run = run,
};
