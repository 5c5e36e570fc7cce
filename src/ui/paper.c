/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Templates and submissions, compared command by command.
 */
#include "paper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "shell/source.h"
#include "ui/show.h"

/* ---- reading ---- */

/* A FIFO or a device may have no end, or never begin. */
static int open_regular(const char *name, struct err *e)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return err_system(e, errno, name);
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return err_set(e, ERR_USAGE, "%s is no regular file", name);
}

static int load(struct paper *p, size_t max, struct err *e)
{
	int fd = open_regular(p->name, e), status;

	if (fd < 0)
		return -1;
	status = file_read_all(fd, &p->text, max, NULL);
	if (status && errno == EFBIG)
		err_set(e, ERR_USAGE, "%s is larger than %zu bytes", p->name, max);
	else if (status)
		err_system(e, errno, p->name);
	close(fd);
	return status;
}

static size_t line_of(const struct paper *p, size_t offset)
{
	const struct source src = { .text = p->text.data, .len = p->text.len, .first_line = 1 };

	return source_line(&src, offset);
}

static int no_commands(const struct paper *p, size_t at, const char *why, struct err *e)
{
	return err_set(e, ERR_SYNTAX, "line %zu: %s", line_of(p, at), why);
}

int paper_read(struct paper *p, const struct scope *sc, const char *name, size_t max, struct err *e)
{
	struct err why = { 0 };
	enum lex_status status;
	size_t mark;

	p->name = name;
	if (load(p, max, e))
		return -1;
	mark = text_mark_length(buf_cstr(&p->text), p->text.len);
	if (mark)
		memset(p->text.data, ' ', mark);
	if (p->text.len && memchr(p->text.data, '\0', p->text.len))
		return err_set(e, ERR_SYNTAX, "it is no text: it holds a NUL byte");
	status = steps_read(&p->steps, sc, buf_cstr(&p->text), 0, p->text.len, &p->arena, &why);
	if (status == LEX_MORE)
		return no_commands(p, p->text.len, "the text ends within a quote or a block", e);
	return status == LEX_BAD ? no_commands(p, why.span.start, why.text, e) : 0;
}

void paper_free(struct paper *p)
{
	steps_free(&p->steps);
	arena_free(&p->arena);
	buf_free(&p->text);
}

/* ---- comparing ---- */

struct comparison {
	const struct paper *template;
	struct paper *one;
	const struct scope *sc;
	struct filled *filled;
	struct err *err;
};

/* Of a list of steps the rest. */
struct rest {
	const struct paper *paper;
	const struct step *at, *end;
};

static struct slice written(const struct paper *p, struct span at)
{
	return (struct slice){ p->text.data + at.start, at.end - at.start };
}

static bool asks(const struct paper *p, const struct step *step)
{
	return step->comment.end && slice_starts(written(p, step->comment), "#>");
}

/* Past the comments that are for readers. */
static void skip_comments(struct rest *r)
{
	while (r->at < r->end && r->at->comment.end && !asks(r->paper, r->at))
		r->at++;
}

static struct slice trimmed(struct slice s)
{
	while (s.len && strchr(" \t\r", s.p[0]))
		s = slice_from(s, 1);
	while (s.len && strchr(" \t\r", s.p[s.len - 1]))
		s.len--;
	return s;
}

/* Takes the lines before the next command that begin with #>: their text, a blank between two. */
static void take_lines(struct rest *r, struct buf *b)
{
	for (; r->at < r->end && r->at->comment.end; r->at++) {
		if (!asks(r->paper, r->at))
			continue;
		struct slice line = trimmed(slice_from(written(r->paper, r->at->comment), 2));

		if (b->len && line.len)
			buf_addc(b, ' ');
		text_add_clean(b, line.p, line.len);
	}
}

static size_t line_at(const struct rest *r)
{
	if (r->at == r->end)
		return line_of(r->paper, r->paper->text.len);
	return line_of(
		r->paper, r->at->comment.end ? r->at->comment.start : r->at->command.span.start);
}

/* The answer may follow the question on its line, or below it. */
static void take_answer(struct comparison *c, struct rest *asked, struct rest *said)
{
	struct filled *f = c->filled;
	struct answer *a;
	struct slice text;

	f->answers = mem_realloc(f->answers, sizeof(*f->answers) * (size_t)(f->nanswers + 1));
	a = &f->answers[f->nanswers++];
	*a = (struct answer){ .line = line_at(said) };
	take_lines(asked, &a->asked);
	take_lines(said, &a->said);
	text = buf_slice(&a->said);
	if (slice_starts(text, buf_cstr(&a->asked))) {
		struct buf rest = { 0 };

		text = trimmed(slice_from(text, a->asked.len));
		buf_add(&rest, text.p, text.len);
		buf_swap(&a->said, &rest);
		buf_free(&rest);
	}
}

static bool is_blank(const struct expectation *x)
{
	return x->nwords == 1 && x->words[0].bare && slice_is(x->words[0].text, "?");
}

static const char *void_why(const struct expectation *x)
{
	if (is_blank(x))
		return "nothing is filled in";
	if (!x->constant.count)
		return "a prediction holds no variable";
	if (x->constant.count > 1)
		return "a prediction is one result, without |";
	if (x->constant.items[0].ranges)
		return "a prediction is one result, and no range";
	if (x->constant.items[0].kind == ALTERNATIVE_OK)
		return "ok is no prediction: which result?";
	if (slice_is(x->constant.items[0].text, "-1"))
		return "-1 is no prediction without the error's name";
	return NULL;
}

static void take_blank(struct comparison *c, const struct parsed *p)
{
	struct filled *f = c->filled;
	const struct expectation *x = &p->expect;
	const struct source src = {
		.text = c->one->text.data, .len = c->one->text.len, .first_line = 1
	};
	struct blank *b;

	f->blanks = mem_realloc(f->blanks, sizeof(*f->blanks) * (size_t)(f->nblanks + 1));
	b = &f->blanks[f->nblanks++];
	*b = (struct blank){ .void_why = void_why(x) };
	if (!b->void_why || !is_blank(x))
		b->said = written(c->one, x->span);
	show_position(&src, p->span.start, &b->line, &b->column);
}

static int differs(struct comparison *c, const struct parsed *ours, const struct parsed *theirs)
{
	struct slice text = written(c->one, theirs->span);
	struct buf line = { 0 };

	text_add_clean(&line, text.p, text_cut(text.p, text.len, 60));
	err_set(c->err, ERR_USAGE, "line %zu is not as line %zu of the template: %s",
		line_of(c->one, theirs->span.start), line_of(c->template, ours->span.start),
		buf_cstr(&line));
	buf_free(&line);
	return -1;
}

static bool same(const struct comparison *c, struct span ours, struct span theirs)
{
	return slice_equal(written(c->template, ours), written(c->one, theirs));
}

static bool same_words(
	const struct comparison *c, const struct word *ours, const struct word *theirs, int n)
{
	for (int i = 0; i < n; i++)
		if (ours[i].block != theirs[i].block ||
			(!ours[i].block && !same(c, ours[i].span, theirs[i].span)))
			return false;
	return true;
}

static bool same_expectation(const struct comparison *c, const struct expectation *ours,
	const struct expectation *theirs)
{
	if (ours->given != theirs->given)
		return false;
	if (!ours->given)
		return true;
	if (is_blank(ours))
		return theirs->nwords && !theirs->packets.given && !theirs->in.given;
	return same(c, ours->span, theirs->span);
}

static int compare_range(struct comparison *c, struct span ours, struct span theirs);

static int compare_commands(
	struct comparison *c, const struct parsed *ours, const struct parsed *theirs)
{
	if (ours->nwords != theirs->nwords ||
		!same_words(c, ours->words, theirs->words, ours->nwords) ||
		!ours->as != !theirs->as ||
		(ours->as && !same(c, ours->as->span, theirs->as->span)) ||
		ours->background != theirs->background ||
		!same_expectation(c, &ours->expect, &theirs->expect))
		return differs(c, ours, theirs);
	if (is_blank(&ours->expect))
		take_blank(c, theirs);
	for (int i = 0; i < ours->nwords; i++)
		if (ours->words[i].block &&
			compare_range(c, ours->words[i].span, theirs->words[i].span))
			return -1;
	return 0;
}

static int compare_steps(struct comparison *c, struct rest *ours, struct rest *theirs)
{
	for (;;) {
		skip_comments(ours);
		skip_comments(theirs);
		if (ours->at < ours->end && asks(ours->paper, ours->at)) {
			take_answer(c, ours, theirs);
			continue;
		}
		while (theirs->at < theirs->end && theirs->at->comment.end)
			theirs->at++;
		if (ours->at == ours->end && theirs->at == theirs->end)
			return 0;
		if (ours->at == ours->end)
			return err_set(c->err, ERR_USAGE, "line %zu is none of the template's",
				line_at(theirs));
		if (theirs->at == theirs->end)
			return err_set(c->err, ERR_USAGE, "line %zu of the template is missing",
				line_at(ours));
		if (compare_commands(c, &ours->at++->command, &theirs->at++->command))
			return -1;
	}
}

/* The commands of a block, which lie between the braces of SPAN. */
static int read_block(const struct comparison *c, const struct paper *p, struct span span,
	struct arena *a, struct steps *steps)
{
	struct err why = { 0 };

	if (steps_read(steps, c->sc, p->text.data, span.start + 1, span.end - 1, a, &why) == LEX_OK)
		return 0;
	return no_commands(
		p, span.start, why.text[0] ? why.text : "the block ends too early", c->err);
}

static int compare_range(struct comparison *c, struct span ours, struct span theirs)
{
	struct steps own = { 0 }, other = { 0 };
	struct arena arena = { 0 };
	int result = read_block(c, c->template, ours, &arena, &own) ||
		     read_block(c, c->one, theirs, &arena, &other);
	struct rest a = { c->template, own.items, own.items + own.count };
	struct rest b = { c->one, other.items, other.items + other.count };

	if (!result)
		result = compare_steps(c, &a, &b);
	steps_free(&own);
	steps_free(&other);
	arena_free(&arena);
	return result;
}

int paper_compare(const struct paper *template, struct paper *one, const struct scope *sc,
	struct filled *f, struct err *e)
{
	struct comparison c = { template, one, sc, f, e };
	struct rest ours = { template, template->steps.items,
		template->steps.items + template->steps.count };
	struct rest theirs = { one, one->steps.items, one->steps.items + one->steps.count };

	return compare_steps(&c, &ours, &theirs);
}

void filled_free(struct filled *f)
{
	for (int i = 0; i < f->nanswers; i++) {
		buf_free(&f->answers[i].asked);
		buf_free(&f->answers[i].said);
	}
	free(f->answers);
	free(f->blanks);
}
