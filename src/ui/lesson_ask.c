/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Predictions.
 */
#include <string.h>

#include "base/text.h"
#include "lang/results.h"
#include "lesson_parts.h"
#include "ui/show.h"

/* TEXT with WORD in place of what stands at AT. */
static void put_in_place(struct buf *out, struct slice text, struct span at, struct slice word)
{
	buf_clear(out);
	buf_add(out, text.p, at.start);
	buf_add(out, word.p, word.len);
	buf_add(out, text.p + at.end, text.len - at.end);
}

static int read_line(struct lesson *l, const struct buf *text, struct line *line, struct err *e)
{
	struct source src = { .text = buf_cstr(text), .len = text->len, .final = true };
	size_t pos = 0;

	switch (interp_parse(l->s, &src, &pos, &l->arena, line, e)) {
	case LEX_OK: break;
	case LEX_BAD: return -1;
	case LEX_MORE: return err_set(e, ERR_SYNTAX, "a quote or a brace is not closed");
	}
	return pos < text->len ? err_set(e, ERR_SYNTAX, "it does not end with the line") : 0;
}

/* Whether TEXT is the line BEFORE but for the RESULT of command I. */
static int check_prediction(
	struct lesson *l, const struct line *before, int i, const struct buf *text, struct err *e)
{
	const struct parsed *p, *was = &before->commands[i];
	struct line line;

	if (read_line(l, text, &line, e))
		return -1;
	p = &line.commands[i];
	if (line.count != before->count || p->background != was->background ||
		p->nwords != was->nwords || p->expect.packets.given != was->expect.packets.given)
		return err_set(e, ERR_SYNTAX, "it is more than a result");
	return results_check(&p->expect, e);
}

static void refuse(struct lesson *l, const struct err *e)
{
	struct buf b = { 0 };

	text_add_clean(&b, e->text, strlen(e->text));
	buf_adds(&b,
		"\nWrite it as it is printed behind the =: 5, ok, EAGAIN, 5 \"Hello\"; or press "
		"Enter to see.\n");
	lesson_say(l, b.data);
	buf_free(&b);
}

/* Asks until FILLED has a RESULT in place of the blank of command I; false where the reader has
 * none to give. */
static bool fill(struct lesson *l, const struct line *line, int i, struct buf *filled)
{
	struct buf text = { 0 };
	bool done = false;

	while (!done && lesson_ask(l, "= ", REPL_TEXT) && l->typed.len &&
		strcmp(l->typed.data, "?") != 0) {
		struct err e = { 0 };

		put_in_place(&text, buf_slice(filled), line->commands[i].expect.words[0].span,
			buf_slice(&l->typed));
		done = !check_prediction(l, line, i, &text, &e);
		if (!done)
			refuse(l, &e);
	}
	if (done) {
		buf_clear(filled);
		buf_add(filled, text.data, text.len);
	}
	buf_free(&text);
	return done;
}

uint64_t lesson_predict(struct lesson *l, struct buf *filled)
{
	uint64_t predicted = 0;
	struct line line;

	buf_add(filled, l->src.text + l->start, l->pos - l->start);
	lesson_say(l, "What will the result be?\n");
	for (int i = 0; i < l->line.count && i < 64 && !l->over; i++) {
		if (!l->line.commands[i].expect.blank || read_line(l, filled, &line, NULL))
			continue;
		if (fill(l, &line, i, filled))
			predicted |= (uint64_t)1 << i;
	}
	return predicted;
}

void lesson_compare(struct lesson *l, enum verdict v, const struct err *e)
{
	struct buf b = { 0 };

	l->predictions++;
	l->held += v == VERDICT_HELD;
	if (v == VERDICT_HELD) {
		lesson_say(l, "  As you predicted.\n");
		return;
	}
	buf_adds(&b, "  Not as you predicted: ");
	text_add_clean(&b, e->text, strlen(e->text));
	buf_addc(&b, '\n');
	lesson_say(l, b.data);
	out_write(l->s->out, e->below, strlen(e->below));
	buf_free(&b);
}
