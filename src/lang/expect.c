/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expectations compare words: those of the RESULT with those that are printed
 * behind the `=`, from the first one on.
 */
#include <string.h>

#include "base/text.h"
#include "lang/expect.h"
#include "sock/names.h"

/* ---- alternatives ---- */

/* One alternative after the other: words joined by blanks. */
struct reader {
	struct run *r; /* NULL: constant words only */
	const struct expectation *x;
	int word;	   /* index of the word that is read next */
	struct slice rest; /* of a bare word, behind a '|' */
	bool in_word;
};

static struct slice word_text(struct reader *in, const struct word *w, struct err *e)
{
	struct slice text = w->text;
	if (!w->constant && session_expand_word(in->r->session, w, in->r->arena, &text, e))
		text.p = NULL;
	return text;
}

/* Appends the next alternative to B. 1: done, 0: there is none, -1: E. */
static int next_alternative(struct reader *in, struct buf *b, struct err *e)
{
	if (in->word >= in->x->nwords)
		return 0;
	buf_clear(b);
	for (bool first = true; in->word < in->x->nwords; first = false) {
		const struct word *w = &in->x->words[in->word];
		if (!in->in_word)
			in->rest = word_text(in, w, e);
		if (!in->rest.p)
			return err_locate(e, w->span);
		const char *bar = w->bare ? memchr(in->rest.p, '|', in->rest.len) : NULL;
		size_t len = bar ? (size_t)(bar - in->rest.p) : in->rest.len;
		if (!first && len)
			buf_addc(b, ' ');
		buf_add(b, in->rest.p, len);
		in->in_word = bar;
		if (bar) {
			in->rest.p += len + 1;
			in->rest.len -= len + 1;
			return 1;
		}
		in->word++;
	}
	return 1;
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

static int check_word(struct slice s, struct err *e)
{
	int errnum;
	long eai;
	struct err ignored;
	if (!is_error_word(s) || !names_errno_parse(s, &errnum, &ignored) ||
		!names_parse(&names_eai, s, &eai, &ignored))
		return 0;
	return err_set(e, ERR_USAGE, "'%.*s' is no error that a call returns", (int)s.len, s.p);
}

int expect_check(const struct expectation *x, struct err *e)
{
	for (int i = 0; i < x->nwords; i++)
		if (!x->words[i].constant)
			return 0;
	struct reader in = { .x = x };
	struct buf text = { 0 };
	int status = 0;
	while (!status && next_alternative(&in, &text, e) > 0) {
		struct slice first = buf_slice(&text);
		const char *blank = memchr(first.p, ' ', first.len);
		if (blank)
			first.len = (size_t)(blank - first.p);
		status = check_word(first, e);
	}
	buf_free(&text);
	return status;
}

/* ---- after the call ---- */

static bool begins_with_words(struct slice actual, struct slice wanted)
{
	if (actual.len < wanted.len || memcmp(actual.p, wanted.p, wanted.len))
		return false;
	return actual.len == wanted.len || actual.p[wanted.len] == ' ';
}

static bool holds(const struct run *r, struct slice wanted)
{
	struct slice actual = buf_slice(&r->words);
	if (slice_is(wanted, "ok"))
		return r->result.ok;
	if (begins_with_words(actual, wanted))
		return true;
	if (!slice_starts(actual, "-1 "))
		return false;
	return begins_with_words((struct slice){ actual.p + 3, actual.len - 3 }, wanted);
}

static void add_words(struct run *r, struct buf *b)
{
	const struct expectation *x = &r->parsed->expect;
	struct slice text;
	struct err ignored;
	for (int i = 0; i < x->nwords; i++) {
		if (session_expand_word(r->session, &x->words[i], r->arena, &text, &ignored))
			continue;
		buf_addf(b, "%s%.*s", i ? " " : "", (int)text.len, text.p);
	}
}

static int judge_result(struct run *r, struct err *e)
{
	struct reader in = { .r = r, .x = &r->parsed->expect };
	struct buf text = { 0 };
	int found, held = 0;
	while (!held && (found = next_alternative(&in, &text, e)) > 0)
		held = holds(r, buf_slice(&text));
	buf_clear(&text);
	add_words(r, &text);
	if (!held && found == 0)
		err_at(e, ERR_EXPECT, r->parsed->expect.span, "expected %s, got %s", buf_cstr(&text),
			buf_cstr(&r->words));
	buf_free(&text);
	return held ? 0 : -1;
}

static int judge_time(const struct run *r, struct err *e)
{
	const struct expect_time *in = &r->parsed->expect.in;
	if (!in->given ||
		(r->result.duration >= in->low && (in->high < 0 || r->result.duration <= in->high)))
		return 0;
	struct buf text = { 0 };
	text_add_time(&text, r->result.duration);
	buf_adds(&text, ", expected ");
	if (in->low)
		text_add_time(&text, in->low);
	buf_adds(&text, in->low ? " or more" : "");
	buf_adds(&text, in->low && in->high >= 0 ? " and " : "");
	if (in->high >= 0)
		text_add_time(&text, in->high);
	err_at(e, ERR_EXPECT, r->parsed->expect.span, "it took %s%s", buf_cstr(&text),
		in->high >= 0 ? " or less" : "");
	buf_free(&text);
	return -1;
}

int expect_judge(struct run *r, struct err *e)
{
	return judge_result(r, e) || judge_time(r, e) ? -1 : 0;
}
