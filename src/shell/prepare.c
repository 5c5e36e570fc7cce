/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A command's words to the arguments of its row.
 */
#include "shell/interp.h"
#include "shell/session.h"
#include "away.h"
#include "check.h"

static struct slice written(const struct run *r, struct span span)
{
	return (struct slice){ r->source->text + span.start, span.end - span.start };
}

/* $NAME.PROPERTY alone. */
static bool is_property(const struct word *w)
{
	const struct piece *p = w->pieces;

	return p && !p->next && p->kind == PIECE_VAR && p->property.len;
}

/* The words behind the command's name. What the command reads itself stays as written. */
static int expand_words(
	struct run *r, const struct parsed *p, struct text_word *words, struct err *e)
{
	for (int i = 1; i < p->nwords; i++) {
		const struct word *w = &p->words[i];

		words[i].word = w;
		if (w->constant)
			words[i].text = w->text;
		else if ((r->row->flags & READS_WORDS) && is_property(w))
			words[i].text = written(r, w->span);
		else if (scope_expand(&r->session->scope, w, r->arena, &words[i].text, e))
			return err_locate(e, w->span);
	}
	return 0;
}

/* The row that the first word names. */
static const struct command *find_row(
	struct run *r, const struct parsed *p, struct text_word *first, struct err *e)
{
	struct scope *sc = &r->session->scope;
	const struct command *row = NULL;

	first->word = &p->words[0];
	if (scope_expand(sc, first->word, r->arena, &first->text, e)) {
		err_locate(e, first->word->span);
		return NULL;
	}
	row = scope_command(sc, first->text, e);
	if (!row)
		check_unknown(p, e);
	return row;
}

int interp_prepare(struct run *r, const struct parsed *p, struct err *e)
{
	struct session *s = r->session;
	struct text_word *words = arena_alloc(r->arena, sizeof(*words) * (size_t)p->nwords);

	if (p->on && away_go(r, p->on, e))
		return -1;
	r->row = find_row(r, p, &words[0], e);
	if (!r->row || expand_words(r, p, words, e))
		return -1;
	r->parsed = p;
	r->text = written(r, p->span);
	if (check_command(s, r->row, p, e))
		return -1;
	if (p->as && (scope_expand(&s->scope, p->as, r->arena, &r->as, e) ||
			     check_as(r->row, p->as, r->as, e)))
		return -1;
	r->sys.cmd = r->text;
	r->sys.as = r->as;
	if (args_parse(&s->scope, r->row, words, p->nwords, r->arena, &r->args, e))
		return -1;
	return s->net && !p->on ? away_follow(r, e) : 0;
}
