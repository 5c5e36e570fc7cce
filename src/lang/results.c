/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expectations compare words: those of the RESULT with those that are printed
 * behind the `=`, from the first one on.
 */
#include <string.h>

#include "base/text.h"
#include "lang/results.h"
#include "sock/names.h"

/* ---- alternatives ---- */

/* Judges one alternative: 0 to go on with the next, else what each_alternative returns. */
typedef int judge_alternative(void *context, struct slice alternative, struct err *e);

/* Walks through the RESULT: words joined by blanks, cut where a bare `|` stands. */
struct walk {
	struct scope *scope; /* NULL: all words are constant */
	judge_alternative *judge;
	void *context;
	struct buf text; /* of the alternative so far */
};

static int end_alternative(struct walk *walk, struct err *e)
{
	struct slice text = buf_slice(&walk->text);

	while (text.len && text.p[text.len - 1] == ' ')
		text.len--;
	int status = walk->judge(walk->context, text, e);
	buf_clear(&walk->text);
	return status;
}

static int add_bare(struct walk *walk, struct slice text, struct err *e)
{
	const char *bar;

	while ((bar = memchr(text.p, '|', text.len))) {
		size_t len = (size_t)(bar - text.p);

		buf_add(&walk->text, text.p, len);
		int status = end_alternative(walk, e);
		if (status)
			return status;
		text = (struct slice){ bar + 1, text.len - len - 1 };
	}
	buf_add(&walk->text, text.p, text.len);
	return 0;
}

static int add_piece(struct walk *walk, const struct piece *p, struct err *e)
{
	if (p->kind == PIECE_BARE)
		return add_bare(walk, p->text, e);
	if (p->kind == PIECE_QUOTED)
		buf_add(&walk->text, p->text.p, p->text.len);
	else if (walk->scope->value(walk->scope, p->text, p->property, &walk->text, e))
		return err_locate(e, p->span);
	return 0;
}

/* What JUDGE returned other than 0, -1 with E when a word has no value, or 0. */
static int each_alternative(struct scope *sc, const struct expectation *x, judge_alternative *judge,
	void *context, struct err *e)
{
	struct walk walk = { .scope = sc, .judge = judge, .context = context };
	int status = 0;

	for (int i = 0; i < x->nwords && !status; i++) {
		if (walk.text.len)
			buf_addc(&walk.text, ' ');
		for (const struct piece *p = x->words[i].pieces; p && !status; p = p->next)
			status = add_piece(&walk, p, e);
	}
	if (!status)
		status = end_alternative(&walk, e);
	buf_free(&walk.text);
	return status;
}

/* ---- before anything runs ---- */

static bool is_error_word(struct slice s)
{
	if (s.len < 3 || s.p[0] != 'E')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
			    s.p[i] == '_'))
			return false;
	return true;
}

/* The first word, behind a -1 the second. */
static struct slice first_word(struct slice s)
{
	if (slice_starts(s, "-1 "))
		s = (struct slice){ s.p + 3, s.len - 3 };
	const char *blank = memchr(s.p, ' ', s.len);
	return (struct slice){ s.p, blank ? (size_t)(blank - s.p) : s.len };
}

static int no_such_error(struct slice word, struct err *e)
{
	char hint[sizeof(e->hint)];
	long code;
	int errnum;

	if (slice_starts(word, "EAI_"))
		names_parse(&names_eai, word, &code, e);
	else
		names_errno_parse(word, &errnum, e);
	memcpy(hint, e->hint, sizeof(hint));
	err_set(e, ERR_USAGE, "'%.*s' is no error that a call returns", (int)word.len, word.p);
	return err_hint(e, "%s", hint);
}

static int check_alternative(void *context, struct slice alternative, struct err *e)
{
	struct slice word = first_word(alternative);
	int errnum;
	long code;

	(void)context;
	if (!word.len)
		return err_set(e, ERR_SYNTAX, "an alternative of the expected result is empty");
	if (!is_error_word(word) || !names_parse(&names_eai, word, &code, NULL) ||
		!names_errno_parse(word, &errnum, NULL))
		return 0;
	return no_such_error(word, e);
}

int results_check(const struct expectation *x, struct err *e)
{
	for (int i = 0; i < x->nwords; i++)
		if (!x->words[i].constant)
			return 0;
	return each_alternative(NULL, x, check_alternative, NULL, e);
}

/* ---- after the call ---- */

static bool begins_with_words(struct slice actual, struct slice wanted)
{
	if (!wanted.len || actual.len < wanted.len || memcmp(actual.p, wanted.p, wanted.len))
		return false;
	return actual.len == wanted.len || actual.p[wanted.len] == ' ';
}

/* 1 if it holds. */
static int compare(void *context, struct slice wanted, struct err *e)
{
	const struct came *came = context;
	struct slice actual = came->words;

	(void)e;
	if (slice_is(wanted, "ok"))
		return came->ok;
	if (begins_with_words(actual, wanted))
		return 1;
	if (!slice_starts(actual, "-1 "))
		return 0;
	return begins_with_words((struct slice){ actual.p + 3, actual.len - 3 }, wanted);
}

int results_match(
	const struct expectation *x, struct scope *sc, const struct came *came, struct err *e)
{
	return each_alternative(sc, x, compare, (void *)came, e);
}

void results_text(const struct expectation *x, struct scope *sc, struct arena *a, struct buf *b)
{
	struct slice text;

	for (int i = 0; i < x->nwords; i++)
		if (!scope_expand(sc, &x->words[i], a, &text, NULL))
			buf_addf(b, "%s%.*s", i ? " " : "", (int)text.len, text.p);
}
