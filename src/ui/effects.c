/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks before and after each call, and the lines of what differs.
 */
#include "effects.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/wrap.h"
#include "insight/effects.h"

static void write_effects(struct out *out, const struct effects *e, const struct settings *set,
	const struct call *c, int64_t at, const char *prefix)
{
	size_t width = out_columns(out);
	struct buf text = { 0 };

	if (set->json)
		effects_json(e, c, at, &text);
	else
		effects_print(e, prefix, width ? width : WRAP_COLUMNS, &text);
	out_write(out, buf_cstr(&text), text.len);
	buf_free(&text);
}

static void keep(struct session *s, const struct looks *l)
{
	if (!s->looks)
		s->looks = mem_alloc(sizeof(*s->looks));
	*s->looks = *l;
}

void effects_before(struct run *r, const struct call *c)
{
	if (c->aside)
		return;
	if (!r->looks)
		r->looks = mem_alloc(sizeof(*r->looks));
	looks_before(r->looks, r->sys.fds, c);
}

void effects_after(struct session *s, const struct run *r, const struct call *c)
{
	struct looks before = *r->looks;
	struct effects found = { 0 };
	char prefix[16] = "  ";

	if (!looks_at(&before, LOOK_OPERAND))
		return;
	looks_again(&before, r->looks, r->sys.fds, c);
	effects_find(&found, &before, r->looks, c);
	turns_note(&s->turns, &before, r->looks, c, 0);
	if (r->job)
		snprintf(prefix, sizeof(prefix), "[%%%d]   ", r->job);
	write_effects(r->out, &found, r->set, c, 0, prefix);
	effects_free(&found);
	if (r->session)
		keep(r->session, r->looks);
}

void effects_forget(struct session *s)
{
	free(s->looks);
	s->looks = NULL;
}

void effects_since(struct session *s)
{
	struct looks now;
	struct effects found = { 0 };

	if (!effects_shown(&s->set, s->front)) {
		effects_forget(s);
		return;
	}
	looks_again(s->looks, &now, s->scope.fds, NULL);
	effects_find(&found, s->looks, &now, NULL);
	observers_pause(&s->observers);
	turns_note(&s->turns, s->looks, &now, NULL, intr_now());
	observers_resume(&s->observers);
	write_effects(s->out, &found, &s->set, NULL, intr_now() + s->clock, "since: ");
	effects_free(&found);
	*s->looks = now;
}
