/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line under a call that failed.
 */
#include "reasons.h"

#include "insight/reasons.h"

static struct slice name_of(const void *vars, int fd)
{
	return vars_name_of_fd(vars, fd);
}

/* A job's thread does not read variables. */
static struct reasons_scene scene_of(const struct session *s, const struct run *r)
{
	return (struct reasons_scene){ .fds = r->sys.fds,
		.ring = &s->ring,
		.name_of = r->session ? name_of : NULL,
		.context = &s->scope.vars };
}

void reasons_write(struct session *s, const struct run *r, const struct call *c)
{
	struct reasons_scene scene = scene_of(s, r);
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
