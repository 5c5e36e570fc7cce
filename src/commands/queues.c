/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls until nothing moves, and the queues behind them.
 */
#include "queues.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "shell/emit.h"
#include "sock/property.h"
#include "sock/state.h"

#define STILL (200 * MILLISECOND) /* without a byte: nothing moves any more */

const struct column queues_columns[] = {
	{ "fd", COLUMN_NUMBER, NULL },
	{ "bytes", COLUMN_NUMBER, "moved by this command" },
	{ "calls", COLUMN_NUMBER, "made for that" },
	{ "unsent", COLUMN_NUMBER, NULL },
	{ "unacked", COLUMN_NUMBER, NULL },
	{ "sndbuf", COLUMN_NUMBER, "SO_SNDBUF" },
	{ "window", COLUMN_NUMBER, "the peer's receive window, in bytes" },
	{ "other", COLUMN_NUMBER, NULL },
	{ "unread", COLUMN_NUMBER, "what waits there" },
	{ "rcvbuf", COLUMN_NUMBER, "SO_RCVBUF there" },
	{ 0 },
};

static bool is_nothing(const struct last *l)
{
	return l->outcome == CALL_GAVE_UP || l->errnum == EAGAIN;
}

/* 0 bytes are no end here. */
static bool is_empty_message(int fd)
{
	return state_type(fd) == SOCK_DGRAM && !state_ended(fd);
}

struct moved queues_move_all(struct run *r, int fd, queues_move *move)
{
	char *room = mem_alloc(QUEUES_PIECE);
	struct moved m = { 0 };
	bool still = false;
	ssize_t n = 0;

	for (size_t i = 0; i < QUEUES_PIECE; i++)
		room[i] = (char)('a' + i % 26);
	do {
		struct intr_limit outer = intr_begin(r->sys.intr, STILL);

		n = move(r, fd, room);
		still = intr_end(r->sys.intr, outer) == INTR_LIMIT;
		m.calls++;
		m.bytes += n > 0 ? n : 0;
	} while ((n > 0 || (n == 0 && is_empty_message(fd))) && !still && run_goes_on(r));
	free(room);
	m.failed = n < 0 && !is_nothing(&r->result);
	if (!m.failed)
		run_result(r, m.bytes);
	return m;
}

/* A property of the socket that LOOK is at; a dash where it has none. */
static void add_property(struct table *t, struct snapshot *look, const char *name)
{
	struct buf text = { 0 };

	if (look->fd >= 0 && property_read(look, slice_of(name), &text, NULL) == 0)
		table_text(t, buf_slice(&text));
	else
		table_empty(t);
	buf_free(&text);
}

void queues_emit(struct run *r, int fd, const struct moved *m)
{
	struct table t = { .columns = queues_columns };
	struct snapshot look, other;

	snapshot_begin(&look, fd, r->sys.fds);
	snapshot_begin(&other, fdtab_other(r->sys.fds, fd), r->sys.fds);
	table_number(&t, fd);
	table_number(&t, m->bytes);
	table_number(&t, m->calls);
	add_property(&t, &look, "unsent");
	add_property(&t, &look, "unacked");
	add_property(&t, &look, "SO_SNDBUF");
	add_property(&t, &look, "snd_wnd");
	add_property(&t, &other, "fd");
	add_property(&t, &other, "unread");
	add_property(&t, &other, "SO_RCVBUF");
	emit_table(r, &t, true);
}
