/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to operands. A word is read anew for each look.
 */
#include "operand.h"

#include <string.h>

#include "base/text.h"
#include "sock/property.h"

const struct word *operand_word(const struct run *r, const struct arg *a)
{
	for (int i = 0; i < r->parsed->nwords; i++)
		if (r->parsed->words[i].span.start == a->span.start)
			return &r->parsed->words[i];
	return NULL;
}

/* The one variable that a word is, or NULL. */
static const struct piece *lone_variable(const struct word *w)
{
	const struct piece *p = w->pieces;

	return p && !p->next && p->kind == PIECE_VAR ? p : NULL;
}

/* Splits a bare NAME.PROPERTY. */
static bool split(const struct word *w, struct slice *name, struct slice *property)
{
	const char *dot = w->bare ? memchr(w->text.p, '.', w->text.len) : NULL;

	if (!dot)
		return false;
	*name = (struct slice){ w->text.p, (size_t)(dot - w->text.p) };
	*property = (struct slice){ dot + 1, w->text.len - name->len - 1 };
	return text_is_name(*name) && text_is_name(*property);
}

static bool is_bare_property(const struct session *s, const struct word *w)
{
	struct slice name, property;
	int fd;

	return split(w, &name, &property) && vars_get_fd(&s->scope.vars, name, &fd);
}

static enum operand_kind kind_of_variable(const struct session *s, const struct piece *p)
{
	int digit;

	if (p->view.kind != VIEW_WHOLE)
		return p->view.kind == VIEW_PACK ? OPERAND_BYTES : OPERAND_WRITTEN;
	if (p->property.len)
		return OPERAND_TYPED;
	switch (automatic_find(p->text, &digit)) {
	case AUTOMATIC_RESULT:
	case AUTOMATIC_TIME:
	case AUTOMATIC_TTL:
	case AUTOMATIC_STAMP:
	case AUTOMATIC_DROPS:
	case AUTOMATIC_ARG_COUNT: return OPERAND_WRITTEN;
	case AUTOMATIC_COUNT: break;
	default: return OPERAND_BYTES;
	}
	return !p->parts && vars_is_written(&s->scope.vars, p->text) ? OPERAND_WRITTEN
								     : OPERAND_BYTES;
}

enum operand_kind operand_kind(const struct session *s, const struct word *w)
{
	const struct piece *p = lone_variable(w);

	if (p)
		return kind_of_variable(s, p);
	if (!w->bare)
		return OPERAND_BYTES;
	return is_bare_property(s, w) ? OPERAND_TYPED : OPERAND_WRITTEN;
}

/* cc.state where there is no cc: a slip, not a text. */
static int refuse_unknown(struct run *r, const struct word *w, const struct arg *a)
{
	struct slice name, property;

	if (!split(w, &name, &property) || vars_get(&r->session->scope.vars, name).p ||
		!property_exists(property))
		return 0;
	err_at(&r->err, ERR_NAME, a->span, "no variable '%.*s'", (int)name.len, name.p);
	return err_hint(&r->err, "quote it if it is text");
}

static struct snapshot *look_at(struct run *r, struct moment *moment, int fd)
{
	struct snapshot *s = moment->at;

	if (moment->count && s->fd != fd)
		s++;
	if (s == moment->at + moment->count) {
		snapshot_begin(s, fd, r->session->scope.fds);
		moment->count++;
	}
	return s;
}

/* The name of what has the property: written, or composed (${c$i}.state). */
static int name_owner(struct run *r, const struct word *w, struct buf *name, struct slice *property)
{
	const struct piece *p = lone_variable(w);
	struct slice text;

	if (!p) {
		split(w, &text, property);
		buf_add(name, text.p, text.len);
		return 0;
	}
	*property = p->property;
	if (!p->parts)
		buf_add(name, p->text.p, p->text.len);
	for (const struct piece *part = p->parts; part; part = part->next)
		if (scope_add_piece(&r->session->scope, part, name, &r->err))
			return -1;
	return 0;
}

static int read_property(
	struct run *r, const struct word *w, struct moment *moment, struct operand *o)
{
	struct buf name = { 0 };
	struct slice property;
	int fd = -1, status = name_owner(r, w, &name, &property);

	if (!status)
		status = session_descriptor(
			&r->session->scope, buf_slice(&name), property, &fd, &r->err);
	buf_free(&name);
	if (status || property_get(look_at(r, moment, fd), property, &o->value, &r->err))
		return -1;
	value_print(&o->value, &o->text);
	return 0;
}

static int read_text(struct run *r, const struct word *w, const struct arg *a, struct operand *o)
{
	struct slice text = a->text;

	if (w && scope_expand(&r->session->scope, w, r->arena, &text, &r->err))
		return -1;
	buf_add(&o->text, text.p, text.len);
	return 0;
}

int operand_read(struct run *r, const struct arg *a, struct moment *moment, struct operand *o)
{
	const struct word *w = operand_word(r, a);
	int status;

	buf_clear(&o->text);
	o->kind = w ? operand_kind(r->session, w) : OPERAND_BYTES;
	if (w && o->kind != OPERAND_TYPED && refuse_unknown(r, w, a))
		return -1;
	status = o->kind == OPERAND_TYPED ? read_property(r, w, moment, o) : read_text(r, w, a, o);
	return status ? err_locate(&r->err, a->span) : 0;
}
