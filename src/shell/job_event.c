/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs that begin and end, as JSON.
 */
#include "job_event.h"

#include "base/intr.h"
#include "base/json.h"
#include "base/out.h"
#include "shell/settings.h"

static bool is_told(const struct run *r)
{
	return r->set->json && r->set->quiet != QUIET_ALL;
}

static void begin(const struct run *r, const char *event, struct buf *b)
{
	json_begin(b, "event");
	json_text(b, "event", slice_of(event));
	json_int(b, "job", r->job);
	json_seconds(b, "start", intr_now() + r->clock);
}

static void write_event(const struct run *r, struct buf *b)
{
	buf_adds(b, "}\n");
	out_write(r->out, b->data, b->len);
	buf_free(b);
}

void job_event_started(const struct run *r)
{
	struct buf b = { 0 };

	if (!is_told(r))
		return;
	begin(r, "job started", &b);
	json_text(&b, "cmd", r->text);
	write_event(r, &b);
}

/* What wait will say of one that was refused is left to it. */
void job_event_ended(const struct run *r, bool refused)
{
	const struct last *last = &r->result;
	struct buf b = { 0 };

	if (!is_told(r))
		return;
	begin(r, "job ended", &b);
	if (last->any && !refused)
		json_int(&b, "result", last->result);
	else
		json_null(&b, "result");
	if (last->any && !refused && !last->ok)
		json_text(&b, "errno", slice_of(last->error));
	else
		json_null(&b, "errno");
	write_event(r, &b);
}
