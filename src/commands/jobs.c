/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jobs: the commands that run in the background.
 */
#include "shell/emit.h"
#include "shell/job.h"
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

static const struct column columns[] = {
	{ "job", 0, "%N" },
	{ "state", 0, "running or ended" },
	{ "command", 0, "its text" },
	{ 0 },
};

static void add_row(struct table *t, const struct job *j, int id)
{
	struct buf text = { 0 };

	buf_addf(&text, "%%%d", id);
	table_text(t, buf_slice(&text));
	table_text(t, slice_of(job_running(j) ? "running" : "ended"));
	table_text(t, job_text(j));
	buf_free(&text);
}

static enum command_status run(struct run *r)
{
	struct table t = { .columns = columns };

	for (int id = 0; (id = job_next(r->session, id));)
		add_row(&t, job_find(r->session, id), id);
	if (!t.count && !r->session->set.json)
		emit_text(r, slice_of("no jobs; a command that ends in & is one\n"));
	emit_table(r, &t, true);
	return DONE;
}

const struct command command_jobs = {
	.name = "jobs",
	.group = GROUP_THREADS,
	.rows = ROWS_OF(columns),
	.summary = "the commands that run in the background",
	.details = "A job that has ended stays in the list until it is waited for: its result, "
		   "expectation and data are kept for wait.",
	.examples = (const struct example[]){ { EXAMPLE_LISTENER, "accept l as s &\njobs", NULL },
		{ 0 } },
	.see = "wait, cancel",
	.run = run,
};
