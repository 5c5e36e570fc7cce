/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expectations compare words: those of the RESULT with those that are printed
 * behind the `=`, from the first one on.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "lang/results.h"
#include "sock/names.h"
#include "range.h"

/* ---- alternatives ---- */

struct builder {
	struct scope *scope; /* NULL: all words are constant */
	struct arena *arena;
	struct alternatives *out;
	struct slice text; /* of the alternative so far */
	bool ranges;       /* it has dots that may be a range */
	/* the quoted second word of it: where it begins, and its end once that is known */
	size_t data, data_end; /* 0: none */
};

static void append(struct builder *b, struct slice more)
{
	char *joined;

	if (!b->text.len || !more.len) {
		b->text = b->text.len ? b->text : more;
		return;
	}
	joined = arena_alloc(b->arena, b->text.len + more.len);
	memcpy(joined, b->text.p, b->text.len);
	memcpy(joined + b->text.len, more.p, more.len);
	b->text = (struct slice){ joined, b->text.len + more.len };
}

static size_t word_length(struct slice s)
{
	const char *blank = memchr(s.p, ' ', s.len);

	return blank ? (size_t)(blank - s.p) : s.len;
}

/* What stands behind the -1 that S may begin with. */
static struct slice behind_minus_one(struct slice s)
{
	return slice_starts(s, "-1 ") ? (struct slice){ s.p + 3, s.len - 3 } : s;
}

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

/* A first word such as 1M or 0x10 becomes the number that a result is printed as. */
static void spell_out(struct builder *b, struct slice word, int64_t number)
{
	char plain[24];
	struct slice rest = { b->text.p + word.len, b->text.len - word.len };
	int len = snprintf(plain, sizeof(plain), "%" PRId64, number);

	b->text = (struct slice){ arena_copy(b->arena, plain, (size_t)len), (size_t)len };
	append(b, rest);
}

static bool is_plain(struct slice word)
{
	size_t sign = word.p[0] == '-';
	char last = word.p[word.len - 1];

	return last >= '0' && last <= '9' && word.p[0] != '+' &&
	       (word.p[sign] != '0' || word.len == 1);
}

static struct alternative classify(struct builder *b)
{
	struct alternative a = { .kind = ALTERNATIVE_WORDS };
	struct slice first = { b->text.p, word_length(b->text) };

	if (is_error_word(behind_minus_one(b->text)) || slice_is(b->text, "GAVEUP"))
		a.kind = ALTERNATIVE_ERROR;
	else if (slice_is(b->text, "ok"))
		a.kind = ALTERNATIVE_OK;
	else if (first.len && !text_count(first, INT64_MIN, INT64_MAX, &a.number, NULL)) {
		a.kind = first.len == b->text.len ? ALTERNATIVE_NUMBER : ALTERNATIVE_WORDS;
		if (!is_plain(first))
			spell_out(b, first, a.number);
	}
	a.text = b->text;
	a.ranges = b->ranges;
	return a;
}

static void trim(struct slice *text)
{
	while (text->len && text->p[text->len - 1] == ' ')
		text->len--;
}

/* What is said beside the data of the alternative: the words around it. */
static const struct alternative *beside_data(struct builder *b)
{
	struct alternative *beside = arena_alloc(b->arena, sizeof(*beside));
	struct slice all = b->text;
	struct slice behind = { all.p + b->data_end, all.len - b->data_end };

	b->text.len = b->data - 1; /* without the blank */
	append(b, behind);
	trim(&b->text);
	*beside = classify(b);
	b->text = all;
	return beside;
}

static void end_alternative(struct builder *b)
{
	struct alternative *a = &b->out->items[b->out->count++];
	const struct alternative *beside = NULL;
	struct slice data = { NULL, 0 };

	if (b->data && !b->data_end)
		b->data_end = b->text.len;
	if (b->data) {
		data = (struct slice){ b->text.p + b->data, b->data_end - b->data };
		beside = beside_data(b);
	}
	trim(&b->text);
	*a = classify(b);
	if (beside)
		a->kind = ALTERNATIVE_WORDS;
	a->data = data;
	a->beside = beside;
	b->text.len = b->data = b->data_end = 0;
	b->ranges = false;
}

static void append_bare(struct builder *b, struct slice text)
{
	b->ranges |= memmem(text.p, text.len, "..", 2) != NULL;
	if (text.len && b->data && !b->data_end)
		b->data = 0; /* "a"b is a word like others */
	append(b, text);
}

static void add_bare(struct builder *b, struct slice text)
{
	const char *bar;

	while ((bar = memchr(text.p, '|', text.len))) {
		size_t len = (size_t)(bar - text.p);

		append_bare(b, (struct slice){ text.p, len });
		end_alternative(b);
		text = (struct slice){ bar + 1, text.len - len - 1 };
	}
	append_bare(b, text);
}

static int add_variable(struct builder *b, const struct piece *p, struct err *e)
{
	struct buf value = { 0 };
	int status = scope_add_piece(b->scope, p, &value, e);

	if (!status)
		append(b, (struct slice){
				  arena_copy(b->arena, buf_cstr(&value), value.len), value.len });
	buf_free(&value);
	return status;
}

static int add_piece(struct builder *b, const struct piece *p, struct err *e)
{
	if (p->kind == PIECE_VAR)
		return add_variable(b, p, e);
	if (p->kind == PIECE_BARE)
		add_bare(b, p->text);
	else
		append(b, p->text);
	return 0;
}

/* A blank, where the word W is not the first one of its alternative. The second one, where it
 * does not begin bare, is data. */
static void begin_word(struct builder *b, const struct word *w)
{
	bool second = b->text.len && !memchr(b->text.p, ' ', b->text.len);

	if (b->data && !b->data_end)
		b->data_end = b->text.len;
	if (!b->text.len)
		return;
	append(b, (struct slice){ " ", 1 });
	if (second && !w->starts_bare)
		b->data = b->text.len;
}

/* How many there can be at most. */
static size_t count_alternatives(const struct expectation *x)
{
	size_t n = 1;

	for (int i = 0; i < x->nwords; i++) {
		struct piece one;
		const struct piece *p = word_pieces(&x->words[i], &one);

		for (; p; p = p->next)
			for (size_t at = 0; p->kind == PIECE_BARE && at < p->text.len; at++)
				n += p->text.p[at] == '|';
	}
	return n;
}

int results_parse(const struct expectation *x, struct scope *sc, struct arena *a,
	struct alternatives *out, struct err *e)
{
	struct builder b = { .scope = sc, .arena = a, .out = out, .text = { "", 0 } };

	out->items = arena_alloc(a, sizeof(*out->items) * count_alternatives(x));
	out->count = 0;
	for (int i = 0; i < x->nwords; i++) {
		struct piece one;
		const struct piece *p = word_pieces(&x->words[i], &one);

		begin_word(&b, &x->words[i]);
		for (; p; p = p->next)
			if (add_piece(&b, p, e))
				return -1;
	}
	end_alternative(&b);
	return 0;
}

/* ---- before anything runs ---- */

/* The first word, behind a -1 the second. */
static struct slice first_word(struct slice s)
{
	s = behind_minus_one(s);
	return (struct slice){ s.p, word_length(s) };
}

static int no_such_error(struct slice word, struct err *e)
{
	char hint[sizeof(e->hint)];
	long code;
	int errnum;

	if (!e)
		return -1;
	if (slice_starts(word, "EAI_"))
		names_parse(&names_eai, word, &code, e);
	else
		names_errno_parse(word, &errnum, e);
	memcpy(hint, e->hint, sizeof(hint));
	err_set(e, ERR_USAGE, "'%.*s' is no error that a call returns", (int)word.len, word.p);
	return err_hint(e, "%s", hint);
}

static int check_alternative(const struct alternative *alternative, struct err *e)
{
	struct slice word = first_word(alternative->text);
	int errnum;
	long code;

	if (!word.len)
		return err_set(e, ERR_SYNTAX, "an alternative of the expected result is empty");
	if (alternative->beside)
		return check_alternative(alternative->beside, e);
	if (alternative->ranges && range_check(alternative->text, e))
		return -1;
	if (slice_is(word, "EOF")) /* of expect */
		return 0;
	if (!is_error_word(word) || !names_errno_parse(word, &errnum, NULL) ||
		!names_parse(&names_eai, word, &code, NULL))
		return 0;
	return no_such_error(word, e);
}

int results_check(const struct expectation *x, struct err *e)
{
	for (int i = 0; i < x->constant.count; i++)
		if (check_alternative(&x->constant.items[i], e))
			return -1;
	return 0;
}

int results_check_word(struct slice text, struct err *e)
{
	struct arena arena = { 0 };
	struct piece piece = { .kind = PIECE_BARE, .text = text };
	struct word word = { .pieces = &piece, .text = text, .bare = true, .constant = true };
	struct expectation x = { .given = true, .words = &word, .nwords = 1 };
	int status;

	results_parse(&x, NULL, &arena, &x.constant, NULL);
	status = results_check(&x, e);
	arena_free(&arena);
	return status;
}

/* ---- after the call ---- */

static bool begins_with_words(struct slice actual, struct slice wanted)
{
	if (!wanted.len || actual.len < wanted.len || memcmp(actual.p, wanted.p, wanted.len))
		return false;
	return actual.len == wanted.len || actual.p[wanted.len] == ' ';
}

static bool holds(const struct alternative *a, const struct came *came)
{
	switch (a->kind) {
	case ALTERNATIVE_OK: return came->ok;
	case ALTERNATIVE_NUMBER: return came->returned && came->result == a->number;
	case ALTERNATIVE_ERROR:
		return slice_is(behind_minus_one(a->text), came->error) &&
		       (came->returned || a->text.p[0] != '-');
	case ALTERNATIVE_WORDS: break;
	}
	return false;
}

bool results_hold(const struct expectation *x, const struct came *came)
{
	for (int i = 0; i < x->constant.count; i++)
		if (holds(&x->constant.items[i], came))
			return true;
	return false;
}

static bool matches(const struct alternative *a, const struct came *came)
{
	if (a->beside && came->received && matches(a->beside, came) &&
		slice_equal(a->data, came->data))
		return true;
	/* a note that is quoted, as "(end of stream)" */
	if (a->beside && came->received && !slice_starts(a->data, "("))
		return false;
	if (a->kind == ALTERNATIVE_OK)
		return came->ok;
	if (a->ranges)
		return range_words(came->words, a->text) ||
		       range_words(behind_minus_one(came->words), a->text);
	return begins_with_words(came->words, a->text) ||
	       begins_with_words(behind_minus_one(came->words), a->text);
}

int results_match(const struct expectation *x, struct scope *sc, struct arena *a,
	const struct came *came, struct err *e)
{
	struct alternatives all = x->constant;
	int status = all.count ? 0 : results_parse(x, sc, a, &all, e);

	for (int i = 0; i < all.count; i++)
		if (matches(&all.items[i], came))
			return 1;
	for (int i = 0; i < all.count && !status && !x->constant.count; i++)
		if (all.items[i].ranges)
			status = range_check(all.items[i].text, e);
	return status;
}

bool results_data(
	const struct expectation *x, struct scope *sc, struct arena *a, struct slice *data)
{
	struct alternatives all = x->constant;
	int found = 0;

	if (!all.count && results_parse(x, sc, a, &all, NULL))
		return false;
	for (int i = 0; i < all.count; i++)
		if (all.items[i].beside) {
			*data = all.items[i].data;
			found++;
		}
	return found == 1;
}

void results_text(const struct expectation *x, struct scope *sc, struct arena *a, struct buf *b)
{
	struct slice text;

	for (int i = 0; i < x->nwords; i++) {
		if (scope_expand(sc, &x->words[i], a, &text, NULL))
			continue;
		buf_adds(b, i ? " " : "");
		buf_add(b, text.p, text.len);
	}
}
