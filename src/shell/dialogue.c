/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation's turns.
 */
#include "shell/dialogue.h"

#include <limits.h>

#include "base/clock.h"
#include "base/intr.h"
#include "shell/session.h"

void dialogue_open(struct dialogue *d, struct run *r, int fd, bool crlf, int64_t idle)
{
	d->run = r;
	d->idle = idle;
	d->since = intr_now();
	conversation_open(&d->conversation, &r->sys, fd);
	d->conversation.crlf = crlf;
	incoming_open(&d->incoming, r);
}

void dialogue_free(struct dialogue *d)
{
	incoming_free(&d->incoming);
	conversation_free(&d->conversation);
}

struct pollfd dialogue_events(const struct dialogue *d, short events)
{
	events &= conversation_events(&d->conversation);
	return (struct pollfd){ .fd = events ? d->conversation.fd : -1, .events = events };
}

static bool receive(struct dialogue *d)
{
	enum conversation_got got = conversation_receive(&d->conversation);

	if (got == CONVERSATION_END) {
		incoming_show(&d->incoming, true);
		conversation_end_receiving(&d->conversation);
	}
	return got == CONVERSATION_DATA;
}

/* The first failure is the result. */
bool dialogue_turn(struct dialogue *d, const struct pollfd *p)
{
	bool came = (p->events & POLLIN) && (p->revents & ~POLLOUT) && receive(d);

	if ((p->events & POLLOUT) && (p->revents & ~POLLIN))
		conversation_send(&d->conversation);
	d->run->held = d->conversation.failed;
	if (d->idle && (came || !d->conversation.out_ended))
		d->since = intr_now();
	return came;
}

/* What is left of the idle time; INT64_MAX: it does not pass. */
static int64_t idle_left(const struct dialogue *d)
{
	int64_t left = d->idle - (intr_now() - d->since);

	if (!d->idle || !d->conversation.out_ended)
		return INT64_MAX;
	return left > 0 ? left : 0;
}

int dialogue_wait(const struct dialogue *d)
{
	int64_t left = idle_left(d), ms = left / MILLISECOND + 1;
	int wait = incoming_wait(&d->incoming);

	if (left == INT64_MAX || (wait >= 0 && wait <= ms))
		return wait;
	return ms < INT_MAX ? (int)ms : INT_MAX;
}

bool dialogue_stopped(const struct dialogue *d)
{
	return intr_pending(d->run->sys.intr) != INTR_NO || out_failed(d->run->out) ||
	       !idle_left(d);
}

void dialogue_end(struct dialogue *d)
{
	incoming_show(&d->incoming, true);
	if (intr_pending(d->run->sys.intr) == INTR_LIMIT)
		conversation_give_up(&d->conversation);
	else if (!idle_left(d) && !d->conversation.failed)
		run_result(d->run, 0);
}
