/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fill: send(2) until the kernel takes no more.
 */
#include "lang/types.h"
#include "sock/state.h"
#include "examples.h"
#include "queues.h"

enum { FD };
enum { MESSAGE = 1024 };

static ssize_t send_piece(struct run *r, int fd, char *room)
{
	return sys_send(&r->sys, fd, room, QUEUES_PIECE, 0);
}

static ssize_t send_message(struct run *r, int fd, char *room)
{
	return sys_send(&r->sys, fd, room, MESSAGE, 0);
}

/* Datagrams that nobody has room for are dropped, and the sender is not told. */
static bool never_fills(int fd)
{
	int family = state_family(fd);

	return state_type(fd) == SOCK_DGRAM && (family == AF_INET || family == AF_INET6);
}

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num, type = state_type(fd);
	struct moved m;

	if (never_fills(fd)) {
		err_set(&r->err, ERR_USAGE, "datagrams of IP never fill a queue for good");
		err_hint(&r->err,
			"those that the receiver has no room for are dropped: $NAME.drops");
		return REFUSED;
	}
	m = queues_move_all(
		r, fd, type == SOCK_DGRAM || type == SOCK_SEQPACKET ? send_message : send_piece);
	if (!m.failed)
		queues_emit(r, fd, &m);
	return DONE;
}

const struct command command_fill = {
	.name = "fill",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB | COUNT_VARIES,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket, connected" },
		{ 0 } },
	.rows = ROWS_OF(queues_columns),
	.summary = "send until the kernel takes no more",
	.details =
		"Sends 1 MiB of alphabets a call, or messages of 1 KiB, until a call has waited a fifth of "
		"a second in vain, would block, or has sent a part only. The result is the number "
		"of bytes in all. A row says where they are: not sent yet and not acknowledged, the send "
		"buffer's size and the peer's window; and where the other end is here, what waits "
		"there, and its receive buffer's size. A peer that goes on reading takes bytes "
		"until -t or Ctrl-C ends it.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR, "fill c = ok\ndrain s = ok",
						      "the buffers of both ends, full and empty" },
		{ 0 } },
	.see = "send(2), tcp(7), drain, sendall",
	.run = run,
};
