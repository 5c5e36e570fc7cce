/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a network of hosts consists of.
 */
#include "lang/complete.h"
#include "lang/scope.h"
#include "lang/types.h"
#include "net/hosts.h"

/* ---- a host ---- */

static void complete_on(const struct arg_context *c, struct candidates *out)
{
	const struct net *n = c->scope->net;

	for (size_t i = 0; n && i < n->nhosts; i++)
		candidates_add_bare(out, n->hosts[i]->name, "a host", ' ');
}

const struct arg_type type_on = { .name = "NAME",
	.what = "a host: its name, or - for where the shell began",
	.complete = complete_on };

/* ---- an address with its network ---- */

static int parse_address(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct host_address address;

	(void)c;
	return net_address_parse(a->text, &address, e);
}

const struct arg_type type_address = { .name = "ADDRESS/LEN",
	.what = "an address and the length of its network: 10.0.1.1/24, fd00::1/64",
	.parse = parse_address };
