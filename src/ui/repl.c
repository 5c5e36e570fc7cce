/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The prompt: readline's callback interface around a ppoll loop of our own.
 *
 * readline has the terminal only while the prompt is up. Its signal handlers
 * would exist only inside rl_callback_read_char, so it has none: a signal ends
 * the wait here, and is dealt with between two characters.
 */
#include "ui/repl.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/clock.h"
#include "shell/hosts.h"
#include "ui/history.h"
#include "ui/input.h"
#include "ui/script.h"
#include "ui/show.h"
#include "ui/terminal.h"
#include "edited.h"
#include "editor.h"
#include "keys.h"
#include "line_queue.h"
#include "notice.h"
#include "notify.h"
#include "resize.h"
#include "shell.h"
#include "tab.h"
#include "talk.h"

static const char MORE[] = "  ... ";

/* readline's callbacks carry no context. */
static struct editor {
	struct session *session;
	struct input input;
	struct history history;
	struct line_queue queue;
	struct notice notice;
	struct notify notify;
	sigset_t wait_mask;
	const char *prompt;               /* of who asks (repl_ask), or NULL: the shell's own */
	const struct line_reader *reader; /* who has lines typed to it, or NULL: the shell */
	HISTORY_STATE *history_aside;     /* while it has */
	bool active;                      /* the prompt is up */
	bool ended;                       /* end of input */
	bool explained;                   /* it was said that explain exists */
} editor;

/* ---- the terminal, to and fro ---- */

static const char *prompt(void)
{
	if (editor.reader)
		return editor.reader->prompt;
	if (input_open(&editor.input))
		return MORE;
	return editor.prompt ? editor.prompt : edited_prompt(hosts_here(editor.session));
}

/* A reader's prompt stays up until it has had enough. */
static void on_line(char *line)
{
	editor.ended = line == NULL;
	if (!line || !editor.reader) {
		rl_callback_handler_remove();
		editor.active = false;
	}
	if (!line)
		return;
	show_typed(editor.session, prompt(), line);
	if (editor.reader) {
		add_history(line);
		editor.reader->line(editor.reader->context, line);
	} else {
		input_add(&editor.input, line);
	}
	free(line);
}

static void prompt_begin(void)
{
	out_flush(editor.session->out);
	terminal_set(TERMINAL_LENT);
	terminal_hold_signals(true, &editor.wait_mask);
	terminal_set(TERMINAL_EDITED);
	line_queue_keep(&editor.queue);
	editor.active = true;
	editor.ended = false;
	if (terminal_take_events().resize)
		rl_reset_screen_size();
	rl_callback_handler_install(prompt(), on_line);
}

static void prompt_end(void)
{
	if (editor.active)
		rl_callback_handler_remove();
	editor.active = false;
	terminal_set(TERMINAL_SILENT);
	terminal_hold_signals(false, &editor.wait_mask);
	line_queue_release(&editor.queue);
}

/* For exit(3), however it comes about: memory has run out. */
static void at_exit(void)
{
	if (editor.active)
		rl_callback_handler_remove();
	terminal_set(TERMINAL_LENT);
}

/* ---- what happens while the prompt is up ---- */

static void show_above(void)
{
	struct buf text = { 0 };

	line_queue_take(&editor.queue, &text);
	if (text.len)
		edited_above(editor.session->out, &text);
	buf_free(&text);
}

static void clear_line(void)
{
	edited_abandon();
	input_drop(&editor.input);
	rl_callback_handler_remove();
	rl_callback_handler_install(prompt(), on_line);
}

static void suspend(void)
{
	rl_crlf();
	fflush(rl_outstream);
	rl_deprep_terminal();
	terminal_suspend();
	terminal_take_events();
	rl_reset_screen_size();
	edited_again();
}

static void handle_signals(void)
{
	struct terminal_events events = terminal_take_events();

	if (intr_pending(&editor.session->intr) == INTR_USER && editor.reader) {
		edited_abandon(); /* and the signal stays, for who runs the command */
	} else if (intr_pending(&editor.session->intr) == INTR_USER) {
		intr_take(&editor.session->intr, NULL);
		clear_line();
	}
	if (events.stop)
		suspend();
	else if (events.resume)
		edited_again();
	if (events.resize)
		resize_redraw();
}

static bool to_end(void)
{
	return intr_pending(&editor.session->intr) == INTR_TERM;
}

/* One wait for keys, lines for above, signals and OTHER. A terminal that hung up is
 * always readable, so it ends the input whatever readline makes of it. */
static void edit_step(struct pollfd *other, int64_t ns)
{
	struct pollfd p[] = { { .fd = fileno(rl_instream), .events = POLLIN },
		{ .fd = editor.queue.event, .events = POLLIN }, *other };
	struct timespec t = clock_timespec(ns < 0 ? 0 : ns);
	int n = ppoll(p, 3, ns < 0 ? NULL : &t, &editor.wait_mask);

	other->revents = n > 0 ? p[2].revents : 0;
	handle_signals();
	if (n <= 0)
		return;
	if (p[1].revents)
		show_above();
	if (p[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		editor.ended = true;
	else if (p[0].revents)
		rl_callback_read_char();
	handle_signals(); /* one may have ended a wait inside */
}

/* Until a line is entered, or there will be none. */
static void edit_line(void)
{
	struct pollfd p;

	prompt_begin();
	notify_begin(&editor.notify, editor.session);
	while (editor.active && !editor.ended && !to_end()) {
		int64_t wait = notify_wait(&editor.notify, &p);

		edit_step(&p, wait);
		notify_step(&editor.notify, editor.session, &p);
	}
	prompt_end();
}

/* ---- lending the editor ---- */

/* What is typed there has a history of its own, as long as it lasts; and a Tab is
 * a Tab. */
void editor_begin(const struct line_reader *reader)
{
	HISTORY_STATE none = { 0 };

	editor.reader = reader;
	editor.history_aside = history_get_history_state();
	history_set_history_state(&none);
	rl_inhibit_completion = 1;
	prompt_begin();
}

bool editor_step(struct pollfd *other, int64_t ns)
{
	edit_step(other, ns);
	return !editor.ended && intr_pending(&editor.session->intr) == INTR_NO;
}

void editor_end(void)
{
	rl_callback_sigcleanup();
	rl_clear_visible_line();
	fflush(rl_outstream);
	prompt_end();
	clear_history();
	history_set_history_state(editor.history_aside);
	free(editor.history_aside);
	rl_inhibit_completion = 0;
	editor.reader = NULL;
}

/* ---- running what was entered ---- */

void repl_remember(const char *entry)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;

	if (!history_wants(entry, last ? last->line : NULL))
		return;
	add_history(entry);
	history_append(&editor.history, entry);
}

void repl_settle(void)
{
	notice_end(&editor.notice);
	if (intr_pending(&editor.session->intr) == INTR_USER) {
		intr_take(&editor.session->intr, NULL);
		input_drop(&editor.input);
	}
}

/* Every whole line there is. Ctrl-C drops those behind the one it ended. */
static void run_input(bool final)
{
	struct session *s = editor.session;
	struct slice line;

	while (!s->quitting && !to_end() && input_next(&editor.input, final, &line)) {
		char *text = mem_strndup(line.p, line.len);

		repl_remember(text);
		script_line(s, (struct slice){ text, line.len });
		repl_settle();
		free(text);
	}
}

static bool goes_on(void)
{
	return !to_end() && !out_failed(editor.session->out);
}

bool repl_ask(const char *asked, enum repl_line how, struct buf *line)
{
	struct slice text;
	bool taken = false;

	editor.prompt = asked;
	editor.ended = false;
	buf_clear(line);
	while (goes_on()) {
		taken = how == REPL_COMMAND ? input_next(&editor.input, editor.ended, &text)
					    : input_take(&editor.input, &text);
		if (taken || editor.ended)
			break;
		edit_line();
	}
	if (taken)
		buf_add(line, text.p, text.len);
	else
		fputc('\n', rl_outstream);
	fflush(rl_outstream);
	return taken;
}

/* End of input inside an open quote ends the quote, and then the shell. */
static void read_and_run(void)
{
	struct session *s = editor.session;

	while (!s->quitting && goes_on()) {
		edit_line();
		if (editor.ended && !input_open(&editor.input))
			break;
		run_input(editor.ended);
	}
	if (editor.ended)
		s->status = 0;
	if (editor.ended || to_end()) {
		fputc('\n', rl_outstream);
		fflush(rl_outstream);
	}
}

/* ---- the front end's functions ---- */

static const char *history_line(struct session *s, size_t index)
{
	HIST_ENTRY *entry = NULL;

	(void)s;
	if (index < (size_t)history_length)
		entry = history_get(history_base + (int)index);
	return entry ? entry->line : NULL;
}

static void show_outcome(
	struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	show_prompt_verdict(s, p, v, e);
	if (v == VERDICT_FAILED && !editor.explained)
		editor.explained = show_explain(s);
}

const struct front repl_front = {
	.error = show_prompt_error,
	.before = show_command,
	.after = show_outcome,
	.comment = show_comment,
	.history = history_line,
	.converse = talk_at_terminal,
	.lesson = shell_lesson,
	.interactive = true,
};

/* ---- begin and end ---- */

void repl_open(struct session *s)
{
	editor.session = s;
	terminal_open();
	history_open(&editor.history, s->scope.fds);
	notice_open(&editor.notice, s->out);
	observers_add(&s->observers, notice_observer(&editor.notice));
	line_queue_open(&editor.queue, s->out, s->scope.fds);
	edited_open();
	keys_open(&s->intr, &editor.wait_mask);
	tab_open(&s->scope, &editor.input);
	history_load(&editor.history, add_history);
	atexit(at_exit);
}

void repl_close(void)
{
	terminal_close();
	notice_close(&editor.notice);
	notify_close(&editor.notify);
	line_queue_close(&editor.queue);
	history_close(&editor.history);
	input_free(&editor.input);
	tab_close();
}

void repl_run(struct session *s, const char *banner)
{
	repl_open(s);
	show_wrapped(s, banner);
	terminal_set(TERMINAL_SILENT);
	script_start_up(s);
	s->scope.prefixes = true;
	read_and_run();
	repl_close();
}
