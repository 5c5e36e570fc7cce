/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of commands: read whole, checked whole, then run.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "shell/interp.h"
#include "shell/session.h"

size_t source_line(const struct source *src, size_t offset)
{
	size_t line = src->within ? source_line(src->within, src->at) : src->first_line;

	for (size_t i = 0; i < offset && i < src->len; i++)
		line += src->text[i] == '\n';
	return line;
}

static const struct caller *copy_callers(const struct caller *c, struct arena *a)
{
	struct caller *copy;

	if (!c)
		return NULL;
	copy = arena_alloc(a, sizeof(*copy));
	copy->name = arena_copy(a, c->name, strlen(c->name));
	copy->line = c->line;
	copy->outer = copy_callers(c->outer, a);
	return copy;
}

size_t source_copy(
	struct source *copy, const struct source *src, size_t from, size_t to, struct arena *a)
{
	const char *before = memrchr(src->text, '\n', from);
	size_t start = before ? (size_t)(before - src->text) + 1 : 0;

	*copy = *src;
	copy->caller = copy_callers(src->caller, a);
	copy->name = src->name ? arena_copy(a, src->name, strlen(src->name)) : NULL;
	copy->first_line = source_line(src, start);
	copy->within = NULL;
	copy->len = to - start;
	copy->text = arena_copy(a, src->text + start, copy->len);
	return start;
}

static int read_source(struct session *s, const char *path, struct buf *text, struct err *e)
{
	int fd = fdtab_open_file(s->scope.fds, path, O_RDONLY, 0, "the script");

	if (fd < 0)
		return err_system(e, intr_errno(&s->intr, errno), path);
	int status = 0;
	if (file_read_all(fd, text, FILE_SCRIPT_MAX, &s->intr)) {
		status = err_system(e, errno, path);
		if (errno == EFBIG)
			err_hint(e, "64 MiB at most");
	}
	fdtab_close(s->scope.fds, fd);
	return status;
}

static enum interp_flow run_source(struct session *s, const struct source *src, bool check_only)
{
	struct arena arena = { 0 }, *outer = s->arena;
	bool prefixes = s->scope.prefixes;
	enum interp_flow flow = FLOW_STOP;

	s->arena = &arena;
	s->scope.prefixes = false;
	s->depth++;
	if (check_only)
		interp_check_names(s, src);
	else if (!interp_check(s, src))
		flow = interp_all(s, src);
	s->depth--;
	s->scope.prefixes = prefixes;
	s->arena = outer;
	arena_free(&arena);
	return flow;
}

static enum interp_flow run_text(struct session *s, const char *name, const struct buf *text,
	const struct caller *caller, bool check_only)
{
	size_t mark = text_mark_length(buf_cstr(text), text->len);
	struct source src = { .name = name,
		.text = buf_cstr(text) + mark,
		.len = text->len - mark,
		.first_line = 1,
		.final = true,
		.caller = caller };

	return run_source(s, &src, check_only);
}

enum interp_flow interp_text(
	struct session *s, const char *name, const struct buf *text, bool check_only)
{
	return run_text(s, name, text, NULL, check_only);
}

int interp_file(
	struct session *s, const char *path, size_t at, enum interp_flow *flow, struct err *e)
{
	const struct source *src = s->source;
	bool named = src && src->name;
	struct caller caller = { named ? src->name : NULL, named ? source_line(src, at) : 0,
		named ? src->caller : NULL };
	struct buf text = { 0 };

	if (s->depth >= SOURCE_DEPTH_MAX)
		return err_set(e, ERR_USAGE,
			"source is nested %d deep: does a file include itself?", s->depth);
	int status = read_source(s, path, &text, e);
	if (!status)
		*flow = run_text(s, path, &text, named ? &caller : NULL, false);
	buf_free(&text);
	return status;
}
