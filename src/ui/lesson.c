/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Goes through a script: prose, commands, and what the reader wants.
 */
#include "ui/lesson.h"

#include <string.h>

#include "base/text.h"
#include "ui/script.h"
#include "ui/terminal.h"
#include "lesson_parts.h"

static const char PROMPT[] = "lesson> ";
static const char WELCOME[] =
	"A lesson. Enter runs the command shown; ? tells what else there is.\n";
static const char KEYS[] =
	"  Enter  run the command shown\n"
	"  s      skip it\n"
	"  r      repeat the last one\n"
	"  b      back to the last heading: in a new session, in which all before it runs again\n"
	"  q      leave; so does Ctrl-D\n"
	"What else is typed is a command of one's own. Ctrl-C ends a call that waits.\n";

/* ---- running ---- */

static void discard(void *context, const char *p, size_t len, bool is_error)
{
	(void)context;
	(void)p;
	(void)len;
	(void)is_error;
}

static void show_from_here(struct lesson *l)
{
	if (l->unseen)
		out_set_hook(l->s->out, NULL, NULL);
	l->unseen = false;
}

static void after(struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	struct lesson *l = s->front_data;

	if (l->predicted && !s->depth && (v == VERDICT_HELD || v == VERDICT_UNMET))
		lesson_compare(l, v, e);
	else
		repl_front.after(s, p, v, e);
}

/* What a command has left behind that a reader has seen. */
static void settle(struct lesson *l)
{
	struct session *s = l->s;

	if (l->unseen && intr_pending(&s->intr) == INTR_USER) {
		show_from_here(l);
		lesson_say(l, "Interrupted: it goes on from here.\n");
	}
	repl_settle();
	if (s->quitting || intr_pending(&s->intr) == INTR_TERM || out_failed(s->out))
		l->over = true;
	else
		s->status = STATUS_OK;
}

/* Runs the line of SRC at POS; PREDICTED has a bit for each command whose result was foretold. */
static void run_line(struct lesson *l, const struct source *src, size_t pos, uint64_t predicted)
{
	struct session *s = l->s;
	const struct source *outer = s->source;
	enum interp_flow flow = FLOW_GO;
	struct line line;
	struct err e;

	err_clear(&e);
	arena_reset(s->arena);
	if (interp_parse(s, src, &pos, s->arena, &line, &e) != LEX_OK)
		return; /* it was checked */
	s->source = src;
	for (int i = 0; i < line.count && flow == FLOW_GO; i++) {
		l->predicted = i < 64 && predicted >> i & 1;
		flow = interp_try(s, &line.commands[i], NULL);
	}
	l->predicted = false;
	s->source = outer;
	if (l->place)
		settle(l);
	else if (flow == FLOW_STOP)
		l->over = true;
}

static bool has_blank(const struct line *line)
{
	for (int i = 0; i < line->count; i++)
		if (line->commands[i].expect.blank)
			return true;
	return false;
}

static void run_command(struct lesson *l)
{
	struct buf filled = { 0 };
	uint64_t predicted = 0;

	if (l->place && !l->unseen && has_blank(&l->line))
		predicted = lesson_predict(l, &filled);
	if (predicted) {
		struct source src = { .name = l->src.name,
			.text = filled.data,
			.len = filled.len,
			.first_line = source_line(&l->src, l->start),
			.final = true };

		run_line(l, &src, 0, predicted);
	} else if (!l->over) {
		run_line(l, &l->src, l->start, 0);
	}
	buf_free(&filled);
}

static void run_own(struct lesson *l)
{
	struct slice text = buf_slice(&l->typed);

	repl_remember(text.p);
	l->s->scope.prefixes = true;
	script_line(l->s, text);
	l->s->scope.prefixes = false;
	settle(l);
}

/* ---- what the reader wants ---- */

bool lesson_ask(struct lesson *l, const char *prompt, enum repl_line how)
{
	struct buf *b = &l->typed;
	size_t blanks;

	if (!repl_ask(prompt, how, b)) {
		l->over = true;
		return false;
	}
	while (b->len && strchr(" \t\r\n", b->data[b->len - 1]))
		b->data[--b->len] = '\0';
	blanks = strspn(buf_cstr(b), how == REPL_TEXT ? " \t" : "");
	b->len -= blanks;
	if (blanks)
		memmove(b->data, b->data + blanks, b->len + 1);
	return true;
}

/* Where the last heading begins that stands before BEFORE; else the beginning. */
static size_t heading_before(struct lesson *l, size_t before)
{
	struct arena arena = { 0 };
	size_t found = 0;

	for (size_t pos = 0; pos < before;) {
		struct line line;
		size_t start = pos;

		arena_reset(&arena);
		if (interp_parse(l->s, &l->src, &pos, &arena, &line, NULL) == LEX_OK &&
			!line.count &&
			slice_starts(slice_from((struct slice){ l->src.text, l->src.len },
					     line.comment.start),
				"##"))
			found = start;
	}
	arena_free(&arena);
	return found;
}

static void go_back(struct lesson *l)
{
	l->place->at = l->any ? heading_before(l, l->passed) : 0;
	l->place->again = true;
	l->over = true;
}

static void repeat_last(struct lesson *l)
{
	struct arena arena = { 0 };
	struct line line;
	size_t end = l->passed;

	if (!l->any) {
		lesson_say(l, "No command has been run yet.\n");
		return;
	}
	interp_parse(l->s, &l->src, &end, &arena, &line, NULL);
	arena_free(&arena);
	lesson_show_line(l, l->passed, end);
	run_line(l, &l->src, l->passed, 0);
}

enum wish { RUN, SKIP, AGAIN };

/* What is typed where a command waits, or at the end. */
static enum wish ask_wish(struct lesson *l)
{
	const char *typed;

	if (!lesson_ask(l, PROMPT, REPL_COMMAND))
		return SKIP;
	typed = buf_cstr(&l->typed) + strspn(buf_cstr(&l->typed), " \t");
	if (!*typed)
		return RUN;
	if (!strcmp(typed, "s"))
		return SKIP;
	if (!strcmp(typed, "b"))
		go_back(l);
	else if (!strcmp(typed, "q"))
		l->over = true;
	else if (!strcmp(typed, "?"))
		lesson_say(l, KEYS);
	else if (!strcmp(typed, "r"))
		repeat_last(l);
	else
		run_own(l);
	return AGAIN;
}

/* ---- going through ---- */

static void pass_command(struct lesson *l)
{
	enum wish wish = RUN;

	do {
		if (!l->unseen)
			lesson_show_line(l, l->start, l->pos);
		if (l->place && !l->unseen)
			wish = ask_wish(l);
	} while (wish == AGAIN && !l->over);
	if (l->over)
		return;
	if (wish == RUN)
		run_command(l);
	l->passed = l->start;
	l->any = true;
}

/* The comment that begins in the line at POS, if that is all there is in it. */
static struct slice comment_at(const struct lesson *l, size_t pos)
{
	struct slice rest = slice_from((struct slice){ l->src.text, l->src.len }, pos);

	while (rest.len && (*rest.p == ' ' || *rest.p == '\t'))
		rest = slice_from(rest, 1);
	return rest.len && *rest.p == '#' ? rest : (struct slice){ "", 0 };
}

/* The lines of comments from the one under way on; a heading begins others, and so does an
 * answer. */
static void pass_comments(struct lesson *l)
{
	bool answer = slice_starts(comment_at(l, l->start), "#>");

	for (;;) {
		struct slice next = comment_at(l, l->pos);
		const char *newline = memchr(next.p, '\n', next.len);

		if (!next.len || slice_starts(next, "##") || slice_starts(next, "#>") != answer)
			break;
		l->pos = newline ? (size_t)(newline - l->src.text) + 1 : l->src.len;
	}
	struct slice text = { l->src.text + l->start, l->pos - l->start };
	if (!answer)
		l->question = text;
	if (l->unseen)
		return;
	if (answer)
		lesson_answer(l, text);
	else
		lesson_show_prose(l, text);
}

static void pass_line(struct lesson *l)
{
	struct err e = { 0 };

	l->start = l->pos;
	if (l->place && l->start >= l->place->at)
		show_from_here(l);
	arena_reset(&l->arena);
	if (interp_parse(l->s, &l->src, &l->pos, &l->arena, &l->line, &e) != LEX_OK)
		l->over = true; /* it was checked */
	else if (l->line.count)
		pass_command(l);
	else if (l->line.comment.end)
		pass_comments(l);
}

static void tell_end(struct lesson *l)
{
	struct buf b = { 0 };

	buf_adds(&b, "\nThe lesson ends here.");
	if (l->predictions)
		buf_addf(&b, " %d of %d predictions held.", l->held, l->predictions);
	if (l->place)
		buf_adds(&b, " Enter leaves; or go on with commands of your own.");
	buf_addc(&b, '\n');
	lesson_say(l, b.data);
	buf_free(&b);
	while (l->place && !l->over && ask_wish(l) == AGAIN)
		;
}

static void begin_at_terminal(struct lesson *l)
{
	struct session *s = l->s;

	repl_open(s);
	terminal_set(TERMINAL_SILENT);
	l->front = repl_front;
	l->front.after = after;
	s->front = &l->front;
	s->front_data = l;
	if (!l->place->at && !s->set.quiet)
		lesson_say(l, WELCOME);
	l->unseen = l->place->at > 0;
	if (l->unseen)
		out_set_hook(s->out, discard, NULL);
}

static void go_through(struct lesson *l)
{
	if (l->place)
		begin_at_terminal(l);
	while (!l->over && l->pos < l->src.len)
		pass_line(l);
	show_from_here(l);
	if (!l->over)
		tell_end(l);
	if (l->place)
		repl_close();
}

void lesson_run(
	struct session *s, const char *name, const struct buf *text, struct lesson_place *place)
{
	size_t mark = text_mark_length(buf_cstr(text), text->len);
	struct lesson l = { .s = s,
		.place = place,
		.src = { .name = name,
			.text = buf_cstr(text) + mark,
			.len = text->len - mark,
			.first_line = 1,
			.final = true } };

	out_direct(s->out); /* no thread of its own: a lesson may begin with private */
	if (!interp_check(s, &l.src))
		go_through(&l);
	arena_free(&l.arena);
	buf_free(&l.typed);
	s->front = &script_front;
	s->front_data = NULL;
}
