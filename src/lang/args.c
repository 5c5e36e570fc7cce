/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to values, by a command's row.
 */
#include <string.h>

#include "base/nearest.h"
#include "lang/command.h"
#include "lang/types.h"

/* ---- options ---- */

/* What stands in a word that is an option: which one, and a value after it. */
struct option_word {
	const struct option *option;
	int index;
	bool has_value;
	struct slice value;
};

/* What a word begins with as it was written: only that makes an option of it. */
static struct slice bare_start(const struct text_word *w)
{
	return w->word->starts_bare ? w->word->pieces->text : (struct slice){ "", 0 };
}

/* The text of a word; while only checking, its beginning where the rest is not known. */
static struct slice option_text(const struct text_word *w)
{
	return w->text.p ? w->text : bare_start(w);
}

static bool looks_like_option(const struct text_word *w)
{
	struct slice start = bare_start(w);

	return start.len > 1 && start.p[0] == '-' && (w->word->bare || !slice_is(start, "--"));
}

static bool is_double_dash(const struct text_word *w)
{
	return w->word->bare && slice_is(w->text, "--");
}

/* Matches "--name", "--name=VALUE", "-t" and "-tVALUE". */
static bool match_option(const struct option *o, const struct text_word *w, struct option_word *out)
{
	size_t n = strlen(o->name);
	struct slice text = option_text(w);

	if (!slice_starts(bare_start(w), o->name))
		return false;
	out->has_value = text.len > n || !w->text.p;
	out->value = (struct slice){ text.p + n, text.len - n };
	if (!out->has_value)
		return true;
	if (o->name[1] == '-') {
		if (!slice_starts(out->value, "="))
			return false;
		out->value = (struct slice){ out->value.p + 1, out->value.len - 1 };
		return true;
	}
	return o->value.type != NULL;
}

static bool find_option(
	const struct command *row, const struct text_word *w, struct option_word *out)
{
	for (out->index = 0; (out->option = args_option(row, out->index)); out->index++)
		if (match_option(out->option, w, out))
			return true;
	return false;
}

/* Whether the word is an option, known or not; a negative number is none. */
static bool is_option(const struct command *row, const struct text_word *w, struct option_word *out)
{
	out->option = NULL;
	if (!looks_like_option(w))
		return false;
	char second = bare_start(w).p[1];
	return find_option(row, w, out) || second < '0' || second > '9';
}

static int unknown_option(const struct command *row, const struct text_word *w, struct err *e)
{
	struct slice text = option_text(w);
	const char *equals = memchr(text.p, '=', text.len);
	struct slice name = { text.p, equals ? (size_t)(equals - text.p) : text.len };
	struct nearest near = nearest_to(name);
	const struct option *o;

	if (!e)
		return -1;
	for (int i = 0; (o = args_option(row, i)); i++)
		if (o->name[1] == '-' && name.len > 3)
			nearest_offer(&near, o->name);
	err_at(e, ERR_USAGE, w->word->span, "%s has no option %.*s", row->name, (int)name.len,
		name.p);
	if (nearest_hint(&near, e))
		return -1;
	struct buf usage = { 0 };
	args_usage(row, &usage);
	err_hint(e, "usage: %s; quote a text that begins with -", buf_cstr(&usage));
	buf_free(&usage);
	return -1;
}

/* ---- binding ---- */

struct binder {
	struct scope *scope;
	const struct command *row;
	const struct text_word **words; /* the positional ones */
	int count, next;
	struct arena *arena;
	struct args *args;
	struct err *err;
	const struct param *skipped; /* an optional one that the first word did not fit */
	bool uncertain;              /* only checking, and a word's text is not known yet */
};

static int parse_value(const struct binder *b, const struct param *p, struct slice text,
	const struct word *word, struct arg *a)
{
	struct arg_context c = { b->scope, p, b->args };

	a->given = true;
	a->bare = word->bare;
	a->block = word->block;
	a->span = word->span;
	a->text = text;
	a->row = NULL;
	a->num = 0;
	if (!b->scope && !word->constant)
		return 0;
	if (word->block && p->type != &type_block)
		return err_at(b->err, ERR_USAGE, word->span,
			"%s takes no block; quote a text that begins with {", b->row->name);
	if (!p->type->parse || !p->type->parse(&c, a, b->err))
		return 0;
	if (p->type == &type_fd && b->row->slip && b->err && !b->err->hint[0])
		err_hint(b->err, "%s", b->row->slip);
	return err_locate(b->err, word->span);
}

/* HOST PORT as two words. */
static int parse_two(struct binder *b, struct arg *a)
{
	const struct text_word *host = b->words[b->next], *port = b->words[b->next + 1];

	*a = (struct arg){ .given = true,
		.text = host->text,
		.span = { host->word->span.start, port->word->span.end } };
	b->next += 2;
	if (!b->scope && (!host->word->constant || !port->word->constant))
		return 0;
	int status = endpoint_parse_two(host->text, port->text, &a->endpoint, b->err);
	return status ? err_locate(b->err, a->span) : 0;
}

static bool required_follows(const struct param *p)
{
	for (p++; p->name; p++)
		if (!(p->flags & OPTIONAL))
			return true;
	return false;
}

static int parse_next(struct binder *b, const struct param *p, struct arg *a)
{
	const struct text_word *w = b->words[b->next];
	bool more = b->next + 1 < b->count;

	/* where a word's text decides how many words belong to the parameter */
	if (!b->scope && !w->word->constant &&
		(p->type == &type_endpoint || ((p->flags & OPTIONAL) && required_follows(p))))
		b->uncertain = true;
	if (p->type == &type_endpoint && more && !b->scope &&
		!b->words[b->next + 1]->word->constant) {
		b->uncertain = true; /* HOST $port, or HOST:PORT $data */
		b->next = b->count;
		a->given = true;
		return 0;
	}
	if (p->type == &type_endpoint &&
		endpoint_takes_two(w->text, more ? &b->words[b->next + 1]->text : NULL) && more)
		return parse_two(b, a);
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
	buf_clear(&text);
	args_usage(b->row, &text);
	err_hint(b->err, "usage: %s", buf_cstr(&text));
	buf_free(&text);
	return -1;
}

static int bind_rest(struct binder *b, const struct param *p, struct arg *first)
{
	int n = b->count - b->next;
	struct arg *rest = arena_alloc(b->arena, sizeof(*rest) * (size_t)(n ? n : 1));

	b->args->rest = rest;
	for (int i = 0; i < n; i++, b->args->nrest++)
		if (parse_next(b, p, &rest[i]))
			return -1;
	if (n)
		*first = rest[0];
	return 0;
}

static int bind_param(struct binder *b, const struct param *p, struct arg *a, struct span end)
{
	a->given = false;
	if (b->next == b->count) {
		if ((p->flags & OPTIONAL) || b->uncertain)
			return 0;
		return usage_error(b, end, "needs %s", p->name);
	}
	if (p->flags & REPEATED)
		return bind_rest(b, p, a);
	if (!(p->flags & OPTIONAL) || !required_follows(p))
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
	if (last->type != &type_data)
		return usage_error(b, extra, "takes no more words after %s", last->name);
	err_at(b->err, ERR_USAGE, extra, "%s is one word", last->name);
	return err_hint(b->err, "quote a text that holds blanks: \"%.*s %.*s\"",
		(int)b->words[b->next - 1]->text.len, b->words[b->next - 1]->text.p,
		(int)b->words[b->next]->text.len, b->words[b->next]->text.p);
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
		return unknown_option(b->row, w, b->err);
	struct arg *slot = option_slot(b->row, b->args, found);
	const struct param *value = &found->option->value;
	if (!value->type) {
		slot->given = true;
		slot->span = w->word->span;
		if (!found->has_value)
			return 0;
		return err_at(
			b->err, ERR_USAGE, w->word->span, "%s takes no value", found->option->name);
	}
	if (found->has_value)
		return parse_value(b, value, found->value, w->word, slot);
	if (*i + 1 >= n)
		return usage_error(b, w->word->span, "%s needs a value", found->option->name);
	++*i;
	return parse_value(b, value, words[*i].text, words[*i].word, slot);
}

static void clear_args(const struct command *row, struct args *out)
{
	int i = 0;

	for (const struct option *o = row->options; o && o->name; o++)
		out->opt[i++].given = false;
	out->limit.given = false;
	out->rest = NULL;
	out->nrest = 0;
}

int args_parse(struct scope *sc, const struct command *row, const struct text_word *words, int n,
	struct arena *a, struct args *out, struct err *e)
{
	struct binder b = { .scope = sc, .row = row, .arena = a, .args = out, .err = e };
	bool options = true;

	b.words = arena_alloc(a, sizeof(struct text_word *) * (size_t)n);
	clear_args(row, out);
	for (int i = 1; i < n; i++) {
		struct option_word found;
		const struct text_word *w = &words[i];

		if (options && is_double_dash(w))
			options = false;
		else if (options && is_option(row, w, &found)) {
			if (bind_option(&b, &found, words, n, &i))
				return -1;
		} else {
			b.words[b.count++] = w;
		}
	}
	return bind_positional(&b, words[n - 1].word->span);
}

/* ---- completion ---- */

/* How many positional words stand in WORDS[1..n), into *COUNT and LIST; the
 * parameter of an option that still waits for its value, or NULL. */
static const struct param *split_words(const struct command *row, const struct text_word *words,
	int n, const struct text_word **list, int *count)
{
	const struct param *open = NULL;
	bool options = true;

	*count = 0;
	for (int i = 1; i < n; i++) {
		struct option_word found;

		if (open) {
			open = NULL;
		} else if (options && is_double_dash(&words[i])) {
			options = false;
		} else if (options && is_option(row, &words[i], &found)) {
			if (found.option && found.option->value.type && !found.has_value)
				open = &found.option->value;
		} else if (*count < ARGS_PARAMS * 2) {
			list[(*count)++] = &words[i];
		}
	}
	return open;
}

const struct param *args_next_param(
	const struct command *row, const struct text_word *words, int n, const struct param **other)
{
	static const struct param port = { "PORT", &type_service, 0, .help = "a port or service" };
	const struct text_word *list[ARGS_PARAMS * 2];
	struct args scratch;
	int count, next = 0;

	*other = NULL;
	const struct param *open = split_words(row, words, n, list, &count);
	if (open)
		return open;
	for (const struct param *p = row->params; p && p->name; p++) {
		bool skippable = (p->flags & OPTIONAL) && required_follows(p);

		if (next == count) {
			*other = skippable ? p + 1 : NULL;
			return p;
		}
		if (p->flags & REPEATED)
			return p;
		struct arg_context c = { NULL, p, &scratch };
		struct arg a = { .text = list[next]->text, .bare = list[next]->word->bare };
		if (skippable && p->type->parse && p->type->parse(&c, &a, NULL))
			continue;
		struct slice second = next + 1 < count ? list[next + 1]->text : slice_of("80");
		bool two =
			p->type == &type_endpoint && endpoint_takes_two(list[next]->text, &second);
		if (two && next + 1 == count)
			return &port;
		next += two ? 2 : 1;
	}
	return NULL;
}
