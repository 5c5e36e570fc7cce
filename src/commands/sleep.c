/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sleep: waits.
 */
#include "shell/session.h"
#include "lang/types.h"

enum { TIME };

static enum command_status run(struct run *r)
{
	intr_sleep(r->sys.intr, POS(r, TIME)->num);
	return DONE;
}

const struct command command_sleep = {
	.name = "sleep",
	.group = GROUP_CHECK,
	.flags = MAY_BE_JOB | PAUSES,
	.params = (const struct param[]){ { "TIME", &type_time, 0, .help = "how long" }, { 0 } },
	.summary = "wait for a time",
	.details =
		"Ctrl-C ends it. To wait for something to happen, assert with -t is surer and faster.",
	.examples = (const struct example[]){ { NULL, "sleep 20ms", NULL }, { 0 } },
	.see = "assert",
	.run = run,
};
