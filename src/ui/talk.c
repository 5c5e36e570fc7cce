/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation at the terminal: lines are edited below, and what arrives is
 * shown above them.
 */
#include "ui/talk.h"

#include <poll.h>

#include "base/clock.h"
#include "shell/incoming.h"
#include "shell/emit.h"
#include "sock/conversation.h"
#include "ui/editor.h"

struct talk {
	struct run *run;
	struct conversation conversation;
	struct incoming incoming;
	bool typing; /* the editor is ours */
};

static void on_line(void *context, const char *line)
{
	struct talk *t = context;

	conversation_add(&t->conversation, line, strlen(line));
	conversation_add(&t->conversation, "\n", 1);
}

static void stop_typing(struct talk *t)
{
	if (t->typing)
		editor_end();
	t->typing = false;
}

static void receive(struct talk *t)
{
	switch (conversation_receive(&t->conversation)) {
	case CONVERSATION_NOTHING: break;
	case CONVERSATION_DATA:
		incoming_add(
			&t->incoming, buf_slice(&t->conversation.in), t->conversation.messages);
		break;
	case CONVERSATION_END:
		incoming_show(&t->incoming, true);
		conversation_end_receiving(&t->conversation);
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
	int64_t wait = incoming_wait(&t->incoming);

	if (!t->typing) {
		if (poll(p, 1, (int)wait) < 0)
			p->revents = 0;
	} else if (!editor_step(p, wait < 0 ? -1 : wait * MILLISECOND)) {
		stop_typing(t);
		if (!interrupted(t))
			conversation_close(&t->conversation);
	}
}

static void step(struct talk *t)
{
	short events = conversation_events(&t->conversation);
	struct pollfd p = { .fd = events ? t->conversation.fd : -1, .events = events };

	wait_for(t, &p);
	incoming_show(&t->incoming, false);
	if ((events & POLLIN) && (p.revents & ~POLLOUT))
		receive(t);
	if ((events & POLLOUT) && (p.revents & ~POLLIN))
		conversation_send(&t->conversation);
	if (t->conversation.out_ended)
		stop_typing(t);
	t->run->held = t->conversation.failed;
}

/* Datagrams have no end of stream to wait for. */
static bool ended(const struct talk *t)
{
	return t->conversation.in_ended ||
	       (t->conversation.out_ended && !t->conversation.connected) ||
	       out_failed(t->run->session->out) || interrupted(t);
}

static void say(struct talk *t, const char *text)
{
	if (!t->run->set->quiet && !t->run->set->json)
		emit_text(t->run, slice_of(text));
}

static void say_unsent(struct talk *t)
{
	size_t unsent = conversation_unsent(&t->conversation);
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
	struct line_reader reader = { "> ", on_line, &t };

	conversation_open(&t.conversation, &r->sys, fd);
	t.conversation.crlf = crlf;
	incoming_open(&t.incoming, r);
	say(&t, t.conversation.connected ? "Ctrl-D ends what you send, Ctrl-C the talk\n"
					 : "each line is a datagram; Ctrl-C ends the talk\n");
	editor_begin(&reader);
	while (!ended(&t))
		step(&t);
	stop_typing(&t);
	incoming_show(&t.incoming, true);
	if (intr_pending(r->sys.intr) == INTR_LIMIT)
		conversation_give_up(&t.conversation);
	say_unsent(&t);
	incoming_free(&t.incoming);
	conversation_free(&t.conversation);
	return DONE;
}
