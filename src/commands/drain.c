/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * drain: recv(2) until nothing comes any more.
 */
#include "lang/types.h"
#include "sock/state.h"
#include "examples.h"
#include "queues.h"

enum { FD };
enum { SHOWN = 64 }; /* bytes of each piece: all of them would hide the count */

/* TCP throws the bytes away where they are; what others hand over is shown, and kept as the
 * last data. */
static ssize_t receive_piece(struct run *r, int fd, char *room)
{
	ssize_t n = sys_recv(
		&r->sys, fd, room, QUEUES_PIECE, state_type(fd) == SOCK_STREAM ? MSG_TRUNC : 0);

	buf_clear(r->data);
	if (n > 0)
		buf_add(r->data, room, r->sys.got);
	return n;
}

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	const struct settings *set = r->set;
	struct settings brief = *set;
	struct moved m;

	if (brief.max_shown <= 0 || brief.max_shown > SHOWN) /* 0: all; or auto */
		brief.max_shown = SHOWN;
	r->set = &brief;
	m = queues_move_all(r, fd, receive_piece);
	r->set = set;
	if (!m.failed)
		queues_emit(r, fd, &m);
	return DONE;
}

const struct command command_drain = {
	.name = "drain",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB | COUNT_VARIES,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" }, { 0 } },
	.rows = ROWS_OF(queues_columns),
	.summary = "receive until nothing comes any more, and count",
	.details =
		"Receives up to 1 MiB a call until nothing has come for a fifth of a second, or the "
		"stream has ended. The bytes are counted and thrown away, on TCP by MSG_TRUNC without "
		"a copy; the result is their number. The row below is that of fill.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR, "send c \"hello\"\ndrain s = 5", NULL }, { 0 } },
	.see = "recv(2), fill, recv",
	.run = run,
};
