/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * interfaces: the network interfaces, by rtnetlink(7).
 */
#include "lang/types.h"
#include "rtnl_read.h"

enum { NAME };

static const struct column columns[] = {
	{ "index", COLUMN_NUMBER, "its number" },
	{ "name", 0, "its name" },
	{ "mtu", COLUMN_NUMBER, "the largest packet that it takes, in bytes" },
	{ "mac", 0, "its link-layer address" },
	{ "flags", COLUMN_WORDS, "what is set of IFF_UP and the like, without IFF_" },
	{ "addresses", COLUMN_WORDS, "with the length of the prefix behind a slash" },
	{ "groups", COLUMN_WORDS, "the multicast groups that it is in" },
	{ 0 },
};

static void add_mac(struct table *t, const struct rtnl_link *l)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < l->mac_len; i++)
		buf_addf(&b, "%s%02x", i ? ":" : "", l->mac[i]);
	table_text(t, buf_slice(&b));
	buf_free(&b);
}

static void add_flags(struct table *t, const struct rtnl_link *l)
{
	struct buf b = { 0 };

	if (l->flags)
		names_print(&names_iff, (long)l->flags, &b);
	for (size_t i = 0; i < b.len; i++)
		if (b.data[i] == '|')
			b.data[i] = ' ';
	table_text(t, buf_slice(&b));
	buf_free(&b);
}

/* Those of LIST that are L's, an address with its prefix: 10.0.0.1/8. */
static void add_addresses(
	struct table *t, const struct rtnl_link *l, const struct rtnl_address *list, size_t count)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (list[i].index != l->index)
			continue;
		buf_adds(&b, b.len ? " " : "");
		addr_format_host(&list[i].addr, &b);
		if (list[i].prefix >= 0)
			buf_addf(&b, "/%d", list[i].prefix);
	}
	table_text(t, buf_slice(&b));
	buf_free(&b);
}

static void add_row(struct table *t, const struct rtnl *found, const struct rtnl_link *l)
{
	table_number(t, l->index);
	table_text(t, slice_of(l->name));
	table_number(t, l->mtu);
	add_mac(t, l);
	add_flags(t, l);
	add_addresses(t, l, found->addresses, found->naddresses);
	add_addresses(t, l, found->groups, found->ngroups);
}

static enum command_status run(struct run *r)
{
	const struct arg *name = POS(r, NAME);
	struct table t = { .columns = columns };
	struct rtnl found;

	if (read_rtnl(r, RTNL_ADDRESSES | RTNL_GROUPS, NULL, &found) < 0)
		return REFUSED;
	for (size_t i = 0; i < found.nlinks; i++)
		if (!name->given || slice_is(name->text, found.links[i].name))
			add_row(&t, &found, &found.links[i]);
	rtnl_free(&found);
	if (name->given && !t.count) {
		err_at(&r->err, ERR_NAME, name->span, "no interface is named \"%.*s\"",
			(int)name->text.len, name->text.p);
		return REFUSED;
	}
	emit_table(r, &t, true);
	return DONE;
}

const struct command command_interfaces = {
	.name = "interfaces",
	.group = GROUP_OPTIONS,
	.params =
		(const struct param[]){
			{ "NAME", &type_interface, OPTIONAL, .help = "this one only" }, { 0 } },
	.rows = ROWS_OF(columns),
	.summary = "the network interfaces: addresses, flags, multicast groups",
	.details =
		"Of each its index, by which calls know it, its name, the largest packet (MTU), its "
		"link address, its flags without IFF_, the addresses with the length of their "
		"network's prefix, and the multicast groups that somebody has joined there, this "
		"shell or another program. The kernel tells, by rtnetlink; what it tells is what is "
		"in this network namespace. With --json the flags, the addresses and the groups are "
		"lists.",
	.examples = (const struct example[]){ { NULL, "interfaces lo", NULL },
		{ NULL, "socket udp as u\nsetsockopt u IP_ADD_MEMBERSHIP 239.1.2.3%lo\ninterfaces lo",
			"the group is there as long as a socket is in it" },
		{ 0 } },
	.see = "routes, setsockopt, netdevice(7), rtnetlink(7), ip(8)",
	.run = run,
};
