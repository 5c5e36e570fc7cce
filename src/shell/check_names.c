/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names that a text gives and uses, in the order in which they stand there. A name that is
 * composed (c$i), and a file that shares the names, may give any: from there on none is missed.
 */
#include "check.h"

#include "lang/types.h"

/* ---- used ---- */

static int check_piece(const struct known *k, const struct piece *p, struct err *e)
{
	int digit;

	if (p->kind != PIECE_VAR || p->parts ||
		automatic_find(p->text, &digit) != AUTOMATIC_COUNT || vars_get(&k->vars, p->text).p)
		return 0;
	err_at(e, ERR_NAME, p->span, "no variable '%.*s'", (int)p->text.len, p->text.p);
	return vars_hint(&k->vars, p->text, e);
}

static int check_words(const struct known *k, const struct word *words, int count, struct err *e)
{
	for (int i = 0; i < count; i++)
		for (const struct piece *p = words[i].pieces; p; p = p->next)
			if (check_piece(k, p, e))
				return -1;
	return 0;
}

int known_check(const struct known *k, const struct parsed *p, struct err *e)
{
	const struct expectation *x = &p->expect;

	if (k->any)
		return 0;
	return check_words(k, p->on, p->on != NULL, e) || check_words(k, p->words, p->nwords, e) ||
			       check_words(k, x->words, x->nwords, e) ||
			       check_words(k, x->packets.words, x->packets.nwords, e) ||
			       check_words(k, p->as, p->as != NULL, e)
		       ? -1
		       : 0;
}

/* ---- given ---- */

static void give(struct known *k, const struct word *w)
{
	struct slice rest = w->text, name;

	k->any |= !w->constant;
	while (w->constant && vars_next_name(&rest, &name))
		if (name.len)
			vars_set(&k->vars, name, name);
}

static const struct word *word_at(const struct parsed *p, struct span at)
{
	int i = 0;

	while (i < p->nwords - 1 && p->words[i].span.start != at.start)
		i++;
	return &p->words[i];
}

void known_add(
	struct known *k, const struct command *row, const struct parsed *p, const struct args *args)
{
	k->any |= !row || (row->flags & SHARES_NAMES);
	if (p->as)
		give(k, p->as);
	for (int i = 0; row && row->params && row->params[i].name; i++)
		if (row->params[i].type != &type_name)
			continue;
		else if (!args)
			k->any = true;
		else if (args->pos[i].given)
			give(k, word_at(p, args->pos[i].span));
}
