/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completions: files among them, quoting, and how a list looks.
 */
#include "ui/matches.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "base/wrap.h"

/* ---- files ---- */

/* FOLDER is the text before the last slash, the slash included. */
static void add_file(struct candidates *c, struct slice folder, const char *name)
{
	struct buf path = { 0 };
	struct stat st;
	bool is_folder;

	buf_add(&path, folder.p, folder.len);
	buf_adds(&path, name);
	is_folder = !stat(path.data + c->files_at, &st) && S_ISDIR(st.st_mode);
	if (is_folder)
		buf_addc(&path, '/');
	candidates_add_name(c, path.data, NULL, is_folder ? '\0' : ' ');
	buf_free(&path);
}

void matches_add_files(struct candidates *c)
{
	const char *slash = memrchr(c->prefix.p, '/', c->prefix.len);
	struct slice folder = { c->prefix.p,
		slash ? (size_t)(slash - c->prefix.p) + 1 : c->files_at };
	bool hidden = c->prefix.len > folder.len && c->prefix.p[folder.len] == '.';
	char *path = mem_strndup(folder.p + c->files_at, folder.len - c->files_at);
	struct dirent **names;
	int count = scandir(*path ? path : ".", &names, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && (name[0] != '.' || hidden))
			add_file(c, folder, name);
		free(names[i]);
	}
	if (count >= 0)
		free(names);
	free(path);
}

/* ---- what the line becomes ---- */

/* How many bytes all candidates begin with, at a character. */
static size_t common_length(const struct candidates *c)
{
	const char *first = c->items[0].text;
	size_t common = strlen(first);

	for (size_t i = 1; i < c->count; i++) {
		size_t n = 0;

		while (n < common && first[n] == c->items[i].text[n])
			n++;
		common = n;
	}
	return text_cut(first, strlen(first), common);
}

/* The line with its last word made TEXT. */
static char *completed(const char *line, const struct completion *c, struct slice text,
	enum writing writing, bool whole)
{
	struct buf b = { 0 };

	buf_add(&b, line, c->span.start);
	completion_write(c, text, writing, whole, &b);
	return b.data ? b.data : mem_strndup("", 0);
}

static char *completed_by(const char *line, const struct completion *c, size_t i, bool whole)
{
	const struct candidate *item = &c->candidates.items[i];

	return completed(line, c, slice_of(item->text), item->writing, whole);
}

/* What all begin with is written as they are; where they differ, as it is. */
static char *completed_in_part(const char *line, const struct completion *c, size_t common)
{
	const struct candidate *items = c->candidates.items;
	enum writing writing = items[0].writing;

	for (size_t i = 1; i < c->candidates.count; i++)
		if (items[i].writing != writing)
			writing = WRITE_WORD;
	return completed(line, c, (struct slice){ items[0].text, common }, writing, false);
}

char **matches_make(const char *line, size_t point, const struct completion *c)
{
	const struct candidates *all = &c->candidates;
	bool closed = c->quote && line[point] == c->quote; /* by what stands behind the point */
	size_t common;
	char **matches;

	if (!all->count)
		return NULL;
	matches = mem_zalloc(all->count + 2, sizeof(*matches));
	common = common_length(all);
	if (all->count == 1) {
		matches[0] = completed_by(line, c, 0, all->items[0].suffix && !closed);
		return matches;
	}
	if (common > all->prefix.len)
		matches[0] = completed_in_part(line, c, common);
	else
		matches[0] = mem_strndup(line, point);
	for (size_t i = 0; i < all->count; i++)
		matches[i + 1] = completed_by(line, c, i, true);
	return matches;
}

/* ---- the list ---- */

/* What of a candidate is shown: behind the last slash that the word already has. */
static const char *shown_part(const struct candidates *c, const struct candidate *item)
{
	const char *slash = c->files ? memrchr(c->prefix.p, '/', c->prefix.len) : NULL;

	return slash ? item->text + (slash + 1 - c->prefix.p) : item->text;
}

static void add_cell(struct buf *b, const char *text, size_t width)
{
	size_t start = b->len, used;

	text_add_clean(b, text, strlen(text));
	for (used = text_width(buf_cstr(b) + start, b->len - start); used < width; used++)
		buf_addc(b, ' ');
}

static size_t widest(const struct candidates *c, size_t count)
{
	size_t width = 0;

	for (size_t i = 0; i < count; i++) {
		const char *part = shown_part(c, &c->items[i]);
		size_t n = text_width(part, strlen(part));

		width = n > width ? n : width;
	}
	return width;
}

/* A description on one line, cut between words. */
static void add_help(struct buf *b, const char *help, size_t room)
{
	struct buf text = { 0 };

	text_add_clean(&text, help, strlen(help));
	if (text_width(text.data, text.len) > room) {
		text.len = wrap_fit(text.data, text.len, room > 3 ? room - 3 : 0);
		const char *blank = memrchr(text.data, ' ', text.len);

		text.len = blank ? (size_t)(blank - text.data) : text.len;
		buf_add(b, text.data, text.len);
		buf_add(b, "...", room < 3 ? room : 3);
	} else {
		buf_add(b, text.data, text.len);
	}
	buf_free(&text);
}

static void list_described(const struct candidates *c, size_t count, size_t width, struct buf *b)
{
	size_t names = widest(c, count);

	for (size_t i = 0; i < count; i++) {
		const char *help = c->items[i].help;
		size_t room = width > names + 4 ? width - names - 4 : 0;

		bool shown = help && *help && room;

		add_cell(b, shown_part(c, &c->items[i]), shown ? names + 2 : 0);
		if (shown)
			add_help(b, help, room);
		buf_addc(b, '\n');
	}
}

static void list_columns(const struct candidates *c, size_t count, size_t width, struct buf *b)
{
	size_t cell = widest(c, count) + 2;
	size_t columns = cell < width ? width / cell : 1;
	size_t rows = (count + columns - 1) / columns;

	for (size_t row = 0; row < rows; row++) {
		for (size_t i = row; i < count; i += rows)
			add_cell(b, shown_part(c, &c->items[i]), i + rows < count ? cell : 0);
		buf_addc(b, '\n');
	}
}

void matches_list(const struct candidates *c, size_t width, struct buf *b)
{
	size_t count = c->count < MATCHES_SHOWN ? c->count : MATCHES_SHOWN;
	bool described = false;

	for (size_t i = 0; i < count; i++)
		described |= c->items[i].help != NULL;
	if (described)
		list_described(c, count, width, b);
	else
		list_columns(c, count, width, b);
	if (count < c->count)
		buf_addf(b, "... %zu more\n", c->count - count);
}
