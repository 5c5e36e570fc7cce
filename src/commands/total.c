/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The result of a command of several calls that its time limit ends.
 */
#include <errno.h>

#include "total.h"
#include "base/text.h"
#include "shell/emit.h"
#include "shell/session.h"

static void tell(struct run *r)
{
	struct buf line = { 0 };

	buf_adds(&line, "gave up after ");
	text_add_time(&line, r->sys.intr->limit);
	buf_addc(&line, '\n');
	if (!r->set->quiet)
		emit_text(r, buf_slice(&line));
	buf_free(&line);
}

static bool struck(const struct run *r)
{
	return intr_pending(r->sys.intr) == INTR_LIMIT;
}

static bool interrupted(const struct run *r)
{
	return intr_pending(r->sys.intr) >= INTR_USER;
}

/* What the call's line does not tell. */
static void tell_total(struct run *r, int64_t total)
{
	struct buf line = { 0 };

	buf_adds(&line, "interrupted: ");
	text_add_count(&line, (uint64_t)total, "byte");
	buf_adds(&line, " in all\n");
	if (!r->set->quiet && total != r->result.result)
		emit_text(r, buf_slice(&line));
	buf_free(&line);
}

void total_result(struct run *r, int64_t total, bool ended)
{
	bool in_call = r->result.outcome == CALL_GAVE_UP;

	if (interrupted(r) && total)
		ended |= r->result.errnum == EINTR;
	if (!ended && !(struck(r) && in_call && total))
		return;
	if (interrupted(r))
		tell_total(r, total);
	if (ended && struck(r) && !in_call)
		tell(r);
	run_result(r, total);
}

void total_gave_up(struct run *r)
{
	if (!struck(r) || r->result.outcome == CALL_GAVE_UP)
		return;
	tell(r);
	run_gave_up(r);
}
