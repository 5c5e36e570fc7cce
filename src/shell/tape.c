/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commands that a session ran.
 */
#include "shell/tape.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "shell/record.h"

#define SEGMENT ((size_t)TAPE_SIZE / TAPE_SEGMENTS)

void tape_free(struct tape *t)
{
	free(t->bytes);
	buf_free(&t->why);
}

/* Room for a record of SIZE bytes in the newest segment. */
static void *make_room(struct tape *t, size_t size)
{
	char *place;

	if (!t->bytes)
		t->bytes = mem_alloc(TAPE_SIZE);
	if (t->used[t->newest] + size > SEGMENT) {
		t->newest = (t->newest + 1) % TAPE_SEGMENTS;
		t->dropped += t->kept[t->newest];
		t->used[t->newest] = t->kept[t->newest] = 0;
	}
	place = t->bytes + t->newest * SEGMENT + t->used[t->newest];
	t->used[t->newest] += size;
	t->kept[t->newest]++;
	return place;
}

static uint64_t calls_so_far(struct session *s)
{
	uint64_t calls;

	observers_pause(&s->observers);
	calls = s->observers.calls;
	observers_resume(&s->observers);
	return calls;
}

void tape_begin(struct session *s)
{
	if (s->recorder)
		record_step(s, false);
	s->tape.before = calls_so_far(s);
	s->tape.verdict = VERDICT_HELD;
	s->tape.failures = 0;
}

void tape_fault(struct tape *t, enum verdict v, const struct err *e)
{
	t->verdict = v;
	t->failures += t->nesting > 1;
	buf_clear(&t->why);
	if (e)
		buf_adds(&t->why, e->text);
}

/* The texts of a step. */
struct texts {
	struct slice body, expects, why;
};

/* Each command pays for what is done here. */
static struct taped *add_step(struct session *s, const struct texts *t)
{
	enum { ALIGN = 8 };
	size_t text = t->body.len + t->expects.len;
	size_t size = (sizeof(struct taped) + text + t->why.len + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	struct taped *step = make_room(&s->tape, size);

	step->size = size;
	step->row = NULL;
	step->before = s->tape.before;
	step->last = calls_so_far(s);
	step->ended = step->last == step->before ? intr_now() : 0;
	step->verdict = s->tape.verdict;
	step->job = 0;
	step->comment = step->ends_job = step->named = step->received = false;
	step->failed = step->interrupted = step->cut = false;
	step->body = (uint32_t)t->body.len;
	step->text = (uint32_t)text;
	step->why = (uint32_t)t->why.len;
	if (t->body.len)
		memcpy(step->bytes, t->body.p, t->body.len);
	if (t->expects.len)
		memcpy(step->bytes + step->body, t->expects.p, t->expects.len);
	if (t->why.len)
		memcpy(step->bytes + text, t->why.p, t->why.len);
	return step;
}

static inline struct slice trimmed(const char *text, size_t start, size_t end)
{
	while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t'))
		end--;
	return (struct slice){ text + start, end - start };
}

/* P as it stands in TEXT. */
static inline void split(const struct parsed *p, const char *text, struct texts *t)
{
	size_t end = p->span.end - (p->background && text[p->span.end - 1] == '&');

	t->body = trimmed(text, p->span.start, p->expect.given ? p->expect.span.start : end);
	if (p->expect.given)
		t->expects = trimmed(text, p->expect.span.start, end);
}

static void take_result(struct taped *step, const struct run *r)
{
	step->row = r->row;
	step->result = r->result;
	step->named = r->as.p != NULL;
	step->received = r->received;
}

void tape_add(struct session *s, const struct parsed *p, const struct run *r, int job)
{
	struct texts t = { 0 };
	struct taped *step;
	bool cut = p->span.end - p->span.start > TAPE_TEXT_MAX;

	if (!cut)
		split(p, r->source->text, &t);
	if (s->tape.verdict != VERDICT_HELD)
		t.why = buf_slice(&s->tape.why);
	step = add_step(s, &t);
	take_result(step, r);
	step->job = job;
	step->failed = s->tape.failures > 0;
	step->interrupted = intr_pending(&s->intr) >= INTR_USER;
	step->cut = cut;
	if (s->recorder)
		record_step(s, true);
}

void tape_comment(struct session *s, struct slice text)
{
	const struct texts t = { .body = text };
	struct taped *step;

	if (s->tape.nesting || text.len > TAPE_TEXT_MAX)
		return;
	s->tape.verdict = VERDICT_HELD;
	s->tape.before = calls_so_far(s);
	step = add_step(s, &t);
	step->result = (struct last){ 0 };
	step->comment = true;
}

void tape_job(struct session *s, const struct run *r)
{
	const struct texts none = { 0 };
	struct taped *step = add_step(s, &none);

	take_result(step, r);
	step->last = step->before;
	step->ended = intr_now();
	step->job = r->job;
	step->ends_job = true;
}

const struct taped *tape_next(const struct tape *t, struct tape_walk *w)
{
	for (; t->bytes && w->passed < TAPE_SEGMENTS; w->passed++, w->at = 0) {
		unsigned segment = (t->newest + 1 + w->passed) % TAPE_SEGMENTS;
		const char *p = t->bytes + segment * SEGMENT + w->at;

		if (w->at < t->used[segment]) {
			const struct taped *step = (const void *)p;

			w->at += step->size;
			return step;
		}
	}
	return NULL;
}
