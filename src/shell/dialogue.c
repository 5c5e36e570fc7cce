/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation's turns.
 */
#include "shell/dialogue.h"

#include "base/intr.h"
#include "shell/session.h"

void dialogue_open(struct dialogue *t, struct run *r, int fd, bool crlf)
{
	t->run = r;
	conversation_open(&t->conversation, &r->sys, fd);
	t->conversation.crlf = crlf;
	incoming_open(&t->incoming, r);
}

void dialogue_free(struct dialogue *t)
{
	incoming_free(&t->incoming);
	conversation_free(&t->conversation);
}

struct pollfd dialogue_events(const struct dialogue *t, short events)
{
	events &= conversation_events(&t->conversation);
	return (struct pollfd){ .fd = events ? t->conversation.fd : -1, .events = events };
}

static bool receive(struct dialogue *t)
{
	enum conversation_got got = conversation_receive(&t->conversation);

	if (got == CONVERSATION_END) {
		incoming_show(&t->incoming, true);
		conversation_end_receiving(&t->conversation);
	}
	return got == CONVERSATION_DATA;
}

/* The first failure is the result. */
bool dialogue_turn(struct dialogue *t, const struct pollfd *p)
{
	bool came = (p->events & POLLIN) && (p->revents & ~POLLOUT) && receive(t);

	if ((p->events & POLLOUT) && (p->revents & ~POLLIN))
		conversation_send(&t->conversation);
	t->run->held = t->conversation.failed;
	return came;
}

bool dialogue_stopped(const struct dialogue *t)
{
	return intr_pending(t->run->sys.intr) != INTR_NO || out_failed(t->run->out);
}

void dialogue_end(struct dialogue *t)
{
	incoming_show(&t->incoming, true);
	if (intr_pending(t->run->sys.intr) == INTR_LIMIT)
		conversation_give_up(&t->conversation);
}
