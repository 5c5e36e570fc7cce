/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * read: read(2).
 */
#include "lang/types.h"
#include "examples.h"
#include "receive.h"

enum { FD, MAX };

static enum command_status read_once(struct run *r, const struct receive *in)
{
	char *room = receive_room(r, in, 0);

	if (!room)
		return REFUSED;
	sys_read(&r->sys, (int)POS(r, FD)->num, receive_buffer(in, room), in->max);
	return receive_got(r, in, 0) ? REFUSED : DONE;
}

static enum command_status run(struct run *r)
{
	struct receive in;

	if (receive_begin(r, POS(r, MAX), &in) == REFUSED)
		return REFUSED;
	enum command_status status = read_once(r, &in);
	receive_end(r, &in);
	return status;
}

const struct command command_read = {
	.name = "read",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0,
						  .help = "the socket, or another file" },
		RECEIVE_MAX, { 0 } },
	.options = (const struct option[]){ RECEIVE_OPTIONS, { 0 } },
	.summary = "read bytes from a descriptor, as from a file",
	.details =
		"On a socket the same as recv without flags; but it takes any descriptor, such as one "
		"that was received. $data holds the bytes. Of a datagram that is cut the true length is "
		"known only where it waited before the call.",
	.examples =
		(const struct example[]){ { EXAMPLE_PAIR "send s \"hello\\n\"\n",
						  "read c 3 = 3\nread c = 3\nprint $data", NULL },
			{ 0 } },
	.slip = "the descriptor comes first: read FD [MAX]",
	.see = "read(2), recv, write",
	.run = run,
};
