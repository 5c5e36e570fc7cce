/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The type of what is explained: an error, or a descriptor.
 */
#include <limits.h>

#include "base/text.h"
#include "insight/explain.h"
#include "lang/complete.h"
#include "lang/scope.h"
#include "lang/types.h"
#include "sock/names.h"

enum { FIRST_USER_FD = 3 };

/* A number from 3 up that is open, or a name that holds a number: -1 if it is neither. An error's
 * name is no variable's. */
static int descriptor_of(struct scope *sc, struct slice word)
{
	struct fd_info info;
	int64_t number;
	int fd;

	if (text_begins_number(word))
		return !text_number(word, FIRST_USER_FD, INT_MAX, &number, NULL) &&
				       fdtab_get(sc->fds, (int)number, &info)
			       ? (int)number
			       : -1;
	return text_is_name(word) && vars_get_fd(&sc->vars, word, &fd) && fd >= 0 ? fd : -1;
}

static int parse_errno(struct arg *a, struct err *e)
{
	const char *name = explain_name_of(a->text, false);
	int errnum;

	if (name)
		a->text = slice_of(name);
	a->row = explain_find(a->text);
	if (a->row)
		return 0;
	if (names_errno_parse(a->text, &errnum, e))
		return explain_name_of(a->text, true)
			       ? err_hint(e,
					 "an error's text is quoted: explain \"connection refused\"")
			       : -1;
	if (names_errno(errnum))
		return 0;
	return err_set(e, ERR_USAGE, "%d is no error's number, and no open descriptor", errnum);
}

/* Whether a word is an error's name but for a letter: in capitals, and with an E before it. */
static bool is_slip(struct slice word)
{
	struct err e;
	int errnum;

	if (!word.len || word.p[0] != 'E')
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (text_lower(word.p[i]) == word.p[i])
			return false;
	err_clear(&e);
	return names_errno_parse(word, &errnum, &e) && e.suggests;
}

/* What a number or a name stands for is known when the command runs. */
static int parse(const struct arg_context *c, struct arg *a, struct err *e)
{
	a->row = NULL;
	a->num = c->scope ? descriptor_of(c->scope, a->text) : -1;
	if (a->num >= 0)
		return 0;
	if (!c->scope &&
		(text_begins_number(a->text) || (text_is_name(a->text) && !is_slip(a->text))))
		return 0;
	return parse_errno(a, e);
}

static void complete(const struct arg_context *c, struct candidates *out)
{
	type_fd_look.complete(c, out);
	for (size_t i = 0; i < explanation_count; i++)
		candidates_add(out, explanations[i].name, NULL, ' ');
}

const struct arg_type type_explained = { .flags = TYPE_LOOKS_UP,
	.name = "ERRNO|FD",
	.what = "an error by name, number or text (ECONNREFUSED, 111, \"connection refused\"), or a "
		"descriptor by name or number; a number from 3 up that is open is a descriptor",
	.parse = parse,
	.complete = complete };
