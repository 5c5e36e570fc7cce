/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of grades. A row is made where the submission ran, or by its parent where it died: both
 * know the widths of columns from the command line.
 */
#include "grade_row.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

enum {
	NAME_MOST = 40, /* columns for the names of files */
	POINTS = 8,
};

static size_t name_width(const struct invocation *inv)
{
	size_t width = strlen(inv->program ? "program" : "file");

	for (int i = 0; i < inv->ngraded; i++) {
		size_t len = text_width(inv->graded[i], strlen(inv->graded[i]));

		width = len > width ? len : width;
	}
	return width < NAME_MOST ? width : NAME_MOST;
}

static void add_padded(struct buf *b, const char *text, size_t width)
{
	size_t start = b->len, used;

	text_add_clean(b, text, strlen(text));
	used = text_width(b->data + start, b->len - start);
	for (; used < width; used++)
		buf_addc(b, ' ');
	buf_adds(b, "  ");
}

/* The lines of what a program printed. */
static void add_output(struct slice text, struct buf *b)
{
	while (text.len) {
		const char *newline = memchr(text.p, '\n', text.len);
		size_t n = newline ? (size_t)(newline - text.p) : text.len;

		buf_adds(b, "  | ");
		text_add_clean(b, text.p, n);
		buf_addc(b, '\n');
		text = slice_from(text, newline ? n + 1 : n);
	}
}

static void add_text(const struct invocation *inv, const struct grade *g, struct buf *b)
{
	struct buf points = { 0 };

	add_padded(b, g->file, name_width(inv));
	buf_addf(&points, "%d of %d", g->points, g->of);
	add_padded(b, points.data, POINTS);
	buf_free(&points);
	text_add_clean(b, g->failure.p, g->failure.len);
	while (b->len && b->data[b->len - 1] == ' ')
		b->len--;
	buf_addc(b, '\n');
	for (int i = 0; i < g->nanswers; i++) {
		const struct answer *a = &g->answers[i];

		buf_addf(b, "  #> %s\n     %s\n", buf_cstr(&a->asked),
			a->said.len ? a->said.data : "(no answer)");
	}
	if (g->state.len) {
		buf_adds(b, "  program: ");
		buf_add(b, g->state.p, g->state.len);
		buf_addc(b, '\n');
	}
	add_output(g->output, b);
}

/* What a spreadsheet would take for a formula is a text there, by the ' before it. */
static void add_cell(struct buf *b, struct slice text)
{
	buf_addc(b, '"');
	if (text.len && strchr("=+-@", text.p[0]))
		buf_addc(b, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, text.p[i]);
	}
	buf_addc(b, '"');
}

static void add_csv(const struct invocation *inv, const struct grade *g, struct buf *b)
{
	struct buf name = { 0 };

	text_add_clean(&name, g->file, strlen(g->file));
	add_cell(b, buf_slice(&name));
	buf_free(&name);
	buf_addf(b, ",%d,%d,", g->points, g->of);
	add_cell(b, g->failure);
	for (int i = 0; i < g->asked; i++) {
		buf_addc(b, ',');
		add_cell(b, i < g->nanswers ? buf_slice(&g->answers[i].said) : slice_of(""));
	}
	if (inv->program) {
		buf_addc(b, ',');
		add_cell(b, g->state);
		buf_addc(b, ',');
		add_cell(b, g->output);
	}
	buf_adds(b, "\r\n");
}

static void add_json(const struct invocation *inv, const struct grade *g, struct buf *b)
{
	json_begin(b, "grade");
	json_text(b, "file", slice_of(g->file));
	json_int(b, "points", g->points);
	json_int(b, "of", g->of);
	if (g->failure.len)
		json_text(b, "failure", g->failure);
	else
		json_null(b, "failure");
	json_key(b, "answers");
	buf_addc(b, '[');
	for (int i = 0; i < g->nanswers; i++) {
		const struct answer *a = &g->answers[i];

		buf_adds(b, i ? "," : "");
		json_string(b, buf_cstr(&a->said), a->said.len);
	}
	buf_addc(b, ']');
	if (inv->program) {
		json_text(b, "state", g->state);
		json_bytes(b, "output", g->output.p, g->output.len);
	}
	buf_adds(b, "}\n");
}

static void add_csv_head(const struct invocation *inv, int asked, struct buf *b)
{
	buf_addf(b, "%s,points,of,failure", inv->program ? "program" : "file");
	for (int i = 0; i < asked; i++)
		buf_addf(b, ",answer %d", i + 1);
	buf_adds(b, inv->program ? ",state,output\r\n" : "\r\n");
}

void grade_add_head(const struct invocation *inv, bool json, int asked, struct buf *b)
{
	if (json)
		return;
	if (inv->csv) {
		add_csv_head(inv, asked, b);
		return;
	}
	add_padded(b, inv->program ? "program" : "file", name_width(inv));
	add_padded(b, "points", POINTS);
	buf_adds(b, "first failure\n");
}

void grade_add_row(const struct invocation *inv, bool json, const struct grade *g, struct buf *b)
{
	if (json)
		add_json(inv, g, b);
	else if (inv->csv)
		add_csv(inv, g, b);
	else
		add_text(inv, g, b);
}
