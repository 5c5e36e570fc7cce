/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The diagram as data: where its boxes, lines and labels are on a grid of characters.
 */
#include "insight/diagram.h"

#include <netinet/tcp.h>

#include "sock/state.h"
#include "diagram_grid.h"

/* clang-format off */
const struct diagram_edge diagram_edges[] = {
	{ TCP_CLOSE, TCP_LISTEN, "listen", "", false },
	{ TCP_CLOSE, TCP_SYN_SENT, "connect", "SYN", false },
	{ TCP_LISTEN, TCP_CLOSE, "close", "", true },
	{ TCP_LISTEN, TCP_SYN_SENT, "connect", "SYN", true },
	{ TCP_LISTEN, TCP_SYN_RECV, "SYN", "SYN,ACK", false },
	{ TCP_SYN_SENT, TCP_CLOSE, "close", "", true },
	{ TCP_SYN_SENT, TCP_SYN_RECV, "SYN", "SYN,ACK", true },
	{ TCP_SYN_SENT, TCP_ESTABLISHED, "SYN,ACK", "ACK", false },
	{ TCP_SYN_RECV, TCP_LISTEN, "RST", "", true },
	{ TCP_SYN_RECV, TCP_ESTABLISHED, "ACK", "", false },
	{ TCP_SYN_RECV, TCP_FIN_WAIT1, "close", "FIN", true },
	{ TCP_ESTABLISHED, TCP_FIN_WAIT1, "shutdown", "FIN", false },
	{ TCP_ESTABLISHED, TCP_CLOSE_WAIT, "FIN", "ACK", false },
	{ TCP_FIN_WAIT1, TCP_FIN_WAIT2, "ACK", "", false },
	{ TCP_FIN_WAIT1, TCP_CLOSING, "FIN", "ACK", true },
	{ TCP_FIN_WAIT1, TCP_TIME_WAIT, "FIN,ACK", "ACK", true },
	{ TCP_FIN_WAIT2, TCP_TIME_WAIT, "FIN", "ACK", false },
	{ TCP_CLOSING, TCP_TIME_WAIT, "ACK", "", false },
	{ TCP_CLOSE_WAIT, TCP_LAST_ACK, "shutdown", "FIN", false },
	{ TCP_LAST_ACK, TCP_CLOSE, "ACK", "", false },
	{ TCP_TIME_WAIT, TCP_CLOSE, "2 MSL", "", false },
};

const struct grid_box grid_boxes[] = {
	{ TCP_CLOSE, 30, 0, false },
	{ TCP_LISTEN, 30, 6, false },
	{ TCP_SYN_RECV, 0, 11, false },
	{ TCP_SYN_SENT, 60, 11, false },
	{ TCP_ESTABLISHED, 30, 16, false },
	{ TCP_FIN_WAIT1, 0, 22, false },
	{ TCP_CLOSING, 30, 22, false },
	{ TCP_CLOSE_WAIT, 60, 22, false },
	{ TCP_FIN_WAIT2, 0, 28, false },
	{ TCP_TIME_WAIT, 30, 28, false },
	{ TCP_LAST_ACK, 60, 28, false },
	{ TCP_CLOSE, 38, 33, true },
};

/* In the order of diagram_edges. Labels: what comes or is called, and behind the slash what is sent. */
const struct grid_line grid_lines[] = {
	{ { { 34, 3 }, { 34, 5 } }, 28, 4, "listen" },
	{ { { 47, 1 }, { 73, 1 }, { 73, 10 } }, 51, 0, "connect / SYN" },
	{ { { 42, 5 }, { 42, 3 } }, 36, 4, "close" },
	{ { { 47, 7 }, { 63, 7 }, { 63, 10 } }, 48, 6, "connect / SYN" },
	{ { { 29, 7 }, { 5, 7 }, { 5, 10 } }, 10, 6, "SYN / SYN,ACK" },
	{ { { 68, 10 }, { 68, 4 }, { 45, 4 }, { 45, 3 } }, 53, 3, "close" },
	{ { { 59, 12 }, { 17, 12 } }, 32, 11, "SYN / SYN,ACK" },
	{ { { 68, 14 }, { 68, 17 }, { 47, 17 } }, 50, 16, "SYN,ACK / ACK" },
	{ { { 12, 11 }, { 12, 10 }, { 38, 10 }, { 38, 9 } }, 15, 9, "RST" },
	{ { { 12, 14 }, { 12, 17 }, { 29, 17 } }, 18, 16, "ACK" },
	{ { { 3, 14 }, { 3, 21 } }, 4, 20, "close/FIN" },
	{ { { 34, 19 }, { 34, 20 }, { 14, 20 }, { 14, 21 } }, 16, 19, "shutdown / FIN" },
	{ { { 42, 19 }, { 42, 20 }, { 68, 20 }, { 68, 21 } }, 49, 19, "FIN / ACK" },
	{ { { 3, 25 }, { 3, 27 } }, 4, 26, "ACK" },
	{ { { 17, 23 }, { 29, 23 } }, 18, 22, "FIN / ACK" },
	{ { { 12, 25 }, { 12, 26 }, { 34, 26 }, { 34, 27 } }, 16, 25, "FIN,ACK / ACK" },
	{ { { 17, 29 }, { 29, 29 } }, 18, 28, "FIN / ACK" },
	{ { { 42, 25 }, { 42, 27 } }, 44, 26, "ACK" },
	{ { { 68, 25 }, { 68, 27 } }, 51, 26, "shutdown / FIN" },
	{ { { 64, 31 }, { 64, 34 }, { 55, 34 } }, 66, 32, "ACK" },
	{ { { 42, 31 }, { 42, 32 } }, 44, 31, "2 MSL" },
};
/* clang-format on */

const size_t diagram_edge_count = sizeof(diagram_edges) / sizeof(diagram_edges[0]);
const size_t grid_box_count = sizeof(grid_boxes) / sizeof(grid_boxes[0]);
_Static_assert(sizeof(grid_lines) / sizeof(grid_lines[0]) ==
		       sizeof(diagram_edges) / sizeof(diagram_edges[0]),
	"each transition has its line");

/* ---- what is marked ---- */

bool grid_is_passed(const struct track *t, const struct diagram_edge *e)
{
	for (size_t i = 1; t && i < t->count; i++)
		if (!t->steps[i].jump && t->steps[i - 1].state == e->from &&
			t->steps[i].state == e->to)
			return true;
	return false;
}

/* CLOSE stands twice: below is the end of a connection. */
static bool is_of(const struct track *t, size_t step, const struct grid_box *box)
{
	bool end;

	if (t->steps[step].state != box->state)
		return false;
	if (box->state != TCP_CLOSE)
		return true;
	end = step && (t->steps[step - 1].state == TCP_LAST_ACK ||
			      t->steps[step - 1].state == TCP_TIME_WAIT);
	return end == box->end;
}

bool grid_label(const struct track *t, const struct grid_box *box, struct buf *b)
{
	size_t start = b->len;
	bool now = false;

	for (size_t i = 0; t && i < t->count; i++) {
		if (!is_of(t, i, box))
			continue;
		buf_adds(b, b->len > start ? "," : "");
		buf_addn(b, (int64_t)i + 1);
		buf_adds(b, t->steps[i].how == TRACK_INFERRED ? "~" : "");
		now = i + 1 == t->count && !t->cut;
		buf_adds(b, now ? "*" : "");
	}
	bool passed = b->len > start;

	buf_adds(b, passed ? " " : "");
	buf_adds(b, state_row(box->state)->name);
	return passed;
}

void diagram_path(const struct track *t, struct buf *b)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct track_step *s = &t->steps[i];

		buf_adds(b, i ? s->jump ? " -RST or time-out-> " : " -> " : "");
		buf_addf(b, "%zu%s%s %s", i + 1, s->how == TRACK_INFERRED ? "~" : "",
			i + 1 == t->count && !t->cut ? "*" : "", state_row(s->state)->name);
		if (s->call)
			buf_addf(b, " (%s%s, call %llu)", s->name,
				s->other ? " of the other end" : "", (unsigned long long)s->call);
	}
	if (t->cut)
		buf_adds(b, " -> ...");
}
