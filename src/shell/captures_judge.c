/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets against what a line expects of them.
 */
#include "base/clock.h"
#include "shell/captures.h"

#define PATIENCE SECOND             /* for those that are missing */
#define SETTLED  (50 * MILLISECOND) /* after this long none come any more, where none should */
#define STEP     (10 * MILLISECOND)

enum { GOT_MAX = 12 }; /* of those that came, as many are told of */

/* What is expected. */
struct wish {
	struct slice *patterns;
	int count; /* 0: none is to come */
	uint64_t from;
};

enum standing { HELD, BROKEN, MISSING };

/* ONE, or the first behind it that the command has to do with. */
static const struct captured *own_from(const struct captured *one)
{
	while (one && !one->ours)
		one = one->next;
	return one;
}

static enum standing stand(const struct capture *c, const struct wish *w)
{
	const struct captured *one = own_from(capture_behind(c, w->from));

	if (!w->count)
		return one ? BROKEN : MISSING;
	for (int i = 0; i < w->count; i++, one = own_from(one->next))
		if (!one)
			return MISSING;
		else if (!captured_fits(c, one, w->patterns[i]))
			return BROKEN;
	return HELD;
}

/* Until it is clear, or nobody waits any longer. Where none is to come, that none has is it. */
static bool wait_for(struct session *s, const struct wish *w)
{
	int64_t due = intr_now() + (w->count ? PATIENCE : SETTLED);
	enum standing now;

	for (;;) {
		captures_look(s);
		observers_pause(&s->observers);
		now = stand(s->capture, w);
		observers_resume(&s->observers);
		if (now != MISSING || intr_now() >= due || intr_pending(&s->intr) >= INTR_USER)
			break;
		tap_wait(&s->capture->tap, STEP);
	}
	return now == HELD || (now == MISSING && !w->count);
}

static void add_quoted(struct slice text, struct buf *b)
{
	buf_adds(b, " \"");
	buf_add(b, text.p, text.len);
	buf_addc(b, '"');
}

static void add_got(const struct capture *c, uint64_t from, struct buf *b)
{
	const struct captured *one = own_from(capture_behind(c, from));
	struct buf name = { 0 };

	if (!one)
		buf_adds(b, " none");
	for (int i = 0; one && i < GOT_MAX; i++, one = own_from(one->next)) {
		buf_clear(&name);
		captured_name(c, one, &name);
		add_quoted(buf_slice(&name), b);
	}
	buf_adds(b, one ? " ..." : "");
	buf_free(&name);
}

static int complain(struct session *s, const struct wish *w, struct span at, struct err *e)
{
	struct buf text = { 0 };

	buf_adds(&text, "expected packets");
	for (int i = 0; i < w->count; i++)
		add_quoted(w->patterns[i], &text);
	buf_adds(&text, w->count ? "" : " none");
	size_t expected = text.len;
	buf_adds(&text, ", got");
	size_t got = text.len;
	observers_pause(&s->observers);
	add_got(s->capture, w->from, &text);
	observers_resume(&s->observers);
	session_unmet(s,
		slice_from((struct slice){ text.data, expected }, strlen("expected packets ")),
		slice_from(buf_slice(&text), got + 1));
	err_at(e, ERR_EXPECT, at, "%s", buf_cstr(&text));
	buf_free(&text);
	return -1;
}

static int read_wish(struct run *r, struct wish *w, struct err *e)
{
	const struct expect_packets *x = &r->parsed->expect.packets;

	w->from = r->packets_from;
	w->count = x->nwords;
	w->patterns = arena_alloc(r->arena, sizeof(*w->patterns) * (size_t)x->nwords);
	for (int i = 0; i < x->nwords; i++)
		if (scope_expand(&r->session->scope, &x->words[i], r->arena, &w->patterns[i], e))
			return err_locate(e, x->words[i].span);
	if (x->nwords == 1 && x->words[0].bare && slice_is(w->patterns[0], "none"))
		w->count = 0;
	return 0;
}

int captures_judge(struct run *r, struct err *e)
{
	struct session *s = r->session;
	struct span at = r->parsed->expect.span;
	struct wish w;

	if (!capture_is_on(s->capture)) {
		err_at(e, ERR_USAGE, at, "packets are expected, and nothing is captured");
		return err_hint(e, "capture on comes before");
	}
	if (read_wish(r, &w, e))
		return -1;
	return wait_for(s, &w) ? 0 : complain(s, &w, at, e);
}
