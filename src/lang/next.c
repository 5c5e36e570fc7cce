/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which parameter the next word is for.
 */
#include "option.h"

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
		} else if (options && option_ends(&words[i])) {
			options = false;
		} else if (options && option_read(row, &words[i], &found)) {
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
	const struct text_word *list[ARGS_PARAMS * 2];
	struct args scratch;
	int count, next = 0;

	*other = NULL;
	const struct param *open = split_words(row, words, n, list, &count);
	if (open)
		return open;
	for (const struct param *p = row->params; p && p->name; p++) {
		bool skippable = (p->flags & OPTIONAL) && param_required_follows(p);

		if (next == count) {
			*other = skippable ? p + 1 : NULL;
			return p;
		}
		if (p->flags & REPEATED)
			return p;
		struct arg_context c = { .param = p, .args = &scratch };
		struct arg a = { .text = list[next]->text, .bare = list[next]->word->bare };
		if (skippable && p->type->parse && p->type->parse(&c, &a, NULL))
			continue;
		struct slice second = next + 1 < count ? list[next + 1]->text : slice_of("80");
		bool two = p->type->two && p->type->two->takes(list[next]->text, &second);
		if (two && next + 1 == count)
			return p->type->two->second;
		next += two ? 2 : 1;
	}
	return NULL;
}
