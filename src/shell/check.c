/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be found wrong before anything runs.
 */
#include "check.h"

#include "base/text.h"
#include "lang/foreign.h"
#include "lang/results.h"
#include "shell/interp.h"
#include "shell/session.h"

/* ---- one command ---- */

static int wrong_count(const struct command *row, const struct word *w, int names, struct err *e)
{
	int wanted = row->descriptors ? row->descriptors : 1;
	struct buf text = { 0 };

	if (row->flags & NAMES_TURN)
		return err_at(e, ERR_USAGE, w->span, "%s has one number to name, not %d", row->name,
			names);
	buf_addf(&text, "%s returns ", row->name);
	text_add_count(&text, (uint64_t)wanted, "descriptor");
	buf_adds(&text, ", and as gives ");
	text_add_count(&text, (uint64_t)names, "name");
	err_at(e, ERR_USAGE, w->span, "%s", buf_cstr(&text));
	buf_free(&text);
	return -1;
}

int check_as(const struct command *row, const struct word *w, struct slice text, struct err *e)
{
	if (!(row->flags & (NAMES_RESULT | NAMES_TURN))) {
		err_at(e, ERR_USAGE, w->span, "%s returns no descriptor to name", row->name);
		return err_hint(e, "quote the word as where it is text");
	}
	struct slice name;
	int names = 0;
	while (vars_next_name(&text, &name)) {
		if (vars_check_name(name, e))
			return err_locate(e, w->span);
		names++;
	}
	if (row->descriptors == DESCRIPTORS_MANY && names <= RUN_DESCRIPTORS)
		return 0;
	if (names != (row->descriptors ? row->descriptors : 1))
		return wrong_count(row, w, names, e);
	return 0;
}

int check_unknown(const struct parsed *p, struct err *e)
{
	foreign_refine(p, e);
	if (p->torn && e && !e->suggests)
		err_hint(e, "a result that holds ; is quoted: = \"0 (a; b)\"");
	return err_locate(e, p->words[0].span);
}

/* A job is one command that waits; what it cannot be, can hold some. */
static int no_job(const struct command *row, const struct parsed *p, struct err *e)
{
	bool block = p->words[p->nwords - 1].block;

	err_at(e, ERR_USAGE, p->span, "%s cannot run in the background", row->name);
	if (block)
		return err_hint(e,
			"a command in the block can: { accept l as s & }; serve answers clients in "
			"threads of its own");
	return err_hint(e, "those that may wait can: accept, connect, send, recv ...");
}

int check_command(
	const struct session *s, const struct command *row, const struct parsed *p, struct err *e)
{
	if ((row->flags & PROMPT_ONLY) && !s->front->interactive)
		return err_at(
			e, ERR_USAGE, p->words[0].span, "%s works at the prompt only", row->name);
	if (p->background && !(row->flags & MAY_BE_JOB))
		return no_job(row, p, e);
	if (p->background && p->as && row->descriptors)
		return err_at(e, ERR_USAGE, p->as->span,
			"%s names no descriptors in the background", row->name);
	if (p->background && p->expect.packets.given)
		return err_at(e, ERR_USAGE, p->expect.span,
			"packets are those of a command that is waited for, without &");
	if (p->expect.nwords && !(row->flags & MAKES_CALL)) {
		err_at(e, ERR_USAGE, p->expect.span,
			"%s makes no call whose result could be expected", row->name);
		return err_hint(e, "== compares; quote the = where it is text");
	}
	if (p->expect.in.given && !(row->flags & MAKES_CALL))
		return err_at(e, ERR_USAGE, p->expect.span,
			"%s makes no call whose time could be expected", row->name);
	if (p->expect.given && results_check(&p->expect, e))
		return err_locate(e, p->expect.span);
	return 0;
}

/* ---- whole texts ---- */

int check_unfinished(const struct source *src, size_t start, const struct line *line, struct err *e)
{
	struct span where = line->word_open ? line->complete : (struct span){ start, src->len };

	if (line->open == '\\')
		return err_at(e, ERR_SYNTAX, (struct span){ src->len - 1, src->len },
			"the text ends behind a backslash");
	return err_at(e, ERR_SYNTAX, where, "%s is not closed",
		line->open == '{'   ? "a block {"
		: line->open == '$' ? "a variable ${"
		: line->open == '"' ? "a quote \""
				    : "a quote '");
}

/* KNOWN is NULL where names are not checked: they may be the session's. */
struct checking {
	struct session *session;
	struct known *known;
};

static int check_row(const struct checking *c, const struct command *row, const struct parsed *p,
	struct args *args, struct err *e)
{
	struct session *s = c->session;
	const struct vars *known = c->known && !c->known->any ? &c->known->vars : NULL;
	struct text_word *words = arena_alloc(s->arena, sizeof(*words) * (size_t)p->nwords);

	for (int i = 0; i < p->nwords; i++)
		words[i] = (struct text_word){ p->words[i].text, &p->words[i] };
	if (check_command(s, row, p, e) ||
		args_check(known, row, words, p->nwords, s->arena, args, e))
		return -1;
	return p->as && p->as->constant ? check_as(row, p->as, p->as->text, e) : 0;
}

static int check_parsed_command(const struct checking *c, const struct parsed *p, struct err *e)
{
	const struct command *row = NULL;
	const struct word *first = &p->words[0];
	struct args args;
	int result = 0;

	if (first->constant) {
		row = command_lookup(c->session->scope.commands, first->text, false, e);
		if (!row)
			return check_unknown(p, e);
		result = check_row(c, row, p, &args, e);
	}
	if (!c->known)
		return result;
	bool bound = !result;
	if (bound)
		result = known_check(c->known, p, e);
	known_add(c->known, row, p, bound ? &args : NULL);
	return result;
}

static int report(struct session *s, const struct err *e)
{
	s->front->error(s, e);
	session_fail(s, STATUS_USAGE);
	return -1;
}

static int check_lines(const struct checking *c, const struct source *src, size_t pos);

static int count_blocks(const struct parsed *p)
{
	int n = 0;

	for (int i = 1; i < p->nwords; i++)
		n += p->words[i].block;
	return n;
}

/* The commands in the blocks of P. A block lies in the source, so errors are
 * found where they stand. */
static int check_blocks(const struct checking *c, const struct parsed *p)
{
	struct session *s = c->session;
	struct arena inner = { 0 }, *outer = s->arena;
	int result = 0;
	bool any = c->known && c->known->any;

	if (c->known) /* side by side, each has the names of the others */
		c->known->any |= count_blocks(p) > 1;
	s->arena = &inner;
	s->depth++;
	for (int i = 1; i < p->nwords && s->depth <= SOURCE_DEPTH_MAX; i++)
		if (p->words[i].block) {
			struct source src = *s->source;
			size_t start = p->words[i].span.start + 1;

			src.len = start + p->words[i].text.len;
			result |= check_lines(c, &src, start);
		}
	s->depth--;
	s->arena = outer;
	if (c->known && count_blocks(p) > 1)
		c->known->any = any;
	arena_free(&inner);
	return result;
}

static int check_parsed(const struct checking *c, const struct line *line)
{
	int result = 0;

	for (int i = 0; i < line->count; i++) {
		struct err e = { 0 };

		if (check_parsed_command(c, &line->commands[i], &e))
			result = report(c->session, &e);
		else
			result |= check_blocks(c, &line->commands[i]);
	}
	return result;
}

static int check_lines(const struct checking *c, const struct source *src, size_t pos)
{
	struct session *s = c->session;
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
			check_unfinished(src, start, &line, &e);
			result = report(s, &e);
		} else
			result |= check_parsed(c, &line);
	}
	return result;
}

static int check_source(const struct checking *c, const struct source *src)
{
	const struct source *outer = c->session->source;

	c->session->source = src;
	int result = check_lines(c, src, 0);
	c->session->source = outer;
	return result;
}

int interp_check(struct session *s, const struct source *src)
{
	return check_source(&(struct checking){ .session = s }, src);
}

int interp_check_names(struct session *s, const struct source *src)
{
	struct known known = { 0 };
	int result = check_source(&(struct checking){ s, &known }, src);

	vars_free(&known.vars);
	return result;
}
