/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * within: a time limit for a block.
 */
#include <errno.h>

#include "base/text.h"
#include "examples.h"
#include "lang/types.h"
#include "shell/session.h"
#include "block.h"

enum { TIME, BLOCK };

static int gave_up(struct run *r)
{
	struct buf time = { 0 };

	text_add_time(&time, POS(r, TIME)->num);
	err_set(&r->err, ERR_EXPECT, "GAVEUP: the block has not come to its end within %s",
		buf_cstr(&time));
	r->err.errnum = ETIME;
	buf_free(&time);
	return -1;
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	struct program *p = block_read(r, POS(r, BLOCK));
	struct intr_limit outer;
	enum interp_flow flow;
	bool late;

	if (!p)
		return REFUSED;
	s->depth++;
	outer = intr_begin(&s->intr, POS(r, TIME)->num);
	flow = program_run(s, p);
	late = intr_end(&s->intr, outer) == INTR_LIMIT;
	s->depth--;
	program_free(p);
	if (late && !block_is_over(s))
		return (enum command_status)gave_up(r);
	return flow == FLOW_GO || block_goes_on(s) ? DONE : STOPPED;
}

const struct command command_within = {
	.name = "within",
	.group = GROUP_THREADS,
	.params = (const struct param[]){ { "TIME", &type_time, 0, .min = 1,
						  .help = "how long the block may take" },
		{ "{ BLOCK }", &type_block, 0, .help = "the commands" }, { 0 } },
	.summary = "run a block that is to end within a time",
	.details =
		"When the time is over, the call that waits then is given up (GAVEUP), and no further "
		"command of the block begins; that is a failure, with status 3. Commands within may "
		"have limits of their own, which can only be shorter.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR "send s \"one\\ntwo\\n\"\n",
				"within 2s { expect c \"one\\n\"; expect c \"two\\n\" }",
				"one limit for a conversation" },
			{ 0 } },
	.see = "retry, repeat, set",
	.run = run,
};
