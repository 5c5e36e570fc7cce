/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to texts, by the variables in scope.
 */
#include "lang/scope.h"

#include "lang/command.h"

int scope_assigns(const void *scope, struct slice name)
{
	const struct scope *sc = scope;
	const struct command *row = command_lookup(sc->commands, name, sc->prefixes, NULL);

	return row && row->assigns ? row->assigns : -1;
}

int scope_expand(
	struct scope *sc, const struct word *w, struct arena *a, struct slice *text, struct err *e)
{
	struct buf value = { 0 };
	int status = 0;

	if (w->constant) {
		*text = w->text;
		return 0;
	}
	for (const struct piece *p = w->pieces; p && !status; p = p->next) {
		if (p->kind != PIECE_VAR)
			buf_add(&value, p->text.p, p->text.len);
		else if (sc->value(sc, p->text, p->property, &value, e))
			status = err_locate(e, p->span);
	}
	*text = (struct slice){ arena_copy(a, buf_cstr(&value), value.len), value.len };
	buf_free(&value);
	return status;
}
