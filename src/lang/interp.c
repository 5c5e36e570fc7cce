/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs lines. What a command printed and returned becomes a status here.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "lang/expect.h"
#include "lang/interp.h"
#include "lang/job.h"

int session_assigns(const void *session, struct slice name)
{
	const struct session *s = session;
	struct err ignored;
	const struct command *row = command_lookup(s->commands, name, s->prefixes, &ignored);

	return row && row->assigns ? row->assigns : -1;
}

enum lex_status interp_parse(const struct session *s, const struct source *src, size_t *pos,
	struct arena *a, struct line *line, struct err *e)
{
	return lex_line(src->text, src->len, pos, session_assigns, s, a, line, e);
}

/* ---- status ---- */

static void fail(struct session *s, int status)
{
	if (!s->status)
		s->status = status;
}

/* Whether lines come from a person: not those of a file that the person sources. */
static bool at_prompt(const struct session *s)
{
	return s->front->interactive && !s->depth;
}

static enum interp_flow after_failure(const struct session *s)
{
	return at_prompt(s) || s->set.keep ? FLOW_GO : FLOW_STOP;
}

static enum interp_flow refuse(struct session *s, const struct err *e)
{
	s->front->error(s, e);
	if (e->errnum == ETIME)
		fail(s, STATUS_GAVE_UP);
	else
		fail(s, e->kind == ERR_EXPECT || e->kind == ERR_SYSTEM ? STATUS_FAILED
								       : STATUS_USAGE);
	return after_failure(s);
}

static bool interrupted(const struct session *s)
{
	return intr_pending(&s->intr) >= INTR_USER;
}

/* ---- what follows a call ---- */

static enum interp_flow judge(struct run *r)
{
	struct session *s = r->session;
	struct err e;

	if (!r->parsed->expect.given && (r->result.ok || !r->result.any))
		return FLOW_GO;
	err_clear(&e);
	if (r->parsed->expect.given)
		return expect_judge(r, &e) ? refuse(s, &e) : FLOW_GO;
	fail(s, r->result.outcome == CALL_GAVE_UP ? STATUS_GAVE_UP : STATUS_FAILED);
	if (!at_prompt(s)) {
		err_at(&e, ERR_EXPECT, r->parsed->span, "%s", buf_cstr(&r->failure));
		s->front->error(s, &e);
	}
	return after_failure(s);
}

enum interp_flow interp_finish(struct run *r, enum command_status status)
{
	struct session *s = r->session;

	if (r->result.any)
		s->last = r->result;
	if (status == REFUSED)
		return refuse(s, &r->err);
	if (r->as.p && r->result.ok && (r->row->flags & NAMES_RESULT))
		vars_name_fd(&s->vars, r->as, (int)r->result.result);
	return judge(r);
}

/* ---- one command ---- */

/* Checks the NAME of `as` against the row and the rules for names. */
static int check_as(
	const struct command *row, const struct word *w, struct slice text, struct err *e)
{
	if (!(row->flags & (NAMES_RESULT | NAMES_TURN))) {
		err_at(e, ERR_USAGE, w->span, "%s returns no descriptor to name", row->name);
		return err_hint(e, "quote the word as where it is text");
	}
	if (vars_check_name(text, e))
		return err_locate(e, w->span);
	return 0;
}

static int check_flags(
	const struct session *s, const struct command *row, const struct parsed *p, struct err *e)
{
	if ((row->flags & PROMPT_ONLY) && !s->front->interactive)
		return err_at(
			e, ERR_USAGE, p->words[0].span, "%s works at the prompt only", row->name);
	if (p->background && ((row->flags & STAYS) || !(row->flags & (MAKES_CALL | MAY_WAIT))))
		return err_at(e, ERR_USAGE, p->span, "%s cannot run in the background", row->name);
	if (p->expect.given && !(row->flags & MAKES_CALL)) {
		err_at(e, ERR_USAGE, p->expect.span,
			"%s makes no call whose result could be expected", row->name);
		return err_hint(e, "quote the = where it is text");
	}
	if (p->expect.given && expect_check(&p->expect, e))
		return err_locate(e, p->expect.span);
	return 0;
}

static int expand_words(
	struct session *s, const struct parsed *p, struct text_word *words, struct err *e)
{
	for (int i = 0; i < p->nwords; i++) {
		words[i].word = &p->words[i];
		if (session_expand_word(s, &p->words[i], s->arena, &words[i].text, e))
			return err_locate(e, p->words[i].span);
	}
	return 0;
}

int interp_prepare(struct run *r, const struct parsed *p, struct err *e)
{
	struct session *s = r->session;
	struct text_word *words = arena_alloc(s->arena, sizeof(*words) * (size_t)p->nwords);

	if (expand_words(s, p, words, e))
		return -1;
	const struct command *row = command_lookup(s->commands, words[0].text, s->prefixes, e);
	if (!row)
		return err_locate(e, p->words[0].span);
	r->row = row;
	r->parsed = p;
	r->text = (struct slice){ s->source->text + p->span.start, p->span.end - p->span.start };
	if (check_flags(s, row, p, e))
		return -1;
	if (p->as && (session_expand_word(s, p->as, s->arena, &r->as, e) ||
			     check_as(row, p->as, r->as, e)))
		return -1;
	return args_parse(s, row, words, p->nwords, s->arena, &r->args, e);
}

static void echo(struct session *s, const struct parsed *p)
{
	struct buf line = { 0 };

	buf_adds(&line, "+ ");
	text_add_clean(&line, s->source->text + p->span.start, p->span.end - p->span.start);
	buf_addc(&line, '\n');
	out_error(s->out, line.data, line.len);
	buf_free(&line);
}

int64_t interp_limit(const struct run *r)
{
	if (!(r->row->flags & TAKES_TIME))
		return 0;
	return r->args.limit.given ? r->args.limit.num : r->session->set.timeout;
}

static enum interp_flow run_background(struct session *s, const struct parsed *p)
{
	struct err e;

	err_clear(&e);
	return job_start(s, p, &e) ? refuse(s, &e) : FLOW_GO;
}

enum interp_flow interp_command(struct session *s, const struct parsed *p)
{
	struct run r; /* not cleared: it is large */

	if (s->set.echo)
		echo(s, p);
	if (p->background)
		return run_background(s, p);
	run_init(&r, s);
	if (interp_prepare(&r, p, &r.err)) {
		run_free(&r);
		return refuse(s, &r.err);
	}
	r.sys.limit = interp_limit(&r);
	intr_begin(&s->intr, r.sys.limit);
	enum command_status status = r.row->run(&r);
	intr_end(&s->intr);
	if (status == REFUSED)
		err_locate(&r.err, p->words[0].span);
	enum interp_flow flow = r.err.shown ? FLOW_STOP : interp_finish(&r, status);
	run_free(&r);
	if (s->quitting || interrupted(s) || out_failed(s->out))
		return FLOW_STOP;
	return flow;
}

/* ---- lines ---- */

static enum interp_flow unfinished(
	struct session *s, const struct source *src, size_t start, const struct line *line)
{
	struct err e = { 0 };

	if (!src->final)
		return FLOW_MORE;
	struct span where = line->word_open ? line->complete : (struct span){ start, src->len };
	if (line->open == '\\')
		err_at(&e, ERR_SYNTAX, (struct span){ src->len - 1, src->len },
			"the text ends behind a backslash");
	else
		err_at(&e, ERR_SYNTAX, where, "%s is not closed",
			line->open == '{'   ? "a block {"
			: line->open == '"' ? "a quote \""
					    : "a quote '");
	return refuse(s, &e);
}

enum interp_flow interp_line(struct session *s, const struct source *src, size_t *pos)
{
	struct line line;
	struct err e;
	size_t start = *pos;
	const struct source *outer = s->source;
	enum interp_flow flow = FLOW_GO;

	err_clear(&e);
	arena_reset(s->arena);
	enum lex_status status = interp_parse(s, src, pos, s->arena, &line, &e);
	s->source = src;
	if (status == LEX_BAD)
		flow = refuse(s, &e);
	else if (status == LEX_MORE)
		flow = unfinished(s, src, start, &line);
	else
		for (int i = 0; i < line.count && flow == FLOW_GO; i++)
			flow = interp_command(s, &line.commands[i]);
	if (flow == FLOW_MORE)
		*pos = start;
	s->source = outer;
	return flow;
}

enum interp_flow interp_all(struct session *s, const struct source *src)
{
	enum interp_flow flow = FLOW_GO;

	for (size_t pos = 0; pos < src->len && flow == FLOW_GO && !interrupted(s);)
		flow = interp_line(s, src, &pos);
	return interrupted(s) ? FLOW_STOP : flow;
}

/* ---- checking ---- */

static int check_command(struct session *s, const struct parsed *p, struct err *e)
{
	struct args args;
	struct text_word *words = arena_alloc(s->arena, sizeof(*words) * (size_t)p->nwords);

	for (int i = 0; i < p->nwords; i++)
		words[i] = (struct text_word){ p->words[i].text, &p->words[i] };
	if (!p->words[0].constant)
		return 0;
	const struct command *row = command_lookup(s->commands, words[0].text, false, e);
	if (!row)
		return err_locate(e, p->words[0].span);
	if (check_flags(s, row, p, e) ||
		args_parse(NULL, row, words, p->nwords, s->arena, &args, e))
		return -1;
	if (p->as && p->as->constant && check_as(row, p->as, p->as->text, e))
		return -1;
	return 0;
}

static int report(struct session *s, const struct err *e)
{
	s->front->error(s, e);
	fail(s, STATUS_USAGE);
	return -1;
}

static int check_lines(struct session *s, const struct source *src, size_t pos);

/* The commands in the blocks of P. A block lies in the source, so errors are
 * found where they stand. */
static int check_blocks(struct session *s, const struct parsed *p)
{
	struct arena inner = { 0 }, *outer = s->arena;
	int result = 0;

	s->arena = &inner;
	s->depth++;
	for (int i = 1; i < p->nwords && s->depth <= SOURCE_DEPTH_MAX; i++)
		if (p->words[i].block) {
			struct source src = *s->source;
			size_t start = p->words[i].span.start + 1;

			src.len = start + p->words[i].text.len;
			result |= check_lines(s, &src, start);
		}
	s->depth--;
	s->arena = outer;
	arena_free(&inner);
	return result;
}

static int check_parsed(struct session *s, const struct line *line)
{
	int result = 0;

	for (int i = 0; i < line->count; i++) {
		struct err e = { 0 };

		if (check_command(s, &line->commands[i], &e))
			result = report(s, &e);
		else
			result |= check_blocks(s, &line->commands[i]);
	}
	return result;
}

static int check_lines(struct session *s, const struct source *src, size_t pos)
{
	int result = 0;

	while (pos < src->len) {
		struct line line;
		struct err e = { 0 };
		size_t start = pos;

		arena_reset(s->arena);
		enum lex_status status = interp_parse(s, src, &pos, s->arena, &line, &e);
		if (status == LEX_BAD)
			result = report(s, &e);
		else if (status == LEX_MORE) {
			unfinished(s, src, start, &line);
			result = -1;
		} else
			result |= check_parsed(s, &line);
	}
	return result;
}

int interp_check(struct session *s, const struct source *src)
{
	const struct source *outer = s->source;

	s->source = src;
	int result = check_lines(s, src, 0);
	s->source = outer;
	return result;
}
