/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A copy of a command that needs neither the text it was read from nor the arena
 * it was read into.
 */
#include "lang/lex.h"
#include "lang/results.h"

struct copier {
	struct arena *arena;
	size_t base;
};

static struct span copy_span(const struct copier *c, struct span s)
{
	return (struct span){ s.start - c->base, s.end - c->base };
}

static struct slice copy_text(const struct copier *c, struct slice text)
{
	return (struct slice){ arena_copy(c->arena, text.p, text.len), text.len };
}

static struct piece *copy_pieces(const struct copier *c, const struct piece *p)
{
	struct piece *first = NULL, **tail = &first;

	for (; p; p = p->next) {
		struct piece *copy = arena_alloc(c->arena, sizeof(*copy));

		*copy = *p;
		copy->text = copy_text(c, p->text);
		copy->property = copy_text(c, p->property);
		copy->parts = copy_pieces(c, p->parts);
		copy->span = copy_span(c, p->span);
		*tail = copy;
		tail = &copy->next;
	}
	return first;
}

static struct word *copy_words(const struct copier *c, const struct word *words, int n)
{
	struct word *copies = n ? arena_alloc(c->arena, sizeof(*copies) * (size_t)n) : NULL;

	for (int i = 0; i < n; i++) {
		copies[i] = words[i];
		copies[i].span = copy_span(c, words[i].span);
		copies[i].pieces = copy_pieces(c, words[i].pieces);
		if (words[i].constant)
			copies[i].text = copy_text(c, words[i].text);
	}
	return copies;
}

struct parsed lex_copy(const struct parsed *p, size_t base, struct arena *a)
{
	struct copier c = { a, base };
	struct parsed copy = *p;

	copy.span = copy_span(&c, p->span);
	copy.words = copy_words(&c, p->words, p->nwords);
	copy.on = copy_words(&c, p->on, p->on != NULL);
	copy.as = copy_words(&c, p->as, p->as != NULL);
	copy.expect.words = copy_words(&c, p->expect.words, p->expect.nwords);
	copy.expect.packets.words =
		copy_words(&c, p->expect.packets.words, p->expect.packets.nwords);
	if (p->expect.given)
		copy.expect.span = copy_span(&c, p->expect.span);
	if (p->expect.constant.count)
		results_parse(&copy.expect, NULL, a, &copy.expect.constant, NULL);
	return copy;
}
