/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation's turns.
 */
#include "shell/dialogue.h"

#include <limits.h>

#include "base/clock.h"
#include "base/intr.h"
#include "shell/session.h"

void dialogue_open(struct dialogue *t, struct run *r, int fd, bool crlf, int64_t idle)
{
	t->run = r;
	t->idle = idle;
	t->since = intr_now();
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
	if (t->idle && (came || !t->conversation.out_ended))
		t->since = intr_now();
	return came;
}

/* What is left of the idle time; INT64_MAX: it does not pass. */
static int64_t idle_left(const struct dialogue *t)
{
	int64_t left = t->idle - (intr_now() - t->since);

	if (!t->idle || !t->conversation.out_ended)
		return INT64_MAX;
	return left > 0 ? left : 0;
}

int dialogue_wait(const struct dialogue *t)
{
	int64_t left = idle_left(t), ms = left / MILLISECOND + 1;
	int wait = incoming_wait(&t->incoming);

	if (left == INT64_MAX || (wait >= 0 && wait <= ms))
		return wait;
	return ms < INT_MAX ? (int)ms : INT_MAX;
}

bool dialogue_stopped(const struct dialogue *t)
{
	return intr_pending(t->run->sys.intr) != INTR_NO || out_failed(t->run->out) ||
	       !idle_left(t);
}

void dialogue_end(struct dialogue *t)
{
	incoming_show(&t->incoming, true);
	if (intr_pending(t->run->sys.intr) == INTR_LIMIT)
		conversation_give_up(&t->conversation);
	else if (!idle_left(t) && !t->conversation.failed)
		run_result(t->run, 0);
}
