/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks that commands run.
 */
#include "shell/session.h"
#include "block.h"

struct program *block_read(struct run *r, const struct arg *block)
{
	struct span inside = { block->span.start + 1, block->span.end - 1 };

	if (r->session->depth < SOURCE_DEPTH_MAX)
		return program_read(r->session, inside, &r->err);
	err_set(&r->err, ERR_USAGE, "blocks are nested %d deep", r->session->depth);
	return NULL;
}

bool block_is_over(const struct session *s)
{
	return s->quitting || out_failed(s->out) || intr_pending(&s->intr) >= INTR_USER;
}

bool block_goes_on(const struct session *s)
{
	return s->set.keep && !s->endless && !block_is_over(s);
}
