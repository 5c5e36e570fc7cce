/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls on the screen, in the transcript and as JSON, as the run's settings say.
 */
#include "ui/screen.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "shell/emit.h"
#include "sock/render.h"
#include "effects.h"
#include "reasons.h"
#include "ui/show.h"

#define SLOW_CALL MILLISECOND /* from here on the prompt shows a call's time */

enum {
	SHOWN_AT_PROMPT = 4096, /* bytes of data, */
	SHOWN_ALWAYS = 1 << 20,
	WORST = 6, /* and of text for one of them */
};

/* Where text goes. A file wants no colour. */
enum place { SCREEN, TRANSCRIPT };

/* ---- text ---- */

static int64_t times_from(const struct run *r)
{
	if (r->set->times == TIMES_AUTO)
		return r->front->interactive ? SLOW_CALL : -1;
	return r->set->times == TIMES_ON ? 0 : -1;
}

static size_t max_shown(const struct run *r)
{
	if (r->set->max_shown == SHOWN_AUTO)
		return r->front->interactive ? SHOWN_AT_PROMPT : 0;
	return (size_t)r->set->max_shown;
}

static void write_to(const struct run *r, enum place place, const char *p, size_t len)
{
	if (place == SCREEN)
		out_show(r->out, p, len);
	else
		out_transcribe(r->out, p, len);
}

/* How many bytes of the data are shown; 0: all, as long as there is memory for them. */
static size_t shown_at_most(const struct run *r, const struct call *c)
{
	size_t len = call_length(c), max = max_shown(r);

	if (max && max < len)
		len = max;
	if (len < SHOWN_ALWAYS || buf_try_reserve(r->rendered, len * WORST))
		return max;
	return SHOWN_ALWAYS;
}

/* Never inlined, and so is show_waiting: who is told of most calls has nothing to write. */
static __attribute__((noinline)) void write_text(
	const struct run *r, const struct call *c, enum place place)
{
	bool hex = r->hex || r->set->view == VIEW_HEX;
	struct render_style style = {
		.hex = hex,
		.sent_too = hex,
		.hidden = r->looking,
		.raw = r->set->raw,
		.colour = place == SCREEN && emit_colour(r),
		.times = times_from(r),
		.max = shown_at_most(r, c),
		.rest = "print $data shows them",
	};

	buf_clear(r->rendered);
	if (place == TRANSCRIPT && r->set->times == TIMES_ON) {
		text_add_clock(r->rendered, c->began + r->clock);
		buf_addc(r->rendered, ' ');
	}
	if (r->job)
		buf_addf(r->rendered, "[%%%d] ", r->job);
	render_call(c, &style, r->rendered);
	write_to(r, place, r->rendered->data, r->rendered->len);
}

/* With quiet: received data alone, byte for byte; on a terminal only with the
 * setting raw. */
static __attribute__((noinline)) void write_data(
	const struct run *r, const struct call *c, enum place place)
{
	bool exact = !out_is_tty(r->out) || r->set->raw;

	if (c->file || r->looking || !call_ok(c))
		return;
	for (size_t i = 0; i < c->ndata; i++) {
		struct slice data = c->data[i];

		if (!exact) {
			buf_clear(r->rendered);
			text_add_block(r->rendered, data.p, data.len, "");
			data = buf_slice(r->rendered);
		}
		write_to(r, place, data.p, data.len);
	}
}

static __attribute__((noinline)) void write_json(const struct run *r, const struct call *c)
{
	buf_clear(r->rendered);
	render_json(c, r->clock, r->rendered);
	buf_addc(r->rendered, '\n');
	out_write(r->out, r->rendered->data, r->rendered->len);
}

static void write_call(const struct run *r, const struct call *c, enum place place)
{
	if (r->set->quiet && c->received)
		write_data(r, c, place);
	else if (!r->set->quiet)
		write_text(r, c, place);
}

/* ---- the observer ---- */

static void show_after(void *context, const struct run *r, const struct call *c)
{
	if (c->aside && r->session && r->session->looks)
		effects_forget(r->session);
	if (c->aside || r->set->quiet == QUIET_ALL)
		return;
	if (r->set->json) { /* in both places */
		write_json(r, c);
		if (!call_ok(c) && reasons_shown(r->set, r->front))
			reasons_write(context, r, c);
		if (r->looks && effects_shown(r->set, r->front))
			effects_after(context, r, c);
		return;
	}
	write_call(r, c, SCREEN);
	if (out_has_transcript(r->out))
		write_call(r, c, TRANSCRIPT);
	if (!call_ok(c) && reasons_shown(r->set, r->front))
		reasons_write(context, r, c);
	if (r->looks && effects_shown(r->set, r->front))
		effects_after(context, r, c);
}

static void add_waiting(const struct run *r, const struct call *c, struct buf *b)
{
	json_begin(b, "event");
	json_text(b, "event", slice_of("job waits"));
	json_int(b, "job", r->job);
	json_seconds(b, "start", intr_now() + r->clock);
	json_text(b, "call", slice_of(c->name));
	if (c->has_fd)
		json_int(b, "fd", c->fd);
	else
		json_null(b, "fd");
	buf_adds(b, "}\n");
}

/* A job tells once what it waits for: `[%1] accept(3) ...`. */
static __attribute__((noinline)) void show_waiting(const struct run *r, const struct call *c)
{
	buf_clear(r->rendered);
	if (r->set->json) {
		add_waiting(r, c, r->rendered);
	} else {
		buf_addf(r->rendered, "[%%%d] ", r->job);
		render_pending(c, r->rendered);
		buf_adds(r->rendered, " ...\n");
	}
	out_write(r->out, r->rendered->data, r->rendered->len);
}

static void show_before(void *context, struct run *r, const struct call *c, bool may_block)
{
	(void)context;
	if (r->job && may_block && !r->waited &&
		(r->set->json ? r->set->quiet != QUIET_ALL : !r->set->quiet))
		show_waiting(r, c);
	if (effects_shown(r->set, r->front))
		effects_before(r, c);
}

void screen_watch(struct session *s)
{
	observers_add(&s->observers,
		(struct observer){ .before = show_before, .after = show_after, .context = s });
}
