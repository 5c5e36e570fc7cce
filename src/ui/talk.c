/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation at the terminal: lines are edited below, and what arrives is
 * shown above them.
 */
#include "base/text.h"
#include "talk.h"

#include <string.h>

#include "base/clock.h"
#include "shell/emit.h"
#include "shell/dialogue.h"
#include "editor.h"

struct terminal_talk {
	struct dialogue dialogue;
	bool typing; /* the editor is ours */
};

static void on_line(void *context, const char *line)
{
	struct conversation *c = context;

	conversation_add(c, line, strlen(line));
	conversation_add(c, "\n", 1);
}

static void stop_typing(struct terminal_talk *t)
{
	if (t->typing)
		editor_end();
	t->typing = false;
}

/* A wait for keys, as long as lines are typed, and for the socket. */
static void wait_for(struct terminal_talk *t, struct pollfd *p)
{
	int wait = dialogue_wait(&t->dialogue);

	if (!t->typing) {
		if (poll(p, 1, wait) < 0)
			p->revents = 0;
	} else if (!editor_step(p, wait < 0 ? -1 : wait * MILLISECOND)) {
		stop_typing(t);
		if (!dialogue_stopped(&t->dialogue))
			conversation_close(&t->dialogue.conversation);
	}
}

static void step(struct terminal_talk *t)
{
	struct conversation *c = &t->dialogue.conversation;
	struct pollfd p = dialogue_events(&t->dialogue, POLLIN | POLLOUT);

	wait_for(t, &p);
	incoming_show(&t->dialogue.incoming, false);
	if (dialogue_turn(&t->dialogue, &p))
		incoming_add(&t->dialogue.incoming, buf_slice(&c->in), c->messages);
	if (c->out_ended)
		stop_typing(t);
}

/* Datagrams have no end of stream to wait for. */
static bool ended(const struct terminal_talk *t)
{
	const struct conversation *c = &t->dialogue.conversation;

	return c->in_ended || (c->out_ended && !c->connected) || dialogue_stopped(&t->dialogue);
}

static void say(struct run *r, const char *text)
{
	if (!r->set->quiet && !r->set->json)
		emit_text(r, slice_of(text));
}

static void say_unsent(struct run *r, size_t unsent)
{
	struct buf text = { 0 };

	if (!unsent)
		return;
	text_add_count(&text, unsent, "byte");
	buf_addf(&text, " %s typed that the socket has not taken\n", unsent == 1 ? "was" : "were");
	say(r, text.data);
	buf_free(&text);
}

enum command_status talk_at_terminal(struct run *r, int fd, bool crlf, int64_t idle)
{
	struct terminal_talk t = { .typing = true };
	struct conversation *c = &t.dialogue.conversation;
	struct line_reader reader = { "> ", on_line, c };

	dialogue_open(&t.dialogue, r, fd, crlf, idle);
	say(r, c->connected ? "Ctrl-D ends what you send, Ctrl-C the talk\n"
			    : "each line is a datagram; Ctrl-C ends the talk\n");
	editor_begin(&reader);
	while (!ended(&t))
		step(&t);
	stop_typing(&t);
	dialogue_end(&t.dialogue);
	say_unsent(r, conversation_unsent(c));
	dialogue_free(&t.dialogue);
	return DONE;
}
