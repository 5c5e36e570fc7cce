/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to texts, by the variables in scope.
 */
#include "lang/scope.h"

#include "base/nearest.h"
#include "base/text.h"
#include "lang/command.h"
#include "sock/fdtab.h"

static size_t recent_place(struct slice name)
{
	size_t key = name.len;

	if (name.len)
		key += (size_t)name.p[0] * 7 + (size_t)name.p[name.len - 1] * 3;
	return key % SCOPE_RECENT;
}

static const struct command *find_recent(const struct scope *sc, struct slice name)
{
	const struct command *row = sc->recent[recent_place(name)];

	return row && command_is(row, name) ? row : NULL;
}

const struct command *scope_command(struct scope *sc, struct slice name, struct err *e)
{
	const struct command *row = find_recent(sc, name);

	if (row)
		return row;
	row = command_lookup(sc->commands, name, sc->prefixes, e);
	sc->recent[recent_place(name)] = row;
	return row;
}

/* Both only grow. */
uint64_t scope_names_at(const struct scope *sc)
{
	return sc->vars.sets + fdtab_made(sc->fds);
}

int scope_assigns(const void *scope, struct slice name)
{
	const struct scope *sc = scope;
	const struct command *row = find_recent(sc, name);

	if (!row)
		row = command_lookup(sc->commands, name, sc->prefixes, NULL);
	return row && row->assigns ? row->assigns : -1;
}

static int add_variable(struct scope *sc, const struct piece *p, struct buf *b, struct err *e)
{
	struct buf name = { 0 }, value = { 0 };
	int status = 0;

	for (const struct piece *part = p->parts; part && !status; part = part->next)
		status = scope_add_piece(sc, part, &name, e);
	struct slice wanted = p->parts ? buf_slice(&name) : p->text;
	if (!status && p->view.kind == VIEW_WHOLE)
		status = sc->value(sc, wanted, p->property, b, e);
	else if (!status)
		status = sc->value(sc, wanted, p->property, &value, e) ||
					 view_add(&p->view, buf_slice(&value), b, e)
				 ? -1
				 : 0;
	buf_free(&name);
	buf_free(&value);
	return status;
}

int scope_add_piece(struct scope *sc, const struct piece *p, struct buf *b, struct err *e)
{
	if (p->kind != PIECE_VAR) {
		buf_add(b, p->text.p, p->text.len);
		return 0;
	}
	return add_variable(sc, p, b, e) ? err_locate(e, p->span) : 0;
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
	for (const struct piece *p = w->pieces; p && !status; p = p->next)
		status = scope_add_piece(sc, p, &value, e);
	*text = (struct slice){ arena_try_copy(a, buf_cstr(&value), value.len), value.len };
	if (!text->p) {
		*text = slice_of("");
		status = err_set(e, ERR_SYSTEM, "no memory for %zu bytes", value.len);
	}
	buf_free(&value);
	return status;
}

/* ---- names ---- */

enum { HINT_NAMES = 12 };

int scope_hint_names(struct scope *sc, struct slice wrong, struct err *e)
{
	struct nearest near = nearest_to(wrong);
	struct buf list = { 0 }, names[HINT_NAMES] = { 0 };
	int n = 0;

	for (int fd = 2; (fd = fdtab_next(sc->fds, fd)) >= 0 && n < HINT_NAMES;) {
		struct slice name = vars_name_of_fd(&sc->vars, fd);

		if (!name.p)
			continue;
		buf_add(&names[n], name.p, name.len);
		buf_adds(&list, n ? ", " : "");
		buf_add(&list, name.p, name.len);
		nearest_offer(&near, buf_cstr(&names[n++]));
	}
	if (!nearest_hint(&near, e) && n)
		err_hint(e, "those that have a name: %s", buf_cstr(&list));
	for (int i = 0; i < n; i++)
		buf_free(&names[i]);
	buf_free(&list);
	return -1;
}
