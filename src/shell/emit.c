/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text, values and tables to standard output, as lines or as JSON rows.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/intr.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/wrap.h"
#include "shell/session.h"
#include "emit_row.h"
#include "layout.h"

static bool as_json(const struct run *r)
{
	return r->set->json;
}

void row_begin(const struct run *r, struct buf *b)
{
	json_begin(b, "row");
	json_text(b, "row", slice_of(r->row ? r->row->name : ""));
	json_text(b, "cmd", r->text);
}

void row_end(struct run *r, struct buf *b)
{
	buf_adds(b, "}\n");
	out_write(r->out, b->data, b->len);
	buf_clear(b);
}

void emit_text(struct run *r, struct slice text)
{
	struct buf row = { 0 };

	if (!as_json(r)) {
		out_write(r->out, text.p, text.len);
		return;
	}
	while (text.len) {
		const char *newline = memchr(text.p, '\n', text.len);
		size_t len = newline ? (size_t)(newline - text.p) : text.len;

		row_begin(r, &row);
		json_text(&row, "text", (struct slice){ text.p, len });
		row_end(r, &row);
		text.p += len + (newline != NULL);
		text.len -= len + (newline != NULL);
	}
	buf_free(&row);
}

bool emit_colour(const struct run *r)
{
	return emit_colour_on(r->out, r->set);
}

bool emit_colour_on(const struct out *o, const struct settings *set)
{
	if (set->colour != COLOUR_AUTO)
		return set->colour == COLOUR_ALWAYS;
	if (!out_is_tty(o))
		return false;
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	return !(no && *no) && term && *term && strcmp(term, "dumb") != 0;
}

void emit_coloured(struct run *r, struct slice plain, struct slice coloured)
{
	if (as_json(r) || !emit_colour(r)) {
		emit_text(r, plain);
		return;
	}
	out_show(r->out, coloured.p, coloured.len);
	out_transcribe(r->out, plain.p, plain.len);
}

void emit_prose(struct run *r, struct slice text)
{
	size_t width = out_columns(r->out);
	struct buf filled = { 0 };

	if (as_json(r)) {
		emit_text(r, text);
		return;
	}
	wrap_text(&filled, text, width ? width : WRAP_COLUMNS);
	out_write(r->out, filled.data, filled.len);
	buf_free(&filled);
}

/* Bytes that a peer may have sent never reach a terminal as they are. */
static bool is_cleaned(const struct run *r)
{
	return out_is_tty(r->out) && !r->set->raw;
}

static void add_value(const struct run *r, struct slice value, struct buf *b)
{
	if (is_cleaned(r))
		text_add_block(b, value.p, value.len, "");
	else
		buf_add(b, value.p, value.len);
	if (!b->len || b->data[b->len - 1] != '\n' || !out_is_tty(r->out))
		buf_addc(b, '\n');
}

void emit_value(struct run *r, struct slice value)
{
	struct buf row = { 0 };

	if (as_json(r)) {
		row_begin(r, &row);
		json_bytes(&row, "value", value.p, value.len);
		row_end(r, &row);
	} else if (!is_cleaned(r) && !buf_try_reserve(&row, value.len + 1)) {
		out_write(r->out, value.p, value.len);
		out_write(r->out, "\n", 1);
	} else {
		add_value(r, value, &row);
		out_write(r->out, row.data, row.len);
	}
	buf_free(&row);
}

void emit_arrived(struct run *r, struct slice bytes)
{
	struct buf row = { 0 };

	row_begin(r, &row);
	json_seconds(&row, "start", intr_now() + r->clock);
	json_bytes(&row, "value", bytes.p, bytes.len);
	row_end(r, &row);
	buf_free(&row);
}

/* ---- tables ---- */

static void end_cell(struct table *t)
{
	if (t->count == t->capacity) {
		t->capacity = t->capacity ? t->capacity * 2 : 32;
		t->ends = mem_realloc(t->ends, t->capacity * sizeof(*t->ends));
	}
	t->ends[t->count++] = t->text.len;
}

void table_text(struct table *t, struct slice cell)
{
	text_add_clean(&t->text, cell.p, cell.len);
	end_cell(t);
}

void table_number(struct table *t, int64_t n)
{
	buf_addn(&t->text, n);
	end_cell(t);
}

void table_empty(struct table *t)
{
	end_cell(t);
}

struct slice table_cell(const struct table *t, size_t i)
{
	size_t start = i ? t->ends[i - 1] : 0;

	return (struct slice){ buf_cstr(&t->text) + start, t->ends[i] - start };
}

size_t table_columns(const struct table *t)
{
	size_t n = 0;

	while (t->columns[n].name)
		n++;
	return n;
}

static void emit_lines(struct run *r, const struct table *t, bool head)
{
	size_t columns = table_columns(t), room = out_columns(r->out);
	size_t *widths = mem_zalloc(columns, sizeof(*widths));
	struct slice *cells = mem_zalloc(columns, sizeof(*cells));
	struct buf b = { 0 };

	layout_widths(t, head, room, widths);
	for (size_t c = 0; c < columns; c++)
		cells[c] = slice_of(t->columns[c].name);
	if (head)
		layout_row(t, cells, widths, room, &b);
	for (size_t row = 0; row < t->count; row += columns) {
		for (size_t c = 0; c < columns; c++)
			cells[c] = table_cell(t, row + c);
		layout_row(t, cells, widths, room, &b);
	}
	out_write(r->out, b.data, b.len);
	buf_free(&b);
	free(widths);
	free(cells);
}

static void add_words(struct buf *b, const char *name, struct slice cell)
{
	json_key(b, name);
	buf_addc(b, '[');
	for (bool more = false; cell.len; more = true) {
		const char *blank = memchr(cell.p, ' ', cell.len);
		size_t len = blank ? (size_t)(blank - cell.p) : cell.len;

		buf_adds(b, more ? "," : "");
		json_string(b, cell.p, len);
		len += blank != NULL;
		cell = (struct slice){ cell.p + len, cell.len - len };
	}
	buf_addc(b, ']');
}

static void add_member(struct buf *b, const struct column *column, struct slice cell)
{
	if (column->flags & COLUMN_WORDS)
		add_words(b, column->name, cell);
	else if (!cell.len)
		json_null(b, column->name);
	else if ((column->flags & COLUMN_NUMBER)) {
		json_key(b, column->name);
		buf_add(b, cell.p, cell.len); /* as table_number wrote it */
	} else
		json_text(b, column->name, cell);
}

static void add_members(const struct table *t, size_t row, struct buf *b)
{
	for (size_t c = 0; t->columns[c].name; c++)
		if (!(t->columns[c].flags & COLUMN_LINES))
			add_member(b, &t->columns[c], table_cell(t, row + c));
}

static void emit_objects(struct run *r, const struct table *t)
{
	struct buf object = { 0 };

	for (size_t row = 0; row < t->count; row += table_columns(t)) {
		row_begin(r, &object);
		add_members(t, row, &object);
		row_end(r, &object);
	}
	buf_free(&object);
}

void table_objects(const struct table *t, struct buf *b)
{
	for (size_t row = 0; row < t->count; row += table_columns(t)) {
		buf_adds(b, row ? ",{" : "{");
		add_members(t, row, b);
		buf_addc(b, '}');
	}
}

void table_free(struct table *t)
{
	buf_free(&t->text);
	free(t->ends);
	t->ends = NULL;
	t->count = t->capacity = 0;
}

void emit_table(struct run *r, struct table *t, bool head)
{
	if (as_json(r))
		emit_objects(r, t);
	else if (t->count)
		emit_lines(r, t, head);
	table_free(t);
}
