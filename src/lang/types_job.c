/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that name jobs, servers and blocks.
 */
#include <limits.h>
#include <stdio.h>

#include "base/text.h"
#include "lang/complete.h"
#include "lang/job.h"
#include "lang/types.h"

/* %N */
static int parse_job(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct slice number = { a->text.p + 1, a->text.len ? a->text.len - 1 : 0 };
	if (!a->text.len || a->text.p[0] != '%' || text_number(number, 1, INT_MAX, &a->num, e))
		return err_set(e, ERR_USAGE, "'%.*s' is no job; jobs are written %%1, %%2 ...",
			(int)a->text.len, a->text.p);
	if (!c->session || job_find(c->session, (int)a->num))
		return 0;
	err_set(e, ERR_NAME, "there is no job %%%d", (int)a->num);
	return err_hint(e, "jobs lists them; one that was waited for is forgotten");
}

static void complete_job(const struct arg_context *c, struct candidates *out)
{
	for (int id = 0; (id = job_next(c->session, id));) {
		char number[16];
		struct slice text = job_text(job_find(c->session, id));
		snprintf(number, sizeof number, "%%%d", id);
		candidates_add(out, number, arena_copy(out->arena, text.p, text.len), ' ');
	}
}

static int parse_waitable(const struct arg_context *c, struct arg *a, struct err *e)
{
	a->num = 0;
	if (a->bare && slice_is(a->text, "all"))
		return 0;
	return parse_job(c, a, e);
}

static void complete_waitable(const struct arg_context *c, struct candidates *out)
{
	complete_job(c, out);
	candidates_add(out, "all", "every job", ' ');
}

static int parse_block(const struct arg_context *c, struct arg *a, struct err *e)
{
	return a->block ? 0 : err_set(e, ERR_USAGE, "%s takes a block: { COMMANDS }", c->param->name);
}

const struct arg_type type_job = { "%N", "a job: %1, %2 ...", parse_job, complete_job };

const struct arg_type type_waitable = { "%N|FD|all", "a job, a server's descriptor, or the word all",
	parse_waitable, complete_waitable };

const struct arg_type type_block = { "{ BLOCK }", "commands in braces, on one line or several",
	parse_block, NULL };
