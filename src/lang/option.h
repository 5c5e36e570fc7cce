/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options among the words of a command. Private to args.c and next.c.
 */
#ifndef LANG_OPTION_H
#define LANG_OPTION_H

#include "lang/command.h"

/* What stands in a word that is an option: which one, and a value after it. */
struct option_word {
	const struct option *option;
	int index;
	bool has_value;
	struct slice value;
};

/* Whether W is an option of ROW, into OUT, or an unknown one (option NULL); a negative
 * number is none. */
bool option_read(const struct command *row, const struct text_word *w, struct option_word *out);

/* Whether W is the `--` that ends the options. */
bool option_ends(const struct text_word *w);

/* E: ROW has no such option. Returns -1. */
int option_unknown(const struct command *row, const struct text_word *w, struct err *e);

/* Whether a parameter behind P is required. */
static inline bool param_required_follows(const struct param *p)
{
	for (p++; p->name; p++)
		if (!(p->flags & OPTIONAL))
			return true;
	return false;
}

/* Makes the hint of E that N words are to be quoted as one. Returns -1. */
int option_hint_quotes(const struct text_word *const *words, int n, struct err *e);

/* Makes the usage of ROW the hint, and BEHIND behind it; help, where that is too long. -1. */
int option_hint_usage(const struct command *row, const char *behind, struct err *e);

/* Makes a hint of FIRST and NEXT that are two words, HOST PORT, where an option's VALUE is one;
 * else E stays as it was. -1. */
int option_hint_two(struct scope *sc, const struct param *value, struct slice first,
	const struct text_word *next, struct err *e);

#endif
