/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recv: recv(2), once or until the end of the stream.
 */
#include "lang/types.h"
#include "examples.h"
#include "receive.h"

enum { FD, MAX };
enum { ALL = RECEIVE_OPTIONS_END };

static enum command_status run_once(struct run *r, int fd, const struct receive *in)
{
	char *room = receive_room(r, in, 0);

	sys_recv(&r->sys, fd, room, in->max, in->flags);
	return receive_got(r, in, 0) ? REFUSED : DONE;
}

/* With a file the data is not kept as well: it may be larger than memory. */
static enum command_status run_all(struct run *r, int fd, const struct receive *in)
{
	size_t kept = 0;
	int64_t total = 0;
	ssize_t n;

	do {
		char *room = receive_room(r, in, kept);

		n = sys_recv(&r->sys, fd, room, in->max, in->flags);
		if (receive_got(r, in, kept))
			return REFUSED;
		total += n > 0 ? n : 0;
		if (in->file < 0)
			kept = r->data->len;
	} while (n > 0 && !intr_pending(r->sys.intr));
	if (n >= 0)
		run_result(r, total);
	return DONE;
}

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	struct receive in;

	if (OPT(r, ALL)->given &&
		(OPT(r, RECEIVE_PEEK)->given || (OPT(r, RECEIVE_FLAGS)->given &&
							(OPT(r, RECEIVE_FLAGS)->num & MSG_PEEK)))) {
		err_set(&r->err, ERR_USAGE,
			"--all would look at the same bytes for ever with --peek");
		return REFUSED;
	}
	if (receive_begin(r, POS(r, MAX), &in) == REFUSED)
		return REFUSED;
	enum command_status status =
		OPT(r, ALL)->given ? run_all(r, fd, &in) : run_once(r, fd, &in);
	receive_end(r, &in);
	return status;
}

const struct command command_recv = {
	.name = "recv",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" }, RECEIVE_MAX,
		{ 0 } },
	.options = (const struct option[]){ RECEIVE_OPTIONS,
		{ .name = "--all",
			.value = { .help = "repeat the call until the end of the stream" } },
		{ 0 } },
	.summary = "receive bytes: what is there, MAX at most",
	.details =
		"Waits until there is something, then returns what there is: one recv may bring part "
		"of what the peer sent with one call, or of several. 0 is the end of the stream: the peer "
		"has closed its side. $data holds the bytes.\n\n"
		"With --all each call is shown, $data holds everything, and the result is the total. On a "
		"connection that the peer keeps open it waits for ever: give it -t.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send s \"hello\\n\"\n",
						      "recv c = 6\nprint $data", NULL },
		{ EXAMPLE_PAIR "send s \"hello\\n\"\nclose s\n", "recv c --all = 6", NULL },
		{ EXAMPLE_PAIR "send s \"hello\\n\"\n", "recv c 2 --peek = 2\nrecv c -x = 6",
			NULL },
		{ 0 } },
	.slip = "the descriptor comes first: recv FD [MAX]",
	.see = "recv(2), recvfrom",
	.run = run,
};
