/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The candidates of a completion: collected, sorted, written into the line.
 */
#include <stdlib.h>
#include <string.h>

#include "lang/complete.h"
#include "lang/lex.h"

/* ---- collecting ---- */

static void add(struct candidates *c, const struct candidate *item)
{
	if (c->prefix.len && strncmp(item->text, c->prefix.p, c->prefix.len))
		return;
	if (c->count == c->capacity) {
		size_t capacity = c->capacity ? c->capacity * 2 : 32;
		struct candidate *items = arena_alloc(c->arena, sizeof(*items) * capacity);

		if (c->count)
			memcpy(items, c->items, sizeof(*items) * c->count);
		c->items = items;
		c->capacity = capacity;
	}
	c->items[c->count] = *item;
	c->items[c->count++].text = arena_copy(c->arena, item->text, strlen(item->text));
}

void candidates_add(struct candidates *c, const char *text, const char *help, char suffix)
{
	add(c, &(struct candidate){ text, help, suffix, WRITE_WORD });
}

void candidates_add_bare(struct candidates *c, const char *text, const char *help, char suffix)
{
	if (!c->in_quote)
		add(c, &(struct candidate){ text, help, suffix, WRITE_BARE });
}

void candidates_add_name(struct candidates *c, const char *text, const char *help, char suffix)
{
	add(c, &(struct candidate){ text, help, suffix, WRITE_NAME });
}

/* ---- sorting ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct candidate *)a)->text, ((const struct candidate *)b)->text);
}

/* Among the first COUNT; where they are sorted, a look at the last one will do. */
static bool is_among(const struct candidates *c, size_t count, const char *text)
{
	for (size_t i = c->ordered || !count ? 0 : count - 1; i < count; i++)
		if (!strcmp(c->items[i].text, text))
			return true;
	return false;
}

void candidates_sort(struct candidates *c)
{
	size_t kept = 0;

	if (c->count && !c->ordered)
		qsort(c->items, c->count, sizeof(*c->items), by_text);
	for (size_t i = 0; i < c->count; i++)
		if (!is_among(c, kept, c->items[i].text))
			c->items[kept++] = c->items[i];
	c->count = kept;
}

/* ---- writing ---- */

/* Dashes need quotes only where they would begin an option. */
static void write_name(const struct completion *c, struct slice text, struct buf *b)
{
	size_t start = b->len, dashes = 0;

	while (c->operands && !c->quote && dashes < text.len && text.p[dashes] == '-')
		dashes++;
	buf_add(b, text.p, dashes);
	lex_quote((struct slice){ text.p + dashes, text.len - dashes }, c->quote, b);
	if (!dashes || !strchr("\"'", b->data[start + dashes]))
		return;
	b->len = start;
	lex_quote(text, 0, b);
}

/* Takes the closing quote off the word that begins at START. */
static void open_again(struct buf *b, size_t start)
{
	if (b->len > start + 1 && b->data[start] == b->data[b->len - 1] &&
		strchr("\"'", b->data[start]))
		b->data[--b->len] = '\0';
}

void completion_write(const struct completion *c, struct slice text, enum writing writing,
	bool whole, struct buf *b)
{
	size_t start = b->len;

	if (c->verbatim || (writing != WRITE_NAME && !c->quote))
		buf_add(b, text.p, text.len);
	else
		write_name(c, text, b);
	if (!whole && !c->verbatim)
		open_again(b, start);
}
