/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs lines. What a command printed and returned becomes a status here.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "shell/captures.h"
#include "shell/interp.h"
#include "away.h"
#include "check.h"
#include "shell/job.h"
#include "shell/judge.h"
#include "shell/lines.h"
#include "shell/session.h"

enum lex_status interp_parse(const struct session *s, const struct source *src, size_t *pos,
	struct arena *a, struct line *line, struct err *e)
{
	return lex_line(src->text, src->len, pos, scope_assigns, &s->scope, a, line, e);
}

/* ---- status ---- */

/* Whether lines come from a person: not those of a file that the person sources. */
static bool at_prompt(const struct session *s)
{
	return s->front->interactive && !s->depth;
}

/* A loop without a count would fail for ever. */
static enum interp_flow after_failure(const struct session *s)
{
	return at_prompt(s) || (s->set.keep && !s->endless) ? FLOW_GO : FLOW_STOP;
}

static int status_of(const struct err *e)
{
	if (e->errnum == ETIME)
		return STATUS_GAVE_UP;
	return e->kind == ERR_EXPECT || e->kind == ERR_SYSTEM ? STATUS_FAILED : STATUS_USAGE;
}

/* Text that is no command. */
static enum interp_flow reject(struct session *s, const struct err *e)
{
	s->front->error(s, e);
	session_fail(s, status_of(e));
	return after_failure(s);
}

/* The end of command P: E is NULL where nothing is wrong. */
static enum interp_flow conclude(
	struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	tape_verdict(&s->tape, v, e);
	if (s->front->after)
		s->front->after(s, p, v, e);
	return e ? after_failure(s) : FLOW_GO;
}

static enum interp_flow fail(
	struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	session_fail(s, status_of(e));
	return conclude(s, p, v, e);
}

static bool interrupted(const struct session *s)
{
	return intr_pending(&s->intr) >= INTR_USER;
}

/* ---- what follows a call ---- */

static __attribute__((noinline)) enum interp_flow judge_expected(struct run *r)
{
	struct session *s = r->session;
	struct err e;
	bool held;

	err_clear(&e);
	held = !judge_run(r, &e);
	if (r->reached)
		*r->reached = held;
	return held || (r->reached && e.kind == ERR_EXPECT)
		       ? conclude(s, r->parsed, VERDICT_HELD, NULL)
		       : fail(s, r->parsed, VERDICT_UNMET, &e);
}

/* A failure that nobody expected. Never inlined, nor is the above: a struct err is large,
 * and most calls have none. */
static __attribute__((noinline)) enum interp_flow judge_failed(struct run *r)
{
	struct err e;

	err_clear(&e);
	err_at(&e, ERR_EXPECT, r->parsed->span, "%s", buf_cstr(&r->failure));
	if (r->result.outcome == CALL_GAVE_UP)
		e.errnum = ETIME;
	return fail(r->session, r->parsed, VERDICT_FAILED, &e);
}

static enum interp_flow judge(struct run *r)
{
	if (r->parsed->expect.given)
		return judge_expected(r);
	if (r->result.any && !r->result.ok)
		return judge_failed(r);
	return conclude(r->session, r->parsed, VERDICT_HELD, NULL);
}

/* What the row returns: its result, or a list. */
static void name_descriptors(const struct run *r)
{
	int one = (int)r->result.result;
	const int *fds = r->row->descriptors ? r->fds : &one;
	struct slice names = r->as, name;

	while (vars_next_name(&names, &name))
		vars_name_fd(&r->session->scope.vars, name, *fds++);
}

enum interp_flow interp_finish(struct run *r, enum command_status status)
{
	struct session *s = r->session;

	if (r->result.any)
		s->last = r->result;
	if (r->job)
		tape_job(s, r);
	if (status == REFUSED)
		return fail(s, r->parsed, VERDICT_REFUSED, &r->err);
	if (r->as.p && r->result.ok && (r->row->flags & NAMES_RESULT))
		name_descriptors(r);
	return judge(r);
}

/* ---- one command ---- */

int64_t interp_limit(const struct run *r)
{
	if (!(r->row->flags & TAKES_TIME))
		return 0;
	return r->args.limit.given ? r->args.limit.num : r->set->timeout;
}

static enum interp_flow run_background(
	struct session *s, const struct parsed *p, int number, int *job)
{
	struct err e;

	err_clear(&e);
	if (job_start(s, p, number, &e))
		return fail(s, p, VERDICT_REFUSED, &e);
	for (int id = 0; (id = job_next(s, id));)
		*job = id;
	return FLOW_GO;
}

/* Runs what has been prepared. */
static enum interp_flow run_prepared(struct run *r)
{
	struct session *s = r->session;
	struct intr_limit outer = intr_begin(&s->intr, interp_limit(r));
	enum command_status status;

	r->packets_from = s->capture ? captures_command(s) : 0;
	status = r->row->run(r);

	intr_end(&s->intr, outer);
	if (status == REFUSED)
		err_locate(&r->err, r->parsed->words[0].span);
	enum interp_flow flow = FLOW_STOP;
	/* what a call came to that ended because nobody reads any more is for nobody */
	if (status == STOPPED || out_failed(s->out) == EPIPE)
		conclude(s, r->parsed, VERDICT_STOPPED, NULL);
	else
		flow = interp_finish(r, status);
	return interrupted(s) || out_failed(s->out) ? FLOW_STOP : flow;
}

static void tell_before(struct session *s, const struct parsed *p)
{
	if (tape_enter(&s->tape))
		tape_begin(s);
	if (s->capture)
		captures_since(s);
	if (s->front->before)
		s->front->before(s, p);
}

enum interp_flow interp_try(struct session *s, const struct parsed *p, bool *reached)
{
	struct run r; /* not cleared: it is large */
	enum interp_flow flow;
	int job = 0;

	tell_before(s, p);
	run_init(&r, s);
	r.reached = reached;
	if (p->background)
		flow = run_background(s, p, 0, &job);
	else if (interp_prepare(&r, p, &r.err))
		flow = fail(s, p, VERDICT_REFUSED, &r.err);
	else
		flow = run_prepared(&r);
	if (tape_leave(&s->tape))
		tape_add(s, p, &r, job);
	if (r.away)
		away_end(&r, s);
	run_free(&r);
	return flow;
}

enum interp_flow interp_start(struct session *s, const struct parsed *p, int number)
{
	enum interp_flow flow;

	tell_before(s, p);
	flow = run_background(s, p, number, &number);
	tape_leave(&s->tape); /* within another command */
	return flow;
}

/* What is bound lives as long as the run. */
static int bind_once(struct run *r, const struct parsed *p, struct arena *keep)
{
	struct arena *arena = r->arena;
	int status;

	r->arena = keep;
	status = interp_prepare(r, p, &r->err);
	r->arena = arena;
	if (status)
		r->row = NULL;
	else
		args_keep(&r->session->scope, r->row, &r->args);
	return status;
}

static int bind_again(struct run *r, const struct parsed *p)
{
	struct session *s = r->session;

	if (p->on && away_go(r, p->on, &r->err))
		return -1;
	if (args_again(&s->scope, r->row, &r->args, &r->err))
		return -1;
	return s->net && !p->on ? away_follow(r, &r->err) : 0;
}

enum interp_flow interp_again(struct run *r, const struct parsed *p, struct arena *keep)
{
	struct session *s = r->session;
	enum interp_flow flow;
	int status;

	tell_before(s, p);
	run_clear(r);
	if (r->row)
		status = bind_again(r, p);
	else
		status = bind_once(r, p, keep);
	flow = status ? fail(s, p, VERDICT_REFUSED, &r->err) : run_prepared(r);
	if (tape_leave(&s->tape))
		tape_add(s, p, r, 0);
	if (r->away)
		away_end(r, s);
	return flow;
}

/* ---- lines ---- */

static enum interp_flow unfinished(
	struct session *s, const struct source *src, size_t start, const struct line *line)
{
	struct err e;

	if (!src->final)
		return FLOW_MORE;
	err_clear(&e);
	check_unfinished(src, start, line, &e);
	return reject(s, &e);
}

static void tell_comment(struct session *s, struct span at)
{
	struct slice text = { s->source->text + at.start, at.end - at.start };

	tape_comment(s, text);
	if (s->front->comment)
		s->front->comment(s, text);
}

void interp_comment(struct session *s, struct span at)
{
	if (at.end)
		tell_comment(s, at);
}

static enum interp_flow run_line(struct session *s, const struct line *line)
{
	enum interp_flow flow = FLOW_GO;

	interp_comment(s, line->comment);
	for (int i = 0; i < line->count && flow == FLOW_GO; i++)
		flow = interp_try(s, &line->commands[i], NULL);
	return flow;
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
		flow = reject(s, &e);
	else if (status == LEX_MORE)
		flow = unfinished(s, src, start, &line);
	else
		flow = run_line(s, &line);
	if (flow == FLOW_MORE)
		*pos = start;
	s->source = outer;
	return flow;
}

enum interp_flow interp_all(struct session *s, const struct source *src)
{
	enum interp_flow flow = FLOW_GO;

	for (size_t pos = 0; pos < src->len && flow == FLOW_GO && !interrupted(s);)
		flow = lines_next(s, src, &pos);
	return interrupted(s) ? FLOW_STOP : flow;
}
