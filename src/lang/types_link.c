/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that name links, and what these do to frames.
 */
#include "lang/complete.h"
#include "lang/scope.h"
#include "lang/types.h"
#include "net/links.h"

/* Hosts, and switches by their names. */
static void complete_ends(const struct arg_context *c, struct candidates *out)
{
	const struct net *n = c->scope ? c->scope->net : NULL;

	for (size_t i = 0; n && i < n->nhosts; i++)
		candidates_add(out, n->hosts[i]->name, "a host", ' ');
	for (size_t i = 0; n && n->links && i < n->links->count; i++)
		if (*n->links->all[i]->name)
			candidates_add(out, n->links->all[i]->name, "a switch", ' ');
}

static int parse_rate(const struct arg_context *c, struct arg *a, struct err *e)
{
	(void)c;
	return line_rate_parse(a->text, &a->num, e);
}

static int parse_frames(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct line_some some;

	(void)c;
	return line_some_parse(a->text, &some, e);
}

const struct arg_type type_ends = { .name = "END",
	.what = "a host, a switch by its name, or A>B: what A sends to B",
	.complete = complete_ends };

const struct arg_type type_rate = {
	.name = "RATE", .what = "bits a second: 64kbit, 10mbit, 1.5gbit", .parse = parse_rate
};

const struct arg_type type_frames = { .name = "FRAMES",
	.what = "a share of the frames, 5%, or their numbers from now on, 3,7",
	.parse = parse_frames };
