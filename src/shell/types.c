/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that name jobs, servers and settings.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "lang/complete.h"
#include "shell/job.h"
#include "shell/servers.h"
#include "shell/settings.h"
#include "shell/types.h"
#include "shell/session.h"

/* %N */
static int parse_job(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct slice number = { a->text.p + 1, a->text.len ? a->text.len - 1 : 0 };

	if (!a->text.len || a->text.p[0] != '%' || text_number(number, 1, INT_MAX, &a->num, e))
		return err_set(e, ERR_USAGE, "'%.*s' is no job; jobs are written %%1, %%2 ...",
			(int)a->text.len, a->text.p);
	if (!c->scope || job_find(session_of(c->scope), (int)a->num))
		return 0;
	err_set(e, ERR_NAME, "there is no job %%%d", (int)a->num);
	return err_hint(e, "jobs lists them; one that was waited for is forgotten");
}

static void complete_job(const struct arg_context *c, struct candidates *out)
{
	for (int id = 0; (id = job_next(session_of(c->scope), id));) {
		char number[16];
		struct slice text = job_text(job_find(session_of(c->scope), id));

		snprintf(number, sizeof(number), "%%%d", id);
		candidates_add(out, number, arena_copy(out->arena, text.p, text.len), ' ');
	}
}

/* A descriptor that a server serves. */
static int parse_server(const struct arg_context *c, struct arg *a, struct err *e)
{
	if (type_fd.parse(c, a, e))
		return -1;
	if (!c->scope || servers_find(session_of(c->scope), (int)a->num))
		return 0;
	err_set(e, ERR_NAME, "no server serves descriptor %d", (int)a->num);
	return err_hint(e, "servers lists them");
}

static void complete_server(const struct arg_context *c, struct candidates *out)
{
	for (int fd = -1; (fd = servers_next(session_of(c->scope), fd)) >= 0;) {
		struct slice name = vars_name_of_fd(&c->scope->vars, fd);
		char number[16];

		snprintf(number, sizeof(number), "%d", fd);
		candidates_add(out, name.p ? arena_copy(out->arena, name.p, name.len) : number,
			"a server", ' ');
	}
}

/* A server's descriptor, or all: then num is -1. */
static int parse_server_all(const struct arg_context *c, struct arg *a, struct err *e)
{
	a->num = -1;
	return a->bare && slice_is(a->text, "all") ? 0 : parse_server(c, a, e);
}

static void complete_server_all(const struct arg_context *c, struct candidates *out)
{
	complete_server(c, out);
	candidates_add_bare(out, "all", "every server", ' ');
}

/* %N, or all: then num is 0. */
static int parse_job_all(const struct arg_context *c, struct arg *a, struct err *e)
{
	a->num = 0;
	return a->bare && slice_is(a->text, "all") ? 0 : parse_job(c, a, e);
}

static void complete_job_all(const struct arg_context *c, struct candidates *out)
{
	complete_job(c, out);
	candidates_add_bare(out, "all", "every job", ' ');
}

/* num: the job's number or the server's descriptor; row: which of the two. */
static int parse_waitable(const struct arg_context *c, struct arg *a, struct err *e)
{
	a->num = 0;
	if (a->bare && slice_is(a->text, "all"))
		return 0;
	bool job = a->text.len && a->text.p[0] == '%';
	a->row = job ? NULL : &type_server_all;
	return job ? parse_job(c, a, e) : parse_server(c, a, e);
}

static void complete_waitable(const struct arg_context *c, struct candidates *out)
{
	complete_job(c, out);
	complete_server(c, out);
	candidates_add_bare(out, "all", "every job", ' ');
}

const struct arg_type type_server_all = { .flags = TYPE_LOOKS_UP,
	.name = "FD|all",
	.what = "the descriptor of a server, or the word all",
	.parse = parse_server_all,
	.complete = complete_server_all };

const struct arg_type type_job = { .flags = TYPE_LOOKS_UP,
	.name = "%N|all",
	.what = "a job, or the word all",
	.parse = parse_job_all,
	.complete = complete_job_all };

const struct arg_type type_waitable = { .flags = TYPE_LOOKS_UP,
	.name = "%N|FD|all",
	.what = "a job, a server's descriptor, or the word all",
	.parse = parse_waitable,
	.complete = complete_waitable };

/* ---- settings ---- */

static int parse_setting(const struct arg_context *c, struct arg *a, struct err *e)
{
	(void)c;
	a->row = setting_find(a->text, e);
	return a->row ? 0 : -1;
}

static void complete_setting(const struct arg_context *c, struct candidates *out)
{
	(void)c;
	for (size_t i = 0; i < setting_count; i++)
		candidates_add(out, settings[i].name, settings[i].summary, ' ');
}

/* The setting that stands before this value. */
static const struct setting *setting_before(const struct arg_context *c)
{
	return c->args ? c->args->pos[0].row : NULL;
}

static int parse_setvalue(const struct arg_context *c, struct arg *a, struct err *e)
{
	const struct setting *row = setting_before(c);

	return row ? setting_parse(row, a->text, &a->num, e) : 0;
}

static void complete_setvalue(const struct arg_context *c, struct candidates *out)
{
	const struct setting *row = setting_before(c);

	if (row && row->type == SETTING_BOOL) {
		candidates_add(out, "on", NULL, ' ');
		candidates_add(out, "off", NULL, ' ');
	}
	if (row && row->type == SETTING_SIZE)
		candidates_add(out, "auto", NULL, ' ');
	for (int i = 0; row && row->type == SETTING_CHOICE && row->choices[i]; i++)
		candidates_add(out, row->choices[i], NULL, ' ');
}

const struct arg_type type_setting = { .name = "SETTING",
	.what = "the name of a setting; set lists them",
	.parse = parse_setting,
	.complete = complete_setting };

const struct arg_type type_setvalue = { .name = "VALUE",
	.what = "a value that fits the setting",
	.parse = parse_setvalue,
	.complete = complete_setvalue };
