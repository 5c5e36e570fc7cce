/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that name jobs, servers and blocks.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "lang/complete.h"
#include "lang/job.h"
#include "lang/servers.h"
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

		snprintf(number, sizeof(number), "%%%d", id);
		candidates_add(out, number, arena_copy(out->arena, text.p, text.len), ' ');
	}
}

/* A descriptor that a server serves. */
static int parse_server(const struct arg_context *c, struct arg *a, struct err *e)
{
	if (type_fd.parse(c, a, e))
		return -1;
	if (!c->session || servers_find(c->session, (int)a->num))
		return 0;
	err_set(e, ERR_NAME, "no server serves descriptor %d", (int)a->num);
	return err_hint(e, "servers lists them");
}

static void complete_server(const struct arg_context *c, struct candidates *out)
{
	for (int fd = -1; (fd = servers_next(c->session, fd)) >= 0;) {
		struct slice name = vars_name_of_fd(&c->session->vars, fd);
		char number[16];

		snprintf(number, sizeof(number), "%d", fd);
		candidates_add(out, name.p ? arena_copy(out->arena, name.p, name.len) : number,
			"a server", ' ');
	}
}

/* num: the job's number or the server's descriptor; row: which of the two. */
static int parse_waitable(const struct arg_context *c, struct arg *a, struct err *e)
{
	a->num = 0;
	if (a->bare && slice_is(a->text, "all"))
		return 0;
	bool job = a->text.len && a->text.p[0] == '%';
	a->row = job ? NULL : &type_server;
	return job ? parse_job(c, a, e) : parse_server(c, a, e);
}

static void complete_waitable(const struct arg_context *c, struct candidates *out)
{
	complete_job(c, out);
	complete_server(c, out);
	candidates_add(out, "all", "every job", ' ');
}

static int parse_block(const struct arg_context *c, struct arg *a, struct err *e)
{
	return a->block ? 0
			: err_set(e, ERR_USAGE, "%s takes a block: { COMMANDS }", c->param->name);
}

/* An endpoint is one word here and carries its colon, slash or @; all else is a
 * descriptor. */
static int parse_servable(const struct arg_context *c, struct arg *a, struct err *e)
{
	bool endpoint =
		a->text.len && (a->text.p[0] == '@' || memchr(a->text.p, ':', a->text.len) ||
				       memchr(a->text.p, '/', a->text.len));

	a->row = endpoint ? &type_endpoint : NULL;
	return endpoint ? endpoint_parse(a->text, &a->endpoint, e) : type_fd.parse(c, a, e);
}

static void complete_servable(const struct arg_context *c, struct candidates *out)
{
	type_fd.complete(c, out);
	candidates_add(out, "127.0.0.1:", "a port of this machine", 0);
	candidates_add(out, "*:", "a port of all interfaces", 0);
	candidates_add(out, "unix:", "a path of AF_UNIX", 0);
}

static int parse_service(const struct arg_context *c, struct arg *a, struct err *e)
{
	(void)c;
	a->row = service_find(a->text);
	if (a->row)
		return 0;
	err_set(e, ERR_USAGE, "no service '%.*s'", (int)a->text.len, a->text.p);
	struct buf all = { 0 };
	for (int i = 0; services[i]; i++)
		buf_addf(&all, " %s", services[i]->name);
	err_hint(e, "there are%s", buf_cstr(&all));
	buf_free(&all);
	return -1;
}

static void complete_service(const struct arg_context *c, struct candidates *out)
{
	(void)c;
	for (int i = 0; services[i]; i++)
		candidates_add(out, services[i]->name, services[i]->summary, ' ');
}

const struct arg_type type_servable = { "FD|ENDPOINT",
	"a descriptor, or an endpoint as one word: 127.0.0.1:7, *:80, /path, @name", parse_servable,
	complete_servable };

const struct arg_type type_named_service = { "SERVICE", "what a server does with the bytes",
	parse_service, complete_service };

const struct arg_type type_server = { "FD", "the descriptor of a server", parse_server,
	complete_server };

const struct arg_type type_job = { "%N", "a job: %1, %2 ...", parse_job, complete_job };

const struct arg_type type_waitable = { "%N|FD|all",
	"a job, a server's descriptor, or the word all", parse_waitable, complete_waitable };

const struct arg_type type_block = { "{ BLOCK }", "commands in braces, on one line or several",
	parse_block, NULL };
