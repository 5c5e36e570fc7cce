/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commands of a session and their calls, put together for who writes them down.
 */
#include "shell/export.h"

#include <time.h>

#include "base/clock.h"
#include "base/text.h"
#include "export_steps.h"

static const struct export_format formats[] = {
	{ ".sosh", export_sosh },
	{ ".txt", export_text },
	{ ".md", export_md },
	{ ".py", export_py },
	{ ".c", export_c },
};

enum { FORMATS = sizeof(formats) / sizeof(*formats) };

static bool ends_with(struct slice name, const char *ending)
{
	size_t len = strlen(ending);

	return name.len > len && slice_is(slice_from(name, name.len - len), ending);
}

const struct export_format *export_format(struct slice name, struct err *e)
{
	struct buf known = { 0 };

	for (int i = 0; i < FORMATS; i++)
		if (ends_with(name, formats[i].ending))
			return &formats[i];
	for (int i = 0; i < FORMATS; i++)
		buf_addf(&known, "%s%s", i ? " " : "", formats[i].ending);
	err_set(e, ERR_USAGE,
		"the ending of the file says what is written, and '%.*s' has none that is known",
		(int)text_cut(name.p, name.len, 60), name.p);
	err_hint(e, "%s", buf_cstr(&known));
	buf_free(&known);
	return NULL;
}

/* ---- what there is ---- */

static bool is_wanted(const struct taped *s)
{
	return !s->ends_job && !(s->row && s->row->flags & (AT_ONCE | PROMPT_ONLY));
}

static void take_steps(struct export *x)
{
	const struct tape *t = &x->session->tape;
	struct tape_walk w = { 0 };
	const struct taped *s;

	while (tape_next(t, &w))
		x->count++;
	x->steps = arena_alloc(&x->arena, sizeof(*x->steps) * (x->count + 1));
	x->count = 0;
	for (w = (struct tape_walk){ 0 }; (s = tape_next(t, &w));) {
		if (is_wanted(s))
			x->steps[x->count++] = (struct exported_step){ .step = s };
		for (size_t i = x->count; s->ends_job && i--;)
			if (x->steps[i].step->job == s->job) {
				x->steps[i].ended = s;
				x->steps[i].ended_before = x->count;
				break;
			}
	}
}

/* Whose call C is: that of a job by its number, any other, and one of a block's jobs, by its place.
 * *AT goes along. */
static struct exported_step *step_of(struct export *x, const struct call *c, size_t *at)
{
	for (size_t i = x->count; c->job && i--;)
		if (x->steps[i].step->job == c->job)
			return &x->steps[i];
	while (*at < x->count && x->steps[*at].step->last < c->id)
		++*at;
	return *at < x->count && x->steps[*at].step->before < c->id ? &x->steps[*at] : NULL;
}

static void add_call(struct export *x, struct exported_step *e, const struct call *c)
{
	struct exported_call *made = arena_alloc(&x->arena, sizeof(*made));

	*made = (struct exported_call){ .call = call_copy(&x->arena, c), .step = e };
	if (e->last)
		e->last->next = made;
	else
		e->calls = made;
	e->last = made;
	x->calls[x->ncalls++] = made;
}

/* While no call is told of. */
static void take_calls(struct export *x)
{
	const struct ring *ring = &x->session->ring;
	struct ring_walk w;
	const struct call *c;
	size_t at = 0;

	x->calls =
		arena_alloc(&x->arena, sizeof(struct exported_call *) * (size_t)(ring->kept + 1));
	ring_walk(&w, ring);
	while ((c = ring_next(&w))) {
		struct exported_step *e = c->id ? step_of(x, c, &at) : NULL;

		if (e)
			add_call(x, e, c);
	}
	x->told.dropped =
		ring->dropped > x->session->tape.dropped ? ring->dropped : x->session->tape.dropped;
}

struct export_told export_session(struct session *s, const struct export_format *f, struct buf *b)
{
	struct export x = { .session = s };

	take_steps(&x);
	observers_pause(&s->observers);
	take_calls(&x);
	observers_resume(&s->observers);
	f->write(&x, b);
	arena_free(&x.arena);
	return x.told;
}

void export_tell(const struct export_told *t, struct buf *b)
{
	if (t->dropped)
		buf_addf(b, "the %llu oldest are not kept, and not in the file\n",
			(unsigned long long)t->dropped);
	if (t->unsaid) {
		text_add_count(b, t->unsaid, "command");
		buf_adds(b, t->unsaid == 1 ? " cannot be said there, and stands as a comment\n"
					   : " cannot be said there, and stand as comments\n");
	}
}

/* ---- what the formats share ---- */

const struct taped *export_outcome(const struct exported_step *e)
{
	return e->step->job ? e->ended : e->step;
}

const char *export_obstacle(const struct exported_step *e)
{
	const struct taped *s = e->step;

	if (s->cut)
		return "the command was too long to be kept";
	if (s->row && s->row->flags & TAKES_LINES)
		return "what was typed meanwhile is not kept";
	if (s->interrupted)
		return "Ctrl-C ended it";
	if (s->verdict == VERDICT_STOPPED)
		return "it did not come to its end";
	if (s->failed)
		return "something within it failed";
	if (s->verdict == VERDICT_REFUSED)
		return s->why ? "" : "it was refused";
	return NULL;
}

const struct call *export_result_call(const struct exported_step *e)
{
	const struct taped *s = export_outcome(e);

	for (const struct exported_call *c = e->calls; s && c; c = c->next)
		if (c->call->id == s->result.id)
			return c->call;
	return NULL;
}

void export_head(const struct export *x, const char *comment, struct buf *b)
{
	time_t now = (time_t)(intr_wall() / SECOND);
	struct tm parts;
	char date[40];

	localtime_r(&now, &parts);
	strftime(date, sizeof(date), "%F %R", &parts);
	buf_addf(b, "%sA session with sosh, exported %s\n", comment, date);
	if (x->told.dropped)
		buf_addf(b, "%sNot complete: the %llu oldest calls or commands were not kept.\n",
			comment, (unsigned long long)x->told.dropped);
}

void export_comment(const char *comment, struct slice text, struct buf *b)
{
	while (text.len) {
		const char *end = memchr(text.p, '\n', text.len);
		size_t len = end ? (size_t)(end - text.p) : text.len;

		buf_adds(b, comment);
		text_add_clean(b, text.p, len);
		buf_addc(b, '\n');
		text = slice_from(text, len + (end != NULL));
	}
}
