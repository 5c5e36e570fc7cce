/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sheets, as lines or as one JSON row.
 */
#include "shell/sheet.h"

#include "base/json.h"
#include "emit_row.h"

static bool as_json(const struct sheet *s)
{
	return s->run->set->json;
}

void sheet_begin(struct sheet *s, struct run *r)
{
	*s = (struct sheet){ .run = r };
	if (as_json(s))
		row_begin(r, &s->object);
}

/* A blank line stands between two parts. */
static void show(struct sheet *s, struct table *t)
{
	if (t->count && s->parts++)
		emit_text(s->run, slice_of("\n"));
	emit_table(s->run, t, true);
}

static void end_part(struct sheet *s)
{
	if (!s->fields.columns)
		return;
	if (!as_json(s))
		show(s, &s->fields);
	else if (s->member)
		buf_addc(&s->object, '}');
	s->fields.columns = NULL;
}

void sheet_part(struct sheet *s, const struct column *columns, const char *member)
{
	end_part(s);
	s->fields.columns = columns;
	s->member = member;
	if (!as_json(s) || !member)
		return;
	json_key(&s->object, member);
	buf_addc(&s->object, '{');
}

static void add_line(struct sheet *s, const char *name, struct slice value, const char *meaning)
{
	if (!value.len)
		return;
	table_text(&s->fields, slice_of(name));
	table_text(&s->fields, value);
	table_text(&s->fields, slice_of(meaning));
}

void sheet_text(struct sheet *s, const char *name, struct slice value, const char *meaning)
{
	if (!as_json(s))
		add_line(s, name, value, meaning);
	else if (value.len)
		json_text(&s->object, name, value);
	else
		json_null(&s->object, name);
}

void sheet_number(struct sheet *s, const char *name, struct slice shown, struct slice number,
	const char *meaning)
{
	if (!as_json(s)) {
		add_line(s, name, shown, meaning);
		return;
	}
	json_key(&s->object, name);
	buf_add(&s->object, number.p, number.len);
}

void sheet_mark(struct sheet *s, const char *name, bool is)
{
	if (!as_json(s))
		return;
	end_part(s);
	if (is)
		json_text(&s->object, name, slice_of("yes"));
	else
		json_null(&s->object, name);
}

void sheet_table(struct sheet *s, struct table *t, const char *member)
{
	end_part(s);
	if (!as_json(s)) {
		show(s, t);
		return;
	}
	json_key(&s->object, member);
	buf_addc(&s->object, '[');
	table_objects(t, &s->object);
	buf_addc(&s->object, ']');
	table_free(t);
}

void sheet_none(struct sheet *s, const char *member)
{
	end_part(s);
	if (as_json(s))
		json_null(&s->object, member);
}

void sheet_say(struct sheet *s, struct slice line)
{
	end_part(s);
	if (as_json(s))
		return;
	if (s->parts++)
		emit_text(s->run, slice_of("\n"));
	emit_prose(s->run, line);
}

void sheet_end(struct sheet *s)
{
	end_part(s);
	if (as_json(s))
		row_end(s->run, &s->object);
	buf_free(&s->object);
}
