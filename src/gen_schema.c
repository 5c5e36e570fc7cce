/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The JSON Schema of what --json prints: the types of objects, and the rows of the commands'
 * tables.
 */
#include "gen.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "commands/commands.h"
#include "shell/emit.h"
#include "sock/property.h"
#include "gen_json.h"

/* ---- pieces ---- */

static void put_string(const char *text)
{
	struct buf b = { 0 };

	json_string(&b, text, strlen(text));
	fputs(b.data, stdout);
	buf_free(&b);
}

static void put_member(const char *comma, const char *name, const char *schema, const char *help)
{
	printf("%s\n        ", comma);
	put_string(name);
	printf(": {%s, \"description\": ", schema);
	put_string(help);
	putchar('}');
}

static void put_const(const char *name, const char *value, const char *help)
{
	struct buf b = { 0 };

	json_text(&b, "const", slice_of(value));
	put_member(",", name, b.data, help);
	buf_free(&b);
}

/* The beginning of a definition, with what all objects have. */
static void open_type(const char *name, const char *summary, const char *type)
{
	printf(",\n    \"%s\": {\n      \"description\": ", name);
	put_string(summary);
	fputs(",\n      \"type\": \"object\",\n      \"properties\": {", stdout);
	put_member("", "v", "\"const\": 1", "the version of this format");
	put_const("type", type, "what the object is");
}

static void open_required(void)
{
	fputs("\n      },\n      \"required\": [\"v\", \"type\"", stdout);
}

static void put_required(const char *name)
{
	fputs(", ", stdout);
	put_string(name);
}

static void close_type(void)
{
	fputs("],\n      \"additionalProperties\": false\n    }", stdout);
}

/* ---- what is no row ---- */

/* event-job-started */
static void add_name(const struct json_type *t, struct buf *b)
{
	buf_clear(b);
	buf_adds(b, t->type);
	buf_adds(b, t->event ? "-" : "");
	for (const char *p = t->event ? t->event : ""; *p; p++)
		buf_addc(b, *p == ' ' ? '-' : *p);
}

static void put_type(const struct json_type *t, const char *name)
{
	open_type(name, t->summary, t->type);
	if (t->event)
		put_const("event", t->event, t->summary);
	for (const struct json_member *m = t->members; m->name; m++)
		put_member(",", m->name, m->schema, m->help);
	if (t->others)
		printf("\n      },\n      \"patternProperties\": {\n        %s", t->others);
	open_required();
	if (t->event)
		put_required("event");
	for (const struct json_member *m = t->members; m->name; m++)
		if (!m->maybe)
			put_required(m->name);
	close_type();
}

/* ---- rows ---- */

static const char *schema_of(const struct column *c)
{
	if (c->flags & COLUMN_WORDS)
		return JSON_STRINGS;
	return c->flags & COLUMN_NUMBER ? JSON_NUMBER : JSON_MAYBE;
}

static const char *help_of(const struct column *c)
{
	const struct property *p = c->help ? NULL : property_find(slice_of(c->name));

	return c->help ? c->help : p ? p->summary : "";
}

static void put_columns(const char *comma, const struct column *c)
{
	for (; c && c->name; c++) {
		if (c->flags & COLUMN_LINES)
			continue;
		put_member(comma, c->name, schema_of(c), help_of(c));
		comma = ",";
	}
}

/* With COMMA before the first. */
static void require_columns(const char *comma, const struct column *c)
{
	for (; c && c->name; c++) {
		if (c->flags & COLUMN_LINES)
			continue;
		fputs(comma, stdout);
		put_string(c->name);
		comma = ", ";
	}
}

static void put_more(const char *comma, const struct row_part *part)
{
	const char *name, *help;

	for (size_t i = 0; part->more && (name = part->more(i, &help)); i++) {
		put_member(comma, name, JSON_SCALAR, help);
		comma = ",";
	}
}

static void require_more(const struct row_part *part)
{
	const char *name, *help;

	for (size_t i = 0; part->more && (name = part->more(i, &help)); i++)
		put_required(name);
}

/* A member that is a table, or an object. */
static void put_inner(const struct row_part *part)
{
	fputs(",\n        ", stdout);
	put_string(part->member);
	fputs(part->columns ? ": {\"type\": \"array\", \"items\": {\"type\": \"object\""
			    : ": {\"type\": [\"object\", \"null\"]",
		stdout);
	fputs(", \"properties\": {", stdout);
	put_columns("", part->columns);
	put_more("", part);
	fputs("}, \"additionalProperties\": false", stdout);
	if (part->columns) {
		fputs(", \"required\": [", stdout);
		require_columns("", part->columns);
		fputs("]}", stdout);
	}
	fputs(", \"description\": ", stdout);
	put_string(part->columns ? "a table" : "what the kernel tells; null: nothing");
	putchar('}');
}

static bool begins(const struct row_part *part)
{
	return !part->member;
}

static bool is_part(const struct row_part *part)
{
	return part->columns || part->more;
}

static const struct json_member *row_member(const char *name)
{
	const struct json_member *m = json_row_members;

	while (strcmp(m->name, name) != 0)
		m++;
	return m;
}

/* Its name, its summary, and the members of every row; ROW is NULL where it may be of any
 * command. */
static void open_row(const char *name, const char *summary, const char *row)
{
	const struct json_member *is = row_member("row"), *cmd = row_member("cmd");

	open_type(name, summary, "row");
	if (row)
		put_const("row", row, is->help);
	else
		put_member(",", "row", is->schema, is->help);
	put_member(",", "cmd", cmd->schema, cmd->help);
}

static void require_row(void)
{
	open_required();
	put_required("row");
	put_required("cmd");
}

/* One kind of rows: PART and those behind it until another begins. */
static void put_row(const struct command *row, const struct row_part *part, const char *name)
{
	open_row(name, row->summary, row->name);
	put_columns(",", part->columns);
	put_more(",", part);
	for (const struct row_part *p = part + 1; is_part(p) && !begins(p); p++)
		put_inner(p);
	require_row();
	require_columns(", ", part->columns);
	require_more(part);
	for (const struct row_part *p = part + 1; is_part(p) && !begins(p); p++)
		put_required(p->member);
	close_type();
}

static void put_plain_row(const char *member)
{
	const struct json_member *m = row_member(member), *start = row_member("start");
	struct buf name = { 0 };

	buf_addf(&name, "row-of-%s", member);
	open_row(name.data, m->help, NULL);
	put_member(",", m->name, m->schema, m->help);
	if (strcmp(member, "text") != 0)
		put_member(",", start->name, start->schema, start->help);
	require_row();
	put_required(member);
	close_type();
	buf_free(&name);
}

/* ---- the whole ---- */

typedef void each_row(const struct command *row, const struct row_part *part, const char *name);

static void put_reference(const struct command *row, const struct row_part *part, const char *name)
{
	(void)row;
	(void)part;
	printf(",\n    {\"$ref\": \"#/$defs/%s\"}", name);
}

/* row-list, row-list-2 */
static void each(each_row *visit)
{
	struct buf name = { 0 };

	for (size_t i = 0; i < commands_table.count; i++) {
		const struct command *row = commands_table.rows[i];
		int n = 0;

		for (const struct row_part *p = row->rows; p && is_part(p); p++) {
			if (!begins(p))
				continue;
			buf_clear(&name);
			buf_addf(&name, "row-%s", row->name);
			if (++n > 1)
				buf_addf(&name, "-%d", n);
			visit(row, p, name.data);
		}
	}
	buf_free(&name);
}

static const char *const plain[] = { "text", "value", "value_base64" };

static void put_references(void)
{
	struct buf name = { 0 };

	for (size_t i = 0; i < json_type_count; i++) {
		add_name(&json_types[i], &name);
		printf("%s\n    {\"$ref\": \"#/$defs/%s\"}", i ? "," : "", name.data);
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		printf(",\n    {\"$ref\": \"#/$defs/row-of-%s\"}", plain[i]);
	each(put_reference);
	buf_free(&name);
}

int gen_schema(void)
{
	struct buf name = { 0 };

	puts("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
	     "  \"$id\": \"urn:sosh:json:1\",\n  \"title\": \"sosh --json\",\n"
	     "  \"description\": \"Each line that sosh --json prints is one of these. Objects of "
	     "other types, and members that are not here, come with another version alone.\",");
	fputs("  \"anyOf\": [", stdout);
	put_references();
	fputs("\n  ],\n  \"$defs\": {\n    \"time\": {" JSON_TIME ", \"description\": \"seconds "
	      "since 1970, with nanoseconds\"}",
		stdout);
	for (size_t i = 0; i < json_type_count; i++) {
		add_name(&json_types[i], &name);
		put_type(&json_types[i], name.data);
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		put_plain_row(plain[i]);
	each(put_row);
	puts("\n  }\n}");
	buf_free(&name);
	return 0;
}
