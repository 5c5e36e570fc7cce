/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line under a call that failed.
 */
#include "reasons.h"

#include "insight/reasons.h"

void reasons_write(struct session *s, const struct run *r, const struct call *c)
{
	struct reasons_scene scene = session_scene(s, r->session);
	struct buf line = { 0 };
	bool known;

	if (r->set->json) {
		known = reasons_json(&scene, c, &line);
	} else {
		if (r->job)
			buf_addf(&line, "[%%%d] ", r->job);
		buf_adds(&line, "  why: ");
		known = reasons_add(&scene, c, &line);
		buf_addc(&line, '\n');
	}
	if (known)
		out_write(r->out, line.data, line.len);
	buf_free(&line);
}
