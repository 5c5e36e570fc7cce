/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands and their verdicts to steps and points.
 */
#include "checks.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "shell/interp.h"
#include "ui/show.h"

/* A failure, until it is known whether the command around it minds. */
struct fault {
	bool any;
	struct err err;
	struct buf file, expected, actual;
	size_t line, column;
	enum verdict verdict;
};

struct checks {
	const struct check_report *report;
	void *context;
	pthread_mutex_t lock; /* one tells REPORT at a time: threads print, too */
	int depth;            /* of the session, where the script's own commands are */
	bool inner;           /* the command under way has checks in its block */
	int64_t began;        /* the command under way */
	struct buf title;     /* of the step under way */
	struct fault fault;
	struct buf name;
	bool failed;
};

static struct checks *checks_of(const struct session *s)
{
	return s->front_data;
}

/* ---- faults ---- */

static void forget_sides(struct session *s)
{
	buf_clear(&s->unmet.expected);
	buf_clear(&s->unmet.actual);
}

static void forget(struct session *s)
{
	checks_of(s)->fault.any = false;
	forget_sides(s);
}

static void add_sides(struct session *s, struct fault *f)
{
	buf_clear(&f->expected);
	buf_clear(&f->actual);
	if (f->verdict == VERDICT_FAILED) {
		buf_adds(&f->expected, "success");
		buf_adds(&f->actual, s->last.outcome == CALL_GAVE_UP ? "GAVEUP" : s->last.error);
		return;
	}
	buf_add(&f->expected, buf_cstr(&s->unmet.expected), s->unmet.expected.len);
	buf_add(&f->actual, buf_cstr(&s->unmet.actual), s->unmet.actual.len);
}

/* The first one counts: what follows comes of it. */
static void keep_fault(struct session *s, enum verdict v, const struct err *e)
{
	struct fault *f = &checks_of(s)->fault;

	if (f->any)
		return;
	f->any = true;
	f->err = *e;
	f->verdict = v;
	f->line = f->column = 0;
	buf_clear(&f->file);
	if (s->source && s->source->name)
		buf_adds(&f->file, s->source->name);
	if (s->source && e->located)
		show_position(s->source, e->span.start, &f->line, &f->column);
	add_sides(s, f);
}

static const char *kind_of(const struct fault *f)
{
	if (f->verdict == VERDICT_FAILED)
		return "call";
	return f->err.kind == ERR_EXPECT ? "expect" : "usage";
}

/* ---- points ---- */

static void tell(struct checks *c, struct slice name, int64_t took)
{
	const struct fault *f = &c->fault;
	struct check_point p = {
		.ok = !f->any, .name = name, .title = buf_slice(&c->title), .took = took
	};

	if (f->any) {
		p.message = f->err.text;
		p.hint = f->err.hint;
		p.kind = kind_of(f);
		p.file = buf_slice(&f->file);
		p.line = f->line;
		p.column = f->column;
		p.expected = buf_slice(&f->expected);
		p.actual = buf_slice(&f->actual);
		c->failed = true;
	}
	pthread_mutex_lock(&c->lock);
	c->report->point(c->context, &p);
	pthread_mutex_unlock(&c->lock);
}

/* The command as it is written, on one line. */
static struct slice name_of(struct session *s, const struct parsed *p)
{
	struct checks *c = checks_of(s);
	const char *text = s->source->text + p->span.start;
	size_t len = p->span.end - p->span.start;
	const char *newline = memchr(text, '\n', len);
	size_t first = newline ? (size_t)(newline - text) : len;

	buf_clear(&c->name);
	text_add_clean(&c->name, text, first);
	if (newline)
		buf_adds(&c->name, " ...");
	return buf_slice(&c->name);
}

bool checks_count(struct session *s, const struct parsed *p)
{
	const struct command *row;

	if (p->expect.given)
		return !p->expect.blank;
	if (!p->words[0].constant)
		return false;
	row = scope_command(&s->scope, p->words[0].text, NULL);
	return row && (row->flags & IS_CHECK);
}

/* Whether the command under way stands in a block or in another file. */
static bool is_inner(const struct session *s)
{
	return s->depth > checks_of(s)->depth;
}

/* ---- the front end ---- */

static void before(struct session *s, const struct parsed *p)
{
	struct checks *c = checks_of(s);

	show_command(s, p);
	forget_sides(s); /* those of a failure that a block has kept to itself */
	if (is_inner(s))
		return;
	c->inner = false;
	c->began = intr_now();
	c->fault.any = false;
}

/* Whether a failure within counts, of a command that has come to its end all the same. */
static bool minds(const struct session *s, enum verdict v)
{
	return v == VERDICT_STOPPED || s->set.keep;
}

static void after(struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	struct checks *c = checks_of(s);
	bool check = checks_count(s, p);

	if (e)
		keep_fault(s, v, e);
	if (is_inner(s)) {
		c->inner |= check;
		return;
	}
	if (!e && !minds(s, v))
		c->fault.any = false;
	if (c->fault.any || ((check || c->inner) && v == VERDICT_HELD))
		tell(c, name_of(s, p), intr_now() - c->began);
	forget(s);
}

/* Text that is no command: found before anything runs, or in a line that comes. */
static void error(struct session *s, const struct err *e)
{
	struct checks *c = checks_of(s);

	if (is_inner(s) && c->began) {
		keep_fault(s, VERDICT_REFUSED, e);
		return;
	}
	forget(s);
	keep_fault(s, VERDICT_REFUSED, e);
	tell(c, slice_of(e->text), 0);
	forget(s);
}

static void comment(struct session *s, struct slice text)
{
	struct checks *c = checks_of(s);

	if (is_inner(s) || !slice_starts(text, "##"))
		return;
	while (text.len && strchr("# \t", text.p[0])) {
		text.p++;
		text.len--;
	}
	while (text.len && strchr(" \t\r", text.p[text.len - 1]))
		text.len--;
	buf_clear(&c->title);
	text_add_clean(&c->title, text.p, text.len);
	pthread_mutex_lock(&c->lock);
	c->report->step(c->context, buf_slice(&c->title));
	pthread_mutex_unlock(&c->lock);
}

static const struct front checks_front = {
	.error = error,
	.before = before,
	.after = after,
	.comment = comment,
};

/* ---- begin and end ---- */

static void output(void *context, const char *p, size_t len, bool is_error)
{
	struct checks *c = context;

	(void)is_error;
	pthread_mutex_lock(&c->lock);
	c->report->output(c->context, p, len);
	pthread_mutex_unlock(&c->lock);
}

void checks_begin(struct session *s, const struct check_report *report, void *context, bool stream)
{
	struct checks *c = mem_zalloc(1, sizeof(*c));

	c->report = report;
	c->context = context;
	c->depth = !stream;
	pthread_mutex_init(&c->lock, NULL);
	s->front = &checks_front;
	s->front_data = c;
	report->begin(context);
	out_set_hook(s->out, output, c);
}

/* A status that no point explains. */
static void tell_status(struct session *s)
{
	struct checks *c = checks_of(s);
	struct err e = { 0 };

	if (!s->status || c->failed)
		return;
	err_set(&e, ERR_EXPECT, "it ended with status %d", s->status);
	forget(s);
	keep_fault(s, VERDICT_REFUSED, &e);
	tell(c, slice_of("the script"), 0);
}

void checks_end(struct session *s)
{
	struct checks *c = checks_of(s);
	bool cut = intr_pending(&s->intr) >= INTR_USER;

	out_set_hook(s->out, NULL, NULL);
	if (!cut)
		tell_status(s);
	if (c->failed)
		session_fail(s, STATUS_FAILED); /* quit 0 does not undo it */
	c->report->end(c->context, cut ? "interrupted" : NULL);
	pthread_mutex_destroy(&c->lock);
	buf_free(&c->title);
	buf_free(&c->name);
	buf_free(&c->fault.file);
	buf_free(&c->fault.expected);
	buf_free(&c->fault.actual);
	free(c);
	s->front_data = NULL;
}
