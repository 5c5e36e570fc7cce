/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The life of a report.
 */
#include "reports.h"

#include <stdlib.h>

#include "base/clock.h"
#include "shell/emit.h"
#include "ui/suite.h"

#define LIMIT (10 * SECOND) /* of each wait, where -t says nothing */

struct report *report_begin(struct session *s, const struct invocation *inv)
{
	struct report *r = mem_zalloc(1, sizeof(*r));

	r->out = s->out;
	r->name = slice_of(inv->file ? inv->file : "-c");
	r->nested = inv->nested;
	r->colour = emit_colour_on(s->out, &s->set);
	r->began = intr_now();
	if (!s->set.timeout)
		s->set.timeout = LIMIT;
	checks_begin(s, inv->tap ? &report_tap : &report_junit, r, options_read_input(inv));
	return r;
}

void report_end(struct session *s, struct report *r)
{
	checks_end(s);
	buf_free(&r->line);
	buf_free(&r->title);
	buf_free(&r->cases);
	buf_free(&r->printed);
	free(r);
}
