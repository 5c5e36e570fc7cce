/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which words are options.
 */
#include "option.h"

#include <string.h>

#include "base/nearest.h"
#include "base/text.h"
#include "lang/foreign.h"

/* What a word begins with as it was written: only that makes an option of it. */
static struct slice bare_start(const struct text_word *w)
{
	return w->word->starts_bare ? word_start(w->word) : (struct slice){ "", 0 };
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

bool option_ends(const struct text_word *w)
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

bool option_read(const struct command *row, const struct text_word *w, struct option_word *out)
{
	out->option = NULL;
	if (!looks_like_option(w))
		return false;
	char second = bare_start(w).p[1];
	return find_option(row, w, out) || second < '0' || second > '9';
}

int option_unknown(const struct command *row, const struct text_word *w, struct err *e)
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
	if (foreign_option_hint(row, name, e) || nearest_hint(&near, e))
		return -1;
	return option_hint_usage(row, "; quote a text that begins with -", e);
}

int option_hint_usage(const struct command *row, const char *behind, struct err *e)
{
	struct buf usage = { 0 };

	args_usage(row, &usage);
	if (usage.len + strlen(behind) < sizeof(e->hint) - sizeof("usage: "))
		err_hint(e, "usage: %s%s", buf_cstr(&usage), behind);
	else
		err_hint(e, "help %s shows how it is used%s", row->name, behind);
	buf_free(&usage);
	return -1;
}

int option_hint_two(struct scope *sc, const struct param *value, struct slice first,
	const struct text_word *next, struct err *e)
{
	const struct two_words *two = value->type->two;
	bool v6 = first.len && *first.p != '[' && memchr(first.p, ':', first.len);

	if (two && text_word_known(sc, next) && two->takes(first, &next->text))
		err_hint(e, "in one word: %s%.*s%s:%.*s", v6 ? "[" : "",
			(int)text_cut(first.p, first.len, 60), first.p, v6 ? "]" : "",
			(int)text_cut(next->text.p, next->text.len, 60), next->text.p);
	return -1;
}

int option_hint_quotes(const struct text_word *const *words, int n, struct err *e)
{
	struct buf all = { 0 };

	for (int i = 0; i < n; i++) {
		buf_adds(&all, i ? " " : "");
		buf_add(&all, words[i]->text.p, words[i]->text.len);
	}
	err_hint(e, "quote a text that holds blanks: \"%.*s\"", (int)all.len, buf_cstr(&all));
	buf_free(&all);
	return -1;
}
