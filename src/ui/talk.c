/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation at the terminal: lines are edited below, and what arrives is
 * shown above them.
 */
#include "ui/talk.h"

#include <poll.h>

#include "lang/arrived.h"
#include "lang/emit.h"
#include "sock/copy.h"
#include "ui/editor.h"

struct talk {
	struct run *run;
	struct copy copy;
	struct arrived arrived;
	bool typing; /* the editor is ours */
};

static void on_line(void *context, const char *line)
{
	struct talk *t = context;

	copy_add(&t->copy, line, strlen(line));
	copy_add(&t->copy, "\n", 1);
}

static void stop_typing(struct talk *t)
{
	if (t->typing)
		editor_end();
	t->typing = false;
}

static void receive(struct talk *t)
{
	switch (copy_receive(&t->copy)) {
	case COPY_NOTHING: break;
	case COPY_DATA: arrived_add(&t->arrived, buf_slice(&t->copy.in), t->copy.messages); break;
	case COPY_END:
		arrived_show(&t->arrived, true);
		copy_end_receiving(&t->copy);
		break;
	}
}

static bool interrupted(const struct talk *t)
{
	return intr_pending(t->run->sys.intr) != INTR_NO;
}

/* A wait for keys, as long as lines are typed, and for the socket. */
static void wait_for(struct talk *t, struct pollfd *p)
{
	int64_t wait = arrived_wait(&t->arrived);

	if (!t->typing) {
		if (poll(p, 1, (int)wait) < 0)
			p->revents = 0;
	} else if (!editor_step(p, wait < 0 ? -1 : wait * 1000000)) {
		stop_typing(t);
		if (!interrupted(t))
			copy_close(&t->copy);
	}
}

static void step(struct talk *t)
{
	short events = copy_events(&t->copy);
	struct pollfd p = { .fd = events ? t->copy.fd : -1, .events = events };

	wait_for(t, &p);
	arrived_show(&t->arrived, false);
	if ((events & POLLIN) && (p.revents & ~POLLOUT))
		receive(t);
	if ((events & POLLOUT) && (p.revents & ~POLLIN))
		copy_send(&t->copy);
	if (t->copy.out_ended)
		stop_typing(t);
	t->run->held = t->copy.failed;
}

/* Datagrams have no end of stream to wait for. */
static bool ended(const struct talk *t)
{
	return t->copy.in_ended || (t->copy.out_ended && !t->copy.connected) ||
	       out_failed(t->run->session->out) || interrupted(t);
}

static void say(struct talk *t, const char *text)
{
	if (!t->run->set->quiet && !t->run->set->json)
		emit_text(t->run, slice_of(text));
}

static void say_unsent(struct talk *t)
{
	size_t unsent = copy_unsent(&t->copy);
	struct buf text = { 0 };

	if (!unsent)
		return;
	buf_addf(&text, "%zu bytes were typed that the socket has not taken\n", unsent);
	say(t, text.data);
	buf_free(&text);
}

enum command_status talk_at_terminal(struct run *r, int fd, bool crlf)
{
	struct talk t = { .run = r, .typing = true };
	struct reader reader = { "> ", on_line, &t };

	copy_open(&t.copy, &r->sys, fd);
	t.copy.crlf = crlf;
	arrived_open(&t.arrived, r);
	say(&t, t.copy.connected ? "Ctrl-D ends what you send, Ctrl-C the talk\n"
				 : "each line is a datagram; Ctrl-C ends the talk\n");
	editor_begin(&reader);
	while (!ended(&t))
		step(&t);
	stop_typing(&t);
	arrived_show(&t.arrived, true);
	if (intr_pending(r->sys.intr) == INTR_LIMIT)
		copy_give_up(&t.copy);
	say_unsent(&t);
	arrived_free(&t.arrived);
	copy_free(&t.copy);
	return DONE;
}
