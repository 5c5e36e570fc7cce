/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What came along with a call's result, as text.
 */
#include <string.h>

#include "base/text.h"
#include "sock/control.h"
#include "sock/events.h"
#include "sock/render.h"

/* As the command had it: "a:in b:out". */
static void add_ready(const struct call_note *n, struct buf *b)
{
	for (int64_t i = 0; i < n->num; i++) {
		buf_adds(b, i ? " " : "");
		if (n->watch[i].label)
			buf_adds(b, n->watch[i].label);
		else
			buf_addn(b, n->watch[i].fd);
		buf_addc(b, ':');
		events_print(n->events, n->watch[i].events, b);
	}
}

static void add_note(const struct call_note *n, struct buf *b)
{
	switch (n->kind) {
	case NOTE_ADDR: addr_format(n->addr, b); break;
	case NOTE_HOST:
		text_add_clean(b, n->host, strlen(n->host));
		buf_addc(b, ':');
		text_add_clean(b, n->service, strlen(n->service));
		break;
	case NOTE_FOUND: text_add_count(b, (uint64_t)n->num, "address"); break;
	case NOTE_VALUE: sockopt_print(n->option, n->value, b); break;
	case NOTE_STATE: buf_addf(b, "still %s", n->state); break;
	case NOTE_CUT: buf_addf(b, "cut to %lld by net.core.somaxconn", (long long)n->num); break;
	case NOTE_OF: buf_addf(b, "of %lld, cut", (long long)n->num); break;
	case NOTE_FLAGS: names_print(n->names, (long)n->num, b); break;
	case NOTE_PAIR: buf_addf(b, "%lld, %lld", (long long)n->num, (long long)n->second); break;
	case NOTE_DISCARDED: buf_adds(b, "discarded"); break;
	case NOTE_EOF: buf_adds(b, "end of stream"); break;
	case NOTE_EOF_OR_EMPTY: buf_adds(b, "end of stream, or an empty message"); break;
	case NOTE_READY: add_ready(n, b); break;
	}
}

void render_note(const struct call *c, struct buf *b)
{
	for (size_t i = 0; i < c->nnotes; i++) {
		buf_adds(b, i ? "; " : "");
		add_note(&c->notes[i], b);
	}
	for (size_t i = 0; c->received && i < c->ncontrol; i++) {
		buf_adds(b, i || c->nnotes ? "; " : "");
		control_print(&c->control[i], b);
	}
}

bool render_has_note(const struct call *c)
{
	return c->nnotes || (c->received && c->ncontrol);
}
