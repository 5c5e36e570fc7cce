/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * host: makes a host, or lists them.
 */
#include "lang/types.h"
#include "net/hosts.h"
#include "shell/emit.h"
#include "shell/hosts.h"
#include "shell/session.h"

enum { NAME, ADDRESSES };
enum { ROUTER };

static const struct column columns[] = {
	{ "host", 0, "its name" },
	{ "here", 0, "yes: commands run there now" },
	{ "router", 0, "yes: it forwards packets" },
	{ "addresses", COLUMN_WORDS, "its addresses, with the length of their network's prefix" },
	{ 0 },
};

static void add_addresses(struct table *t, const struct host *h)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < h->naddresses; i++) {
		if (i)
			buf_addc(&b, ' ');
		addr_format_host(&h->addresses[i].addr, &b);
		buf_addf(&b, "/%d", h->addresses[i].prefix);
	}
	table_text(t, buf_slice(&b));
	buf_free(&b);
}

static void add_if(struct table *t, bool yes)
{
	if (yes)
		table_text(t, slice_of("yes"));
	else
		table_empty(t);
}

static enum command_status list(struct run *r)
{
	const struct session *s = r->session;
	struct table t = { .columns = columns };

	for (size_t i = 0; s->net && i < s->net->nhosts; i++) {
		const struct host *h = s->net->hosts[i];

		table_text(&t, slice_of(h->name));
		add_if(&t, h->number == s->host);
		add_if(&t, h->router);
		add_addresses(&t, h);
	}
	emit_table(r, &t, true);
	return DONE;
}

/* Observers look at whose addresses are whose. */
static int add(struct run *r, const struct host_address *addresses, size_t n)
{
	observers_pause(r->observers);
	int status = net_host_add(
		r->session->net, POS(r, NAME)->text, addresses, n, OPT(r, ROUTER)->given, &r->err);
	observers_resume(r->observers);
	return status;
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	const struct arg *name = POS(r, NAME);
	int n = r->args.nrest;
	struct host_address *addresses;

	if (!name->given)
		return list(r);
	addresses = arena_alloc(r->arena, sizeof(*addresses) * (size_t)(n + 1));
	for (int i = 0; i < n; i++)
		if (net_address_parse(r->args.rest[i].text, &addresses[i], &r->err))
			return REFUSED;
	if (hosts_begin(s, &r->err) || add(r, addresses, (size_t)n)) {
		err_locate(&r->err, name->span);
		return REFUSED;
	}
	return DONE;
}

const struct command command_host = {
	.name = "host",
	.group = GROUP_NET,
	.params = (const struct param[]){ { "NAME", &type_text, OPTIONAL,
						  .help = "letters, digits and hyphens" },
		{ "ADDRESS/LEN", &type_address, OPTIONAL | REPEATED,
			.help = "an address that a link takes, and the length of its network" },
		{ 0 } },
	.options =
		(const struct option[]){
			{ .name = "--router", .value = { .help = "it forwards packets" } }, { 0 } },
	.rows = ROWS_OF(columns),
	.summary = "make a host of one's own network, or list them",
	.details =
		"In a network of one's own (private): a host is a network namespace, with a lo of its own, "
		"ports of its own, sysctls of its own. on NAME COMMAND runs a command there, link joins "
		"hosts; without a link it reaches nobody. Addresses are those that its links take, in "
		"order; a link gives one where there is none. The names of hosts resolve everywhere, in "
		"programs on them too, by a hosts file of this network's own. Alone it lists the hosts.\n\n"
		"What was begun on a host stays there: sockets, jobs, servers, programs. Hosts end with the "
		"shell, and the kernel keeps nothing of them.",
	.examples = (const struct example[]){ { "private\n",
						      "host romeo\nhost juliet 10.0.7.2/24\nhost",
						      NULL },
		{ "private\nhost juliet\n",
			"on juliet socket tcp as l\non juliet bind l *:80 = 0\nlist", NULL },
		{ 0 } },
	.see = "on, private, network_namespaces(7)",
	.run = run,
};
