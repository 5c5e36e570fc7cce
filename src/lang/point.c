/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of a line that is being written.
 */
#include "point.h"

static bool is_at_point(const struct line *line, const struct word *w)
{
	return line->word_open && w->span.start == line->complete.start;
}

/* A RESULT is one word here, but for the -1 that may stand before an error's name. */
static void find_result(const struct line *line, const struct expectation *e, struct point *point)
{
	int n = e->nwords;

	point->at = n && is_at_point(line, &e->words[n - 1]) ? &e->words[--n] : NULL;
	point->in_result = (point->at || !line->word_open) &&
			   (!n || (n == 1 && slice_is(e->words[0].text, "-1")));
}

static void find_packets(
	const struct line *line, const struct expect_packets *packets, struct point *point)
{
	int n = packets->nwords;

	point->at = n && is_at_point(line, &packets->words[n - 1]) ? &packets->words[--n] : NULL;
	point->in_packets = point->at || !line->word_open;
	point->first_packet = !n;
}

void point_find(struct scope *sc, const struct line *line, struct arena *a, struct point *point)
{
	const struct parsed *p = line->command_open ? &line->commands[line->count - 1] : NULL;

	*point = (struct point){ .in_words = true };
	if (!p)
		return;
	point->words = arena_alloc(a, sizeof(*point->words) * (size_t)p->nwords);
	for (int i = 0; i < p->nwords; i++) {
		const struct word *w = &p->words[i];
		struct text_word *before = &point->words[point->n];

		if (is_at_point(line, w)) {
			point->at = w;
			return;
		}
		before->word = w;
		if (scope_expand(sc, w, a, &before->text, NULL))
			before->text = (struct slice){ "", 0 };
		point->n++;
	}
	point->in_words = !p->as && !p->expect.given && !p->background;
	if (!p->expect.given || p->background || p->expect.in.given)
		return;
	if (p->expect.packets.given)
		find_packets(line, &p->expect.packets, point);
	else
		find_result(line, &p->expect, point);
}
