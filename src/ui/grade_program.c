/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program, graded by a script: each check of the script's own commands is a point.
 */
#include "grade_program.h"

#include <string.h>

#include "base/text.h"
#include "checks.h"
#include "grade_row.h"
#include "shell/interp.h"
#include "shell/job.h"
#include "shell/servers.h"
#include "shell/tested.h"

enum { OUTPUT_SHOWN = 2048 }; /* bytes */

struct trial {
	int points;
	struct buf failure; /* the first one */
};

/* ---- how many there are ---- */

static int count_checks(struct session *s, const struct paper *p, const struct steps *steps);

static bool has_checks(struct session *s, const struct paper *p, struct span block)
{
	struct steps inner = { 0 };
	struct arena arena = { 0 };
	int n;

	steps_read(&inner, &s->scope, p->text.data, block.start + 1, block.end - 1, &arena, NULL);
	n = count_checks(s, p, &inner);
	steps_free(&inner);
	arena_free(&arena);
	return n > 0;
}

/* As checks.c tells points: a command that is a check, or holds some in a block. */
static bool is_point(struct session *s, const struct paper *p, const struct parsed *c)
{
	if (checks_count(s, c))
		return true;
	for (int i = 0; i < c->nwords; i++)
		if (c->words[i].block && has_checks(s, p, c->words[i].span))
			return true;
	return false;
}

static int count_checks(struct session *s, const struct paper *p, const struct steps *steps)
{
	int n = 0;

	for (int i = 0; i < steps->count; i++)
		if (steps->items[i].command.nwords)
			n += is_point(s, p, &steps->items[i].command);
	return n;
}

/* ---- the run ---- */

static void nothing(void *context)
{
	(void)context;
}

static void no_step(void *context, struct slice title)
{
	(void)context;
	(void)title;
}

static void point(void *context, const struct check_point *p)
{
	struct trial *t = context;

	t->points += p->ok;
	if (p->ok || t->failure.len)
		return;
	if (p->line)
		buf_addf(&t->failure, "line %zu: ", p->line);
	text_add_clean(&t->failure, p->message, strlen(p->message));
}

static void no_output(void *context, const char *p, size_t len)
{
	(void)context;
	(void)p;
	(void)len;
}

static void no_end(void *context, const char *why)
{
	(void)context;
	(void)why;
}

static const struct check_report report_grade = {
	.begin = nothing, .step = no_step, .point = point, .output = no_output, .end = no_end
};

/* A check that does not hold is no reason to stop. */
static void play(struct session *s, struct paper *script, struct trial *t)
{
	s->set.keep = true;
	checks_begin(s, &report_grade, t, false);
	interp_text(s, script->name, &script->text, false);
	jobs_end(s);
	servers_end(s);
	checks_end(s);
}

void grade_program(struct session *s, const struct invocation *inv, struct paper *script)
{
	struct trial t = { 0 };
	struct grade row = { .file = inv->program, .of = count_checks(s, script, &script->steps) };
	struct buf state = { 0 }, output = { 0 }, text = { 0 };
	struct err e = { 0 };

	if (tested_begin(s, inv->program, &e)) {
		buf_adds(&t.failure, e.text);
	} else {
		play(s, script, &t);
		tested_end(s);
		tested_add_state(s->tested, &state);
		tested_add_output(s->tested, OUTPUT_SHOWN, &output);
	}
	tested_free(s);
	row.points = t.points < row.of ? t.points : row.of;
	if (row.points < row.of && !t.failure.len)
		buf_adds(&t.failure, "the script ended before its last check");
	row.failure = buf_slice(&t.failure);
	row.state = buf_slice(&state);
	row.output = buf_slice(&output);
	grade_add_row(inv, s->set.json, &row, &text);
	out_write(s->out, text.data, text.len);
	s->status = row.points == row.of && !t.failure.len ? STATUS_OK : STATUS_FAILED;
	buf_free(&t.failure);
	buf_free(&state);
	buf_free(&output);
	buf_free(&text);
}
