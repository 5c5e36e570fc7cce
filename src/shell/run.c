/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run's life, and what a call record leaves in it.
 */
#include <stdlib.h>

#include "shell/judge.h"
#include "shell/session.h"
#include "sock/render.h"

static void on_call(void *context, struct call *c)
{
	struct run *r = context;
	bool ok = call_ok(c);

	observers_after(r->observers, r, c);
	if (r->held || c->aside)
		return;
	r->result = (struct last){ .any = true,
		.id = c->id,
		.ok = ok,
		.outcome = c->outcome,
		.result = c->result,
		.errnum = c->errnum,
		.duration = c->duration,
		.error = ok ? "" : render_error_name(c),
		.call = c->name,
		.fd = c->fd,
		.serial = c->serial };
	r->received = ok && c->received;
	judge_keep(r, c);
}

void run_before(void *context, const struct call *c, bool may_block)
{
	struct run *r = context;

	observers_before(r->observers, r, c, may_block);
	r->waited |= may_block;
}

/* Inlined into both of its users: the first is on the way of every command. */
static inline void init(struct run *r, struct session *s, const struct run_own *own)
{
	r->session = s;
	/* one that is in its place for a while (retry) may be gone before the run is */
	r->front = s->front->behind ? s->front->behind : s->front;
	r->out = s->out;
	r->observers = &s->observers;
	r->clock = s->clock;
	r->stdin_is_data = s->stdin_is_data;
	r->source = own->source;
	r->row = NULL;
	r->parsed = NULL;
	r->reached = NULL;
	r->sys = (struct sys){ .fds = s->scope.fds,
		.intr = own->intr,
		.before = own->before,
		.after = on_call,
		.context = r,
		.job = own->job };
	r->arena = own->arena;
	r->as = (struct slice){ NULL, 0 };
	r->set = own->set;
	r->data = own->data;
	r->addr = own->addr;
	r->along = own->along;
	r->matched = own->matched;
	r->rendered = own->rendered;
	r->job = own->job;
	r->away = false;
	r->looks = NULL;
	r->words = r->failure = (struct buf){ 0 };
	run_clear(r);
}

void run_init(struct run *r, struct session *s)
{
	const struct run_own own = { .before = run_before,
		.source = s->source,
		.arena = s->arena,
		.intr = &s->intr,
		.set = &s->set,
		.data = &s->data,
		.addr = &s->addr,
		.along = s->along,
		.matched = &s->matched,
		.rendered = &s->rendered };

	init(r, s, &own);
}

void run_init_job(struct run *r, struct session *s, const struct run_own *own)
{
	init(r, s, own);
}

void run_clear(struct run *r)
{
	r->result = (struct last){ .error = "" };
	r->held = r->looking = r->received = r->as_expected = r->hex = r->waited = false;
	r->words.len = r->failure.len = 0;
	r->sys.file = NULL;
	err_clear(&r->err);
}

void run_free(struct run *r)
{
	buf_free(&r->words);
	buf_free(&r->failure);
	free(r->looks);
}

const char *arg_string(const struct run *r, const struct arg *a)
{
	return arena_copy(r->arena, a->text.p, a->text.len);
}

static bool is_descriptor(const struct arg *a, const struct param *p, int fd)
{
	return a->given && p->type->flags & TYPE_OF_NAMES && a->num == fd;
}

bool run_names(const struct run *r, int fd)
{
	const struct param *p = r->row->params;

	for (int i = 0; p && p[i].name; i++)
		if (is_descriptor(POS(r, i), &p[i], fd))
			return true;
	for (int i = 0; i < r->args.nrest; i++)
		if (is_descriptor(&r->args.rest[i], r->args.repeated, fd))
			return true;
	return false;
}

bool run_goes_on(const struct run *r)
{
	return !intr_pending(r->sys.intr) && !out_failed(r->out);
}

void run_result(struct run *r, int64_t value)
{
	r->result.any = r->result.ok = true;
	r->result.call = r->row->name;
	r->result.outcome = CALL_RETURNED;
	r->result.result = value;
	r->result.errnum = 0;
	r->result.error = "";
	r->as_expected = false;
	buf_clear(&r->words);
	buf_addn(&r->words, value);
}

/* NAME, a constant, is what the command came to, and no call's result. */
static void come_to(struct run *r, const char *name)
{
	if (!r->result.any)
		r->result.call = r->row->name;
	r->result.any = true;
	r->result.ok = r->as_expected = false;
	r->result.error = name;
	r->result.result = -1;
	buf_clear(&r->words);
	buf_adds(&r->words, name);
	buf_clear(&r->failure);
	buf_add(&r->failure, r->text.p, r->text.len);
	buf_addf(&r->failure, " = %s", name);
}

void run_gave_up(struct run *r)
{
	come_to(r, "GAVEUP");
	r->result.outcome = CALL_GAVE_UP;
}

void run_ended(struct run *r)
{
	come_to(r, "EOF");
	r->result.outcome = CALL_RETURNED;
	r->result.errnum = 0;
}

void matched_take(struct matched *to, struct matched *from)
{
	struct matched was = *to;

	if (!from->count)
		return;
	*to = *from;
	*from = was;
}

void matched_free(struct matched *m)
{
	for (int i = 0; i < RUN_CAPTURES; i++)
		buf_free(&m->captures[i]);
}
