/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slips: a word out of its place.
 */
#include "slip.h"

#include "base/text.h"
#include "lang/scope.h"

static bool is_descriptor(struct scope *sc, struct slice text)
{
	int fd;

	return text_is_name(text) && vars_get_fd(&sc->vars, text, &fd);
}

static int required_words(const struct command *row)
{
	int n = 0;

	for (const struct param *p = row->params; p && p->name; p++)
		n += !(p->flags & OPTIONAL);
	return n;
}

bool slip_is_misplaced(struct scope *sc, const struct command *row,
	const struct text_word *const *words, int count)
{
	const struct param *second = &row->params[1];
	int required = required_words(row);

	if (count == 1 && second->name && (second->type->flags & TYPE_BYTES))
		return true;
	for (int i = 1; i < count; i++)
		if (is_descriptor(sc, words[i]->text))
			return true;
	return count < required ||
	       (count == required && count > 1 &&
		       endpoint_takes_two(words[0]->text, &words[1]->text) && second->type->two);
}
