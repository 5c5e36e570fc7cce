/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether what a command brought is as its line expects.
 */
#include "shell/judge.h"

#include <string.h>

#include "base/text.h"
#include "lang/results.h"
#include "shell/captures.h"
#include "shell/session.h"
#include "sock/render.h"
#include "unlike.h"

static struct came what_came(const struct run *r)
{
	return (struct came){ .ok = r->result.ok,
		.returned = r->result.outcome == CALL_RETURNED,
		.result = r->result.result,
		.error = r->result.error };
}

static void keep_failure(struct run *r, const struct call *c)
{
	buf_clear(&r->failure);
	render_line(c, &r->failure);
}

static bool is_as_expected(const struct run *r)
{
	struct came came = what_came(r);

	return r->parsed->expect.blank || results_hold(&r->parsed->expect, &came);
}

void judge_keep(struct run *r, const struct call *c)
{
	bool expected = r->parsed && r->parsed->expect.given;

	r->as_expected = expected && !r->job && is_as_expected(r);
	if (r->job || (expected && !r->as_expected)) {
		buf_clear(&r->words);
		render_result(c, &r->words);
	}
	if (!r->result.ok && !expected)
		keep_failure(r, c);
}

enum { SHOWN_MAX = 48 }; /* bytes of data in a message */

static void add_data(struct buf *b, struct slice data)
{
	size_t shown = text_cut(data.p, data.len, SHOWN_MAX);

	buf_adds(b, " \"");
	text_add_quoted(b, data.p, shown);
	buf_adds(b, shown < data.len ? "\"..." : "\"");
}

/* What came, in words; with data as they have it that expect some. */
static void add_came(const struct run *r, const struct came *came, struct buf *b)
{
	const char *blank = strchr(buf_cstr(&r->words), ' ');
	size_t first = blank ? (size_t)(blank - r->words.data) : r->words.len;

	buf_add(b, r->words.data, first);
	add_data(b, came->data);
	buf_add(b, r->words.data + first, r->words.len - first);
}

/* The RESULT as it is written, and what came in its place. */
static void unmet(const struct run *r, struct slice actual)
{
	const struct expectation *x = &r->parsed->expect;
	size_t start = x->words[0].span.start, end = x->words[x->nwords - 1].span.end;

	session_unmet(r->session, (struct slice){ r->source->text + start, end - start }, actual);
}

/* Bytes were expected, and bytes came: both, and where they begin to differ. */
static int refute_data(
	const struct run *r, struct slice expected, const struct came *came, struct err *e)
{
	const struct expectation *x = &r->parsed->expect;
	bool hex = r->hex || r->set->view == VIEW_HEX;
	struct buf text = { 0 };

	buf_adds(&text, "expected ");
	buf_add(&text, r->source->text + x->words[0].span.start,
		x->words[x->nwords - 1].span.end - x->words[0].span.start);
	buf_adds(&text, ", got ");
	size_t got = text.len;
	add_came(r, came, &text);
	unmet(r, slice_from(buf_slice(&text), got));
	err_at(e, ERR_EXPECT, x->span, "%s", buf_cstr(&text));
	buf_clear(&text);
	if (!slice_equal(expected, came->data))
		unlike_add(expected, came->data, hex, &text);
	err_below(e, buf_cstr(&text), text.len);
	buf_free(&text);
	return -1;
}

static int refute(struct run *r, const struct came *came, struct err *e)
{
	const struct expectation *x = &r->parsed->expect;
	struct scope *sc = &r->session->scope;
	struct buf text = { 0 };
	struct slice data;

	if (came->received && results_data(x, sc, r->arena, &data))
		return refute_data(r, data, came, e);
	results_text(x, sc, r->arena, &text);
	const char *got = r->result.any ? buf_cstr(&r->words) : "no result: no call was made";
	session_unmet(r->session, buf_slice(&text), slice_of(got));
	err_at(e, ERR_EXPECT, x->span, "expected %.*s, got %s", (int)text.len, buf_cstr(&text),
		got);
	buf_free(&text);
	return -1;
}

static int judge_result(struct run *r, struct err *e)
{
	const struct expectation *x = &r->parsed->expect;
	struct scope *sc = &r->session->scope;
	struct came came = what_came(r);

	if (r->as_expected)
		return 0;
	came.words = buf_slice(&r->words);
	came.received = r->received && r->result.ok;
	came.data = buf_slice(&r->session->data);
	int held = results_match(x, sc, r->arena, &came, e);
	if (held)
		return held < 0 ? err_locate(e, x->span) : 0;
	return refute(r, &came, e);
}

static int judge_time(const struct run *r, struct err *e)
{
	const struct expect_time *in = &r->parsed->expect.in;

	if (!in->given ||
		(r->result.duration >= in->low && (in->high < 0 || r->result.duration <= in->high)))
		return 0;
	struct buf text = { 0 };
	text_add_time(&text, r->result.duration);
	size_t took = text.len, expected = took + strlen(", expected ");
	buf_adds(&text, ", expected ");
	if (in->low)
		text_add_time(&text, in->low);
	buf_adds(&text, in->low ? " or more" : "");
	buf_adds(&text, in->low && in->high >= 0 ? " and " : "");
	if (in->high >= 0)
		text_add_time(&text, in->high);
	buf_adds(&text, in->high >= 0 ? " or less" : "");
	err_at(e, ERR_EXPECT, r->parsed->expect.span, "it took %s", buf_cstr(&text));
	session_unmet(r->session, slice_from(buf_slice(&text), expected),
		(struct slice){ text.data, took });
	buf_free(&text);
	return -1;
}

int judge_run(struct run *r, struct err *e)
{
	const struct expectation *x = &r->parsed->expect;

	if ((x->nwords && !x->blank && judge_result(r, e)) || judge_time(r, e))
		return -1;
	return x->packets.given ? captures_judge(r, e) : 0;
}
