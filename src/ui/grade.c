/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A submission, compared and run, in a process and a network of its own.
 */
#include "ui/grade.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "grade_program.h"
#include "grade_row.h"
#include "manner.h"
#include "paper.h"
#include "shell/interp.h"
#include "shell/job.h"
#include "shell/servers.h"
#include "ui/show.h"

enum {
	TEMPLATE_MOST = 1 << 20, /* bytes */
	SUBMISSION_MOST = 4 * TEMPLATE_MOST,
	PATIENCE = 30, /* seconds, of all that a submission does */
};
#define LIMIT (2 * SECOND) /* of each wait, where -t says nothing */

struct grading {
	struct paper template;
	int points, questions; /* to be had, and to be answered */
};

/* ---- the template ---- */

/* Compared with itself it is a submission with all its blanks. */
static int count_blanks(struct grading *g, const struct scope *sc, struct err *e)
{
	struct filled all = { 0 };
	int status = paper_compare(&g->template, &g->template, sc, &all, e);

	g->points = all.nblanks;
	g->questions = all.nanswers;
	if (!status && !all.nblanks && !all.nanswers) {
		status = err_set(e, ERR_USAGE, "%s has nothing to fill in", g->template.name);
		err_hint(e, "a blank is = ? behind a command, or a line that begins with #>");
	}
	filled_free(&all);
	return status;
}

int grade_begin(struct invocation *inv, const struct scope *sc, struct err *e)
{
	struct grading *g = inv->grading = mem_zalloc(1, sizeof(*g));

	if (paper_read(&g->template, sc, inv->grade, TEMPLATE_MOST, e))
		return -1;
	return inv->program ? 0 : count_blanks(g, sc, e);
}

void grade_end(struct invocation *inv)
{
	if (inv->grading)
		paper_free(&inv->grading->template);
	free(inv->grading);
}

/* ---- the run ---- */

/* What is known of the submission that runs. */
struct trial {
	const char *file;
	struct filled filled;
	struct buf failure; /* the first one */
};

static struct trial *trial_of(const struct session *s)
{
	return s->front_data;
}

static void note_failure(struct trial *t, size_t line, const char *text)
{
	struct buf whole = { 0 };

	if (t->failure.len)
		return;
	if (line)
		buf_addf(&whole, "line %zu: ", line);
	buf_adds(&whole, text);
	text_add_clean(&t->failure, whole.data, whole.len);
	buf_free(&whole);
}

static void error(struct session *s, const struct err *e)
{
	size_t line = 0, column;

	if (s->source && e->located)
		show_position(s->source, e->span.start, &line, &column);
	note_failure(trial_of(s), line, e->text);
}

static struct blank *find_blank(struct trial *t, size_t line, size_t column)
{
	for (int i = 0; i < t->filled.nblanks; i++)
		if (t->filled.blanks[i].line == line && t->filled.blanks[i].column == column)
			return &t->filled.blanks[i];
	return NULL;
}

static void after(struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	struct trial *t = trial_of(s);
	struct blank *b;
	size_t line, column;

	show_position(s->source, p->span.start, &line, &column);
	b = strcmp(s->source->name, t->file) ? NULL : find_blank(t, line, column);
	if (b && v == VERDICT_HELD)
		b->met = true;
	else if (b)
		b->failed = true;
	if (b && b->void_why)
		note_failure(t, line, b->void_why);
	else if (e)
		note_failure(t, line, e->text);
}

static const struct front grade_front = {
	.error = error,
	.after = after,
};

static void swallow(void *context, const char *p, size_t len, bool is_error)
{
	(void)context;
	(void)p;
	(void)len;
	(void)is_error;
}

/* A wrong prediction is no reason to stop. */
static void play(struct session *s, struct paper *one, struct trial *t)
{
	s->front = &grade_front;
	s->front_data = t;
	s->set.keep = true;
	out_set_hook(s->out, swallow, NULL);
	interp_text(s, one->name, &one->text, false);
	jobs_end(s);
	servers_end(s);
	out_set_hook(s->out, NULL, NULL);
	s->front_data = NULL;
}

static int count_points(const struct filled *f)
{
	int points = 0;

	for (int i = 0; i < f->nblanks; i++)
		points += f->blanks[i].met && !f->blanks[i].failed && !f->blanks[i].void_why;
	return points;
}

/* ---- both ---- */

/* A blank that no command came to, for the script ended before it. */
static void note_missed(struct trial *t)
{
	for (int i = 0; i < t->filled.nblanks; i++) {
		const struct blank *b = &t->filled.blanks[i];

		if (!b->met && !b->failed)
			note_failure(t, b->line, "it was not reached");
	}
}

static void grade_submission(
	struct session *s, const struct invocation *inv, const struct grading *g)
{
	struct paper one = { 0 };
	struct trial t = { .file = inv->file };
	struct grade row = { .file = inv->file, .of = g->points, .asked = g->questions };
	struct err e = { 0 };
	struct buf text = { 0 };

	if (paper_read(&one, &s->scope, inv->file, SUBMISSION_MOST, &e) ||
		paper_compare(&g->template, &one, &s->scope, &t.filled, &e)) {
		note_failure(&t, 0, e.text);
	} else {
		play(s, &one, &t);
		note_missed(&t);
		row.points = count_points(&t.filled);
	}
	row.failure = buf_slice(&t.failure);
	row.answers = t.filled.answers;
	row.nanswers = t.filled.nanswers;
	grade_add_row(inv, s->set.json, &row, &text);
	out_write(s->out, text.data, text.len);
	s->status = row.points == row.of && !row.failure.len ? STATUS_OK : STATUS_FAILED;
	buf_free(&text);
	buf_free(&t.failure);
	filled_free(&t.filled);
	paper_free(&one);
}

void grade_run(struct session *s, const struct invocation *inv)
{
	if (!s->set.timeout)
		s->set.timeout = LIMIT;
	alarm(PATIENCE); /* which ends the process, and its parent tells */
	if (inv->program)
		grade_program(s, inv, &inv->grading->template);
	else
		grade_submission(s, inv, inv->grading);
	alarm(0);
}

/* ---- in the parent ---- */

static void begin(const struct suite *s, struct buf *b)
{
	grade_add_head(s->inv, s->json, s->inv->grading->questions, b);
}

/* Of one that died before it told of itself. */
static void end_turn(const struct suite *s, const struct child *c, bool ok, struct buf *b)
{
	const struct grading *g = s->inv->grading;
	struct grade row = { .file = c->file, .of = g->points, .asked = g->questions };
	struct buf why = { 0 };

	(void)ok;
	if (c->told)
		return;
	if (WIFEXITED(c->status))
		buf_addf(&why, "it ended with status %d", WEXITSTATUS(c->status));
	else if (WTERMSIG(c->status) == SIGALRM)
		buf_addf(&why, "it took longer than %d seconds", PATIENCE);
	else
		manner_add_death(c, &why);
	row.failure = buf_slice(&why);
	grade_add_row(s->inv, s->json, &row, b);
	buf_free(&why);
}

static void end(const struct suite *s, int64_t took, struct buf *b)
{
	(void)s;
	(void)took;
	(void)b;
}

const struct manner manner_grade = {
	.indent = "", .begin = begin, .end_turn = end_turn, .end = end, .bail = ""
};
