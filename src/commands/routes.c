/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * routes: the routing tables, by rtnetlink(7).
 */
#include <linux/rtnetlink.h>

#include "base/text.h"
#include "lang/types.h"
#include "shell/session.h"
#include "rtnl_read.h"

enum { TO };
enum { ALL };

static const struct column columns[] = {
	{ "to", 0, "the addresses that it is for" },
	{ "via", 0, "the next router" },
	{ "interface", 0, "that packets leave by" },
	{ "source", 0, "the address that they get" },
	{ "metric", COLUMN_NUMBER, "the less is preferred" },
	{ "type", COLUMN_LINES, NULL },
	{ "kind", COLUMN_OBJECTS, "unicast, local, broadcast, unreachable and so on" },
	{ "by", 0, "who made it" },
	{ "table", 0, "that it stands in" },
	{ "scope", COLUMN_OBJECTS, "how far it reaches" },
	{ "family", COLUMN_OBJECTS, "AF_INET or AF_INET6" },
	{ 0 },
};

static void add_address(struct table *t, const struct addr *a)
{
	struct buf b = { 0 };

	if (a->len)
		addr_format_host(a, &b);
	table_text(t, buf_slice(&b));
	buf_free(&b);
}

/* A whole address has no prefix: 10.0.0.1. */
static void add_to(struct table *t, const struct rtnl_route *route)
{
	struct buf b = { 0 };

	if (route->to.len)
		addr_format_host(&route->to, &b);
	else
		buf_adds(&b,
			route->prefix ? route->family == AF_INET ? "0.0.0.0" : "::" : "default");
	if (route->prefix && route->prefix != (route->family == AF_INET ? 32 : 128))
		buf_addf(&b, "/%d", route->prefix);
	table_text(t, buf_slice(&b));
	buf_free(&b);
}

static void add_row(struct table *t, const struct rtnl *found, const struct rtnl_route *route)
{
	add_to(t, route);
	add_address(t, &route->via);
	table_link(t, found, route->index);
	add_address(t, &route->source);
	table_number(t, route->metric);
	table_name(t, &names_rtn, route->type);
	table_name(t, &names_rtn, route->type);
	if (route->protocol)
		table_name(t, &names_rtprot, route->protocol);
	else
		table_empty(t);
	table_name(t, &names_rt_table, route->table);
	table_name(t, &names_rt_scope, route->scope);
	table_name(t, &names_family, route->family);
}

/* ADDRESS as the run has it: a number, for names are looked up by a call of their own. */
static int parse_to(struct run *r, struct addr *a)
{
	const struct arg *to = POS(r, TO);
	struct endpoint ep = { .kind = ENDPOINT_INET, .host = to->text, .port = { "0", 1 } };

	if (to->text.len && addr_from_endpoint(&ep, AF_UNSPEC, a) == 1)
		return 0;
	err_at(&r->err, ERR_USAGE, to->span, "'%.*s' is no address", (int)to->text.len, to->text.p);
	return err_hint(
		&r->err, "resolve looks a name up; $addr is the first address that it found");
}

static void add_routes(struct run *r, struct table *t, const struct rtnl *found)
{
	bool all = OPT(r, ALL)->given || POS(r, TO)->given;

	for (size_t i = 0; i < found->nroutes; i++)
		if (all || found->routes[i].table != RT_TABLE_LOCAL)
			add_row(t, found, &found->routes[i]);
}

static enum command_status run(struct run *r)
{
	bool one = POS(r, TO)->given;
	struct table t = { .columns = columns };
	struct rtnl found;
	struct addr to;

	if (one && parse_to(r, &to) < 0)
		return REFUSED;
	if (read_rtnl(r, one ? 0 : RTNL_ROUTES, one ? &to : NULL, &found) < 0) {
		err_locate(&r->err, POS(r, TO)->span);
		return REFUSED;
	}
	add_routes(r, &t, &found);
	rtnl_free(&found);
	if (!t.count && !r->session->set.json)
		emit_text(r,
			slice_of("no routes but those of the machine itself; --all shows them\n"));
	emit_table(r, &t, true);
	return DONE;
}

const struct command command_routes = {
	.name = "routes",
	.group = GROUP_OPTIONS,
	.params =
		(const struct param[]){
			{ "ADDRESS", &type_host, OPTIONAL,
				.help = "the route alone that the kernel would take there" },
			{ 0 } },
	.options =
		(const struct option[]){
			{ .name = "--all",
				.value = { .help = "the table local too: this machine's own addresses" } },
			{ 0 } },
	.rows = ROWS_OF(columns),
	.summary = "the routes: which way packets go, and why there",
	.details =
		"Of each where it leads, the gateway that it goes by (none: the link itself), the "
		"interface, the address that packets get as their source, and its metric, of which "
		"the smaller wins where prefixes are equally long; then its type, who made it, and "
		"the table that it stands in.\n\n"
		"With ADDRESS the kernel is asked which way it would go there. What it refuses, as "
		"ENETUNREACH, is what connect would be told.",
	.examples = (const struct example[]){ { NULL, "routes", NULL },
		{ NULL, "routes 127.0.0.1", NULL },
		{ NULL, "routes --all", "those to this machine too" }, { 0 } },
	.see = "interfaces, connect, rtnetlink(7), ip(8)",
	.run = run,
};
