/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of the parameters of serve.
 */
#include <string.h>

#include "lang/complete.h"
#include "lang/types.h"
#include "serve/faults.h"
#include "serve/service.h"

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
	complete_endpoint_word(out);
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

const struct arg_type type_servable = { .flags = TYPE_LOOKS_UP | TYPE_OF_NAMES | TYPE_SLIPS,
	.name = "FD|ENDPOINT",
	.what = "a descriptor, or an endpoint as one word: 127.0.0.1:7, *:80, /path, @name",
	.parse = parse_servable,
	.complete = complete_servable };

const struct arg_type type_named_service = { .name = "SERVICE",
	.what = "what a server does with the bytes",
	.parse = parse_service,
	.complete = complete_service };

static int parse_faults(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct faults f;

	(void)c;
	return faults_parse(a->text, &f, e);
}

const struct arg_type type_faults = { .name = "WHICH",
	.what = "datagrams by number or as a share: 3,7 or 2..5 or 30%, in:1 or out:30% one way only",
	.parse = parse_faults };
