/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers in words, and the file that they are kept in: below the reader's own state, one for
 * each lesson, to which each answer is appended behind its question.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "lesson_parts.h"
#include "paths.h"

/* What stands behind the #> of each line of TEXT, as comments. */
static void add_given(struct buf *b, struct slice text)
{
	while (text.len) {
		const char *newline = memchr(text.p, '\n', text.len);
		size_t len = newline ? (size_t)(newline - text.p) + 1 : text.len;
		const char *mark = memmem(text.p, len, "#>", 2);

		buf_addc(b, '#');
		buf_add(b, mark + 2, len - (size_t)(mark + 2 - text.p));
		text = slice_from(text, len);
	}
}

/* The file's path; -1 when there is no home. */
static int add_path(const struct lesson *l, struct buf *path)
{
	const char *slash = strrchr(l->src.name, '/');
	struct slice name = slice_of(slash ? slash + 1 : l->src.name);
	struct buf file = { 0 };
	int status;

	if (name.len > 5 && !memcmp(name.p + name.len - 5, ".sosh", 5))
		name.len -= 5;
	buf_adds(&file, "answers/");
	buf_add(&file, name.p, name.len);
	status = paths_add(path, "XDG_STATE_HOME", ".local/state", file.data);
	buf_free(&file);
	return status;
}

static int append(struct lesson *l, const char *path, const struct buf *text)
{
	struct fdtab *fds = l->s->scope.fds;
	int fd, status, why;

	paths_make_folders(path);
	fd = fdtab_open_file(fds, path, O_WRONLY | O_APPEND | O_CREAT, 0600, "answers");
	if (fd < 0)
		return -1;
	status = file_write_all(fd, text->data, text->len, NULL);
	why = errno;
	fdtab_close(fds, fd);
	errno = why;
	return status;
}

/* WHY: an errno, or 0 where all went well. */
static void tell(struct lesson *l, const char *path, int why)
{
	struct buf b = { 0 };

	buf_adds(&b, why ? "It is not kept: " : "Kept in ");
	text_add_clean(&b, path, strlen(path));
	if (why)
		buf_addf(&b, ": %s", strerrordesc_np(why));
	buf_addc(&b, '\n');
	lesson_say(l, b.data);
	buf_free(&b);
}

/* With the QUESTION before it, as comments of a script. */
static void keep(struct lesson *l, struct slice question)
{
	struct buf path = { 0 }, text = { 0 };
	bool whole = !question.len || question.p[question.len - 1] == '\n';

	buf_addf(&text, "# line %zu\n", source_line(&l->src, l->start));
	buf_add(&text, question.p, question.len);
	buf_addf(&text, "%s#> ", whole ? "" : "\n");
	buf_add(&text, l->typed.data, l->typed.len);
	buf_adds(&text, "\n\n");
	if (add_path(l, &path))
		lesson_say(l, "It is not kept: no home directory.\n");
	else if (append(l, path.data, &text))
		tell(l, path.data, errno);
	else if (!l->answers++)
		tell(l, path.data, 0);
	buf_free(&path);
	buf_free(&text);
}

void lesson_answer(struct lesson *l, struct slice given)
{
	struct buf text = { 0 };
	bool asks;

	add_given(&text, given);
	asks = buf_cstr(&text)[strspn(buf_cstr(&text), "# \t\r\n")];
	lesson_show_prose(l, buf_slice(&text));
	buf_free(&text);
	if (!l->place)
		return;
	if (lesson_ask(l, "answer> ", REPL_TEXT) && l->typed.len)
		keep(l, asks ? given : l->question);
}
