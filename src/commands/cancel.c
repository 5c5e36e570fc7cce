/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cancel: ends the blocked call of a job.
 */
#include "shell/job.h"
#include "shell/types.h"
#include "examples.h"

enum { JOB };

static enum command_status run(struct run *r)
{
	int one = (int)POS(r, JOB)->num;

	for (int id = 0; (id = job_next(r->session, id));)
		if (!one || id == one)
			job_cancel(job_find(r->session, id));
	return DONE;
}

const struct command command_cancel = {
	.name = "cancel",
	.group = GROUP_THREADS,
	.params =
		(const struct param[]){
			{ "%N|all", &type_job, 0, .help = "the job; all: every one" }, { 0 } },
	.summary = "end the blocked call of a job",
	.details =
		"The call returns EINTR, as it does on Ctrl-C in the foreground. wait %N has the result.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_LISTENER, "accept l as s = EINTR &\ncancel %1\nwait %1", NULL },
			{ EXAMPLE_LISTENER, "accept l as s = EINTR &\ncancel all\nwait all", NULL },
			{ 0 } },
	.see = "jobs, wait",
	.run = run,
};
