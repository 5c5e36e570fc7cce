/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to values, by a command's row.
 */
#include <string.h>

#include "base/text.h"
#include "lang/scope.h"
#include "option.h"
#include "slip.h"
#include "sock/fdtab.h"

struct binder {
	struct scope *scope;
	const struct vars *known; /* of args_check */
	const struct command *row;
	const struct text_word **words; /* the positional ones */
	int count, next;
	struct arena *arena;
	struct args *args;
	struct err *err;
	const struct param *skipped; /* an optional one that the first word did not fit */
	bool uncertain;              /* only checking, and a word's text is not known yet */
};

/* Makes the slip that the row names the hint, where it is one. */
static void hint_slip(const struct binder *b, const struct param *p)
{
	if (!(p->type->flags & TYPE_SLIPS) || !b->row->slip || !b->err)
		return;
	if (!b->err->hint[0] || (b->err->kind == ERR_NAME && !b->err->suggests && b->scope &&
					slip_is_misplaced(b->scope, b->row, b->words, b->count)))
		err_hint(b->err, "%s", b->row->slip);
}

/* Parses A's text as a value of P; a fault is located at its word. */
static int parse_text(const struct binder *b, const struct param *p, struct arg *a)
{
	struct arg_context c = {
		.scope = b->scope, .known = b->known, .param = p, .args = b->args
	};

	if (!p->type->parse || !p->type->parse(&c, a, b->err))
		return 0;
	hint_slip(b, p);
	return err_locate(b->err, a->span);
}

static int parse_value(const struct binder *b, const struct param *p, struct slice text,
	const struct word *word, struct arg *a)
{
	a->given = true;
	a->bare = word->bare;
	a->whole = (p->type->flags & TYPE_WHOLE) && !b->scope && !word->constant;
	a->block = word->block;
	a->span = word->span;
	a->text = text;
	a->row = NULL;
	a->num = 0;
	if (!b->scope && !word->constant)
		return 0;
	if (word->block && !(p->type->flags & TYPE_BLOCK))
		return err_at(b->err, ERR_USAGE, word->span,
			"%s takes no block; quote a text that begins with {", b->row->name);
	return parse_text(b, p, a);
}

/* A value of two words. */
static int parse_two(struct binder *b, const struct two_words *two, struct arg *a)
{
	const struct text_word *first = b->words[b->next], *second = b->words[b->next + 1];

	*a = (struct arg){ .given = true,
		.text = first->text,
		.span = { first->word->span.start, second->word->span.end } };
	b->next += 2;
	if (!b->scope && (!first->word->constant || !second->word->constant))
		return 0;
	int status = two->parse(first->text, second->text, a, b->err);
	return status ? err_locate(b->err, a->span) : 0;
}

static int parse_next(struct binder *b, const struct param *p, struct arg *a)
{
	const struct text_word *w = b->words[b->next];
	const struct two_words *two = p->type->two;
	bool more = b->next + 1 < b->count;

	/* where a word's text decides how many words belong to the parameter */
	if (!b->scope && !w->word->constant &&
		(two || ((p->flags & OPTIONAL) && param_required_follows(p))))
		b->uncertain = true;
	if (two && more && !b->scope && !b->words[b->next + 1]->word->constant) {
		b->uncertain = true; /* HOST $port, or HOST:PORT $data */
		b->next = b->count;
		a->given = true;
		return 0;
	}
	if (two && two->takes(w->text, more ? &b->words[b->next + 1]->text : NULL) && more) {
		if ((p->type->flags & TYPE_KEYWORD) && b->words[b->next + 1]->word->block)
			return err_at(b->err, ERR_USAGE, w->word->span, "%s is two words", p->name);
		return parse_two(b, two, a);
	}
	b->next++;
	return parse_value(b, p, w->text, w->word, a);
}

static int usage_error(
	const struct binder *b, struct span where, const char *format, const char *what)
{
	struct buf text = { 0 };

	if (!b->err)
		return -1;
	buf_addf(&text, "%s ", b->row->name);
	/* the formats are this file's own literals */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	buf_addf(&text, format, what);
#pragma GCC diagnostic pop
	err_at(b->err, ERR_USAGE, where, "%s", buf_cstr(&text));
	buf_free(&text);
	return option_hint_usage(b->row, "", b->err);
}

/* Whether the first word is a number that is no descriptor here: a port, as in bind 9999. */
static bool begins_with_port(const struct binder *b)
{
	struct fd_info info;
	int64_t number;

	if (!b->count || !(b->row->params[0].type->flags & TYPE_SLIPS) ||
		text_number(b->words[0]->text, 1, 65535, &number, NULL))
		return false;
	return b->scope ? !fdtab_get(b->scope->fds, (int)number, &info) : number >= 80;
}

static int missing(const struct binder *b, const struct param *p, struct span end)
{
	usage_error(b, end, "needs %s", p->name);
	return b->row->slip && begins_with_port(b) ? err_hint(b->err, "%s", b->row->slip) : -1;
}

static int bind_rest(struct binder *b, const struct param *p, struct arg *first)
{
	int n = b->count - b->next;
	struct arg *rest = arena_alloc(b->arena, sizeof(*rest) * (size_t)(n ? n : 1));

	b->args->rest = rest;
	b->args->repeated = p;
	for (int i = 0; i < n; i++, b->args->nrest++)
		if (parse_next(b, p, &rest[i]))
			return -1;
	if (n)
		*first = rest[0];
	return 0;
}

/* Whether the words are P's and nobody else's, right or wrong. */
static bool are_meant(const struct binder *b, const struct param *p)
{
	return (p->type->flags & TYPE_KEYWORD) && b->next + 1 < b->count &&
	       p->type->two->takes(b->words[b->next]->text, &b->words[b->next + 1]->text);
}

static int bind_param(struct binder *b, const struct param *p, struct arg *a, struct span end)
{
	a->given = a->whole = false;
	if (b->next == b->count) {
		if ((p->flags & OPTIONAL) || b->uncertain || (a > b->args->pos && a[-1].whole))
			return 0;
		return missing(b, p, end);
	}
	if (p->flags & REPEATED)
		return bind_rest(b, p, a);
	if (!(p->flags & OPTIONAL) || !param_required_follows(p) || are_meant(b, p))
		return parse_next(b, p, a);
	/* an optional word before required ones: what does not fit is one of those */
	int at = b->next;
	struct err *err = b->err;
	b->err = NULL;
	int status = parse_next(b, p, a);
	b->err = err;
	if (!status)
		return 0;
	a->given = false;
	b->next = at;
	b->skipped = p;
	return 0;
}

/* Whether the word that an optional parameter did not take looks like one of its own, mistyped;
 * then E says so. */
static bool skipped_by_a_slip(struct binder *b)
{
	struct arg again;
	int next = b->next;

	if (!b->skipped || !b->err)
		return false;
	b->next = 0;
	parse_next(b, b->skipped, &again);
	b->next = next;
	return b->err->suggests;
}

static int too_many(struct binder *b, const struct param *last)
{
	struct span extra = b->words[b->next]->word->span;

	if (skipped_by_a_slip(b))
		return -1;
	if (!last)
		return usage_error(b, extra, "takes %s", "no words");
	if (!(last->type->flags & TYPE_BYTES))
		return usage_error(b, extra, "takes no more words after %s", last->name);
	err_at(b->err, ERR_USAGE, extra, "%s is one word", last->name);
	return option_hint_quotes(&b->words[b->next - 1], b->count - b->next + 1, b->err);
}

static int bind_positional(struct binder *b, struct span end)
{
	const struct param *p = b->row->params, *last = NULL;

	for (int i = 0; p && p->name; p++, i++) {
		last = p;
		if (bind_param(b, p, &b->args->pos[i], end))
			return -1;
	}
	return b->next < b->count && !b->uncertain ? too_many(b, last) : 0;
}

/* -t comes behind the row's own options. */
static struct arg *option_slot(
	const struct command *row, struct args *args, const struct option_word *w)
{
	return row->options && row->options[w->index].name ? &args->opt[w->index] : &args->limit;
}

/* Binds the option at WORDS[*I], and its value, which may be the next word. */
static int bind_option(struct binder *b, const struct option_word *found,
	const struct text_word *words, int n, int *i)
{
	const struct text_word *w = &words[*i];

	if (!found->option)
		return option_unknown(b->row, w, b->err);
	struct arg *slot = option_slot(b->row, b->args, found);
	const struct param *value = &found->option->value;
	if (!value->type) {
		slot->given = true;
		slot->span = w->word->span;
		b->args->flags |= value->min;
		if (!found->has_value)
			return 0;
		return err_at(
			b->err, ERR_USAGE, w->word->span, "%s takes no value", found->option->name);
	}
	struct slice text = found->value;
	if (!found->has_value) {
		if (*i + 1 >= n)
			return usage_error(
				b, w->word->span, "%s needs a value", found->option->name);
		w = &words[++*i];
		text = w->text;
	}
	if (parse_value(b, value, text, w->word, slot))
		return *i + 1 < n ? option_hint_two(b->scope, value, text, &words[*i + 1], b->err)
				  : -1;
	if (value->flags & SETS_FLAGS)
		b->args->flags |= slot->num;
	return 0;
}

static void clear_args(const struct command *row, struct args *out)
{
	int i = 0;

	for (const struct option *o = row->options; o && o->name; o++)
		out->opt[i++].given = false;
	out->limit.given = false;
	out->flags = 0;
	out->rest = NULL;
	out->nrest = 0;
	out->repeated = NULL;
}

/* What does not fit may be a habit that the row knows. */
static int mend(const struct binder *b, const struct text_word *option)
{
	const struct misfit m = { b->scope, b->words, b->count, option, b->args };

	if (b->err && b->row->mend)
		b->row->mend(&m, b->err);
	return -1;
}

static int doubt(const struct binder *b)
{
	const struct misfit m = { b->scope, b->words, b->count, NULL, b->args };

	return b->err && b->row->doubt ? b->row->doubt(&m, b->err) : 0;
}

static int bind_words(struct binder *b, const struct text_word *words, int n)
{
	bool options = true;

	b->words = arena_alloc(b->arena, sizeof(struct text_word *) * (size_t)n);
	clear_args(b->row, b->args);
	for (int i = 1; i < n; i++) {
		struct option_word found;
		const struct text_word *w = &words[i];

		if (options && option_ends(w))
			options = false;
		else if (options && option_read(b->row, w, &found)) {
			if (bind_option(b, &found, words, n, &i))
				return mend(b, w);
		} else {
			b->words[b->count++] = w;
		}
	}
	return bind_positional(b, words[n - 1].word->span) ? mend(b, NULL) : doubt(b);
}

int args_parse(struct scope *sc, const struct command *row, const struct text_word *words, int n,
	struct arena *a, struct args *out, struct err *e)
{
	struct binder b = { .scope = sc, .row = row, .arena = a, .args = out, .err = e };

	return bind_words(&b, words, n);
}

int args_check(const struct vars *known, const struct command *row, const struct text_word *words,
	int n, struct arena *a, struct args *out, struct err *e)
{
	struct binder b = { .known = known, .row = row, .arena = a, .args = out, .err = e };

	return bind_words(&b, words, n);
}

/* ---- again ---- */

static int again(const struct binder *b, const struct param *p, struct arg *a)
{
	a->row = NULL;
	a->num = 0;
	return parse_text(b, p, a);
}

/* The rest are all of one type. */
static int again_rest(const struct binder *b)
{
	int status = 0;

	for (int i = 0; !status && i < b->args->nrest; i++)
		status = again(b, b->args->repeated, &b->args->rest[i]);
	return status;
}

int args_again(struct scope *sc, const struct command *row, struct args *args, struct err *e)
{
	const struct binder b = { .scope = sc, .row = row, .args = args, .err = e };
	uint64_t names_at = scope_names_at(sc);
	int status = 0;

	if (args->of_names && args->names_at == names_at)
		return 0;
	for (unsigned left = args->pos_looked_up; left && !status; left &= left - 1) {
		int i = __builtin_ctz(left);

		status = again(&b, &row->params[i], &args->pos[i]);
		if (!status && &row->params[i] == args->repeated)
			status = again_rest(&b);
	}
	for (unsigned left = args->opt_looked_up; left && !status; left &= left - 1) {
		int i = __builtin_ctz(left);

		status = again(&b, &row->options[i].value, &args->opt[i]);
	}
	if (!status)
		args->names_at = names_at;
	return status;
}
