/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * link: a line between hosts, or a switch.
 */
#include "base/text.h"
#include "insight/drops.h"
#include "lang/types.h"
#include "shell/captures.h"
#include "shell/emit.h"
#include "shell/session.h"
#include "examples.h"
#include "linked.h"

enum { ENDS };
enum { DELAY, RATE, QUEUE, LOSS, DUP, REORDER, CORRUPT, MTU, SEED };

/* ---- what the options say ---- */

static bool changes_line(const struct run *r)
{
	for (int i = DELAY; i <= CORRUPT; i++)
		if (OPT(r, i)->given)
			return true;
	return false;
}

/* Their types have parsed them before. */
static void read_some(const struct arg *a, struct line_some *some)
{
	if (a->given)
		line_some_parse(a->text, some, NULL);
}

/* What is not given stays as it is. */
static void read_spec(const struct run *r, struct line_spec *spec)
{
	if (OPT(r, DELAY)->given)
		text_times(OPT(r, DELAY)->text, &spec->delay_min, &spec->delay_max, NULL);
	if (OPT(r, RATE)->given)
		spec->rate = OPT(r, RATE)->num;
	if (OPT(r, QUEUE)->given)
		spec->queue = OPT(r, QUEUE)->num;
	read_some(OPT(r, LOSS), &spec->loss);
	read_some(OPT(r, DUP), &spec->dup);
	read_some(OPT(r, REORDER), &spec->reorder);
	read_some(OPT(r, CORRUPT), &spec->corrupt);
}

/* ---- changing ---- */

static int change(struct run *r, const struct linked *found)
{
	struct net *n = r->session->net;
	struct link *l = found->link;
	const struct arg *of_both = OPT(r, MTU)->given ? OPT(r, MTU) : OPT(r, SEED);

	if (found->port != LINKED_ALL && of_both->given)
		return err_at(&r->err, ERR_USAGE, of_both->span,
			"that is the whole link's, not one way's: link A B");
	if (OPT(r, MTU)->given && net_link_mtu(n, l, (int)OPT(r, MTU)->num, &r->err) < 0)
		return err_locate(&r->err, OPT(r, MTU)->span);
	for (unsigned i = 0; i < l->n && changes_line(r); i++) {
		struct carrier_counts now;

		if (!linked_has(found, i))
			continue;
		carrier_count(n->carrier, l->number, i, &now);
		read_spec(r, &now.spec);
		carrier_set(n->carrier, l->number, i, &now.spec);
	}
	if (OPT(r, SEED)->given)
		carrier_seed(n->carrier, l->number, (uint64_t)OPT(r, SEED)->num);
	return 0;
}

/* ---- making ---- */

/* `link 1: romeo 10.0.1.1, juliet 10.0.1.2` */
static void tell(struct run *r, const struct link *l)
{
	struct buf b = { 0 };

	buf_addf(&b, "link %u: ", l->number + 1);
	for (unsigned i = 0; i < l->n; i++) {
		buf_addf(&b, "%s%s ", i ? ", " : "",
			net_host_at(r->session->net, l->ends[i].host)->name);
		addr_format_host(&l->ends[i].addr[0], &b);
	}
	buf_addc(&b, '\n');
	emit_text(r, buf_slice(&b));
	buf_free(&b);
}

/* The hosts of the words from FIRST on. */
static int read_hosts(struct run *r, int first, unsigned *hosts)
{
	for (int i = first; i < r->args.nrest; i++) {
		const struct arg *word = &r->args.rest[i];
		const struct host *h = linked_host(r, word->text, word->span);

		if (!h)
			return -1;
		for (int k = first; k < i; k++)
			if (hosts[k - first] == h->number)
				return err_at(&r->err, ERR_USAGE, word->span,
					"a link from %s to itself", h->name);
		if (i - first == CARRIER_PORTS)
			return err_at(&r->err, ERR_USAGE, word->span,
				"a link joins %d hosts at most", CARRIER_PORTS);
		hosts[i - first] = h->number;
	}
	return 0;
}

/* The drops hear of all frames from the first on, for the numbers that TCP begins with. */
static void watch(struct session *s)
{
	if (s->drops)
		return;
	s->drops = drops_new();
	carrier_ask(s->net->carrier, drops_ask, s->drops);
}

static int make(struct run *r, int first)
{
	const struct arg *words = r->args.rest;
	struct net *n = r->session->net;
	unsigned hosts[CARRIER_PORTS];
	struct link_wish wish = { .hosts = hosts,
		.n = (unsigned)(r->args.nrest - first),
		.name = first ? words[0].text : (struct slice){ 0 },
		.mtu = OPT(r, MTU)->given ? (int)OPT(r, MTU)->num : 0,
		.seed = OPT(r, SEED)->given ? (uint64_t)OPT(r, SEED)->num : 1 };

	if (first && net_name_check(words[0].text, &r->err) < 0)
		return err_locate(&r->err, words[0].span);
	if (read_hosts(r, first, hosts) < 0)
		return -1;
	read_spec(r, &wish.lines[0]);
	wish.lines[1] = wish.lines[0];
	observers_pause(r->observers); /* they look at whose addresses are whose */
	int status = net_link_add(n, &wish, &r->err);
	observers_resume(r->observers);
	if (status)
		return err_locate(&r->err,
			(struct span){ words[0].span.start, words[r->args.nrest - 1].span.end });
	watch(r->session);
	captures_links(r->session);
	tell(r, n->links->all[n->links->count - 1]);
	return 0;
}

/* ---- which of the two ---- */

/* All hosts that are named behind a switch that there is are on it. */
static int check_on(struct run *r, const struct link *l)
{
	for (int i = 1; i < r->args.nrest; i++) {
		const struct arg *word = &r->args.rest[i];
		const struct host *h = linked_host(r, word->text, word->span);

		if (!h)
			return -1;
		if (net_link_end(l, h->number) < 0)
			return err_at(&r->err, ERR_USAGE, word->span,
				"%s is not on the link %s, which has been made", h->name, l->name);
	}
	return 0;
}

static int run_named(struct run *r)
{
	const struct arg *words = r->args.rest;
	struct linked found = { net_link_named(r->session->net, words[0].text), LINKED_ALL, 1 };

	if (found.link)
		return check_on(r, found.link) < 0 ? -1 : change(r, &found);
	if (r->args.nrest == 1)
		return linked_find(r, &found);
	if (r->args.nrest == 2) {
		linked_host(r, words[0].text, words[0].span);
		return -1;
	}
	return make(r, 1);
}

static int run_wire(struct run *r, const struct host *a)
{
	const struct arg *words = r->args.rest;
	struct linked found = { .port = LINKED_ALL };
	const struct host *b;

	if (r->args.nrest > 2) {
		err_at(&r->err, ERR_USAGE, words[2].span, "a link of more hosts has a name");
		return err_hint(&r->err, "link lan %.*s ... : lan is the switch between them",
			(int)words[0].text.len, words[0].text.p);
	}
	if (r->args.nrest < 2)
		return linked_find(r, &found);
	b = linked_host(r, words[1].text, words[1].span);
	if (!b)
		return -1;
	found.link = a == b ? NULL : net_link(r->session->net, a->number, b->number);
	return found.link ? change(r, &found) : make(r, 0);
}

/* One way of a link that there is. */
static int run_way(struct run *r)
{
	struct linked found;

	if (linked_find(r, &found) < 0)
		return -1;
	if (r->args.nrest > 1)
		return err_at(&r->err, ERR_USAGE, r->args.rest[1].span, "one way at a time");
	return change(r, &found);
}

static enum command_status run(struct run *r)
{
	const struct arg *first = POS(r, ENDS);
	const struct net *n = linked_net(r, r->parsed->span);
	int status;

	if (!n)
		return REFUSED;
	const struct host *a = net_host(n, first->text);

	if (memchr(first->text.p, '>', first->text.len))
		status = run_way(r);
	else
		status = a ? run_wire(r, a) : run_named(r);
	return status < 0 ? REFUSED : DONE;
}

const struct command command_link = {
	.name = "link",
	.group = GROUP_NET,
	.params =
		(const struct param[]){
			{ "END", &type_ends, REPEATED,
				.help = "two hosts; or a name for a switch, and its hosts; or A>B, one "
					"way of a link" },
			{ 0 } },
	.options = (const struct
		option[]){ { .name = "--delay",
				   .value = { "TIME[..TIME]", &type_times,
					   .help = "how long a frame travels; of a range chance takes one" } },
		{ .name = "--rate",
			.value = { "RATE", &type_rate,
				.help = "how fast frames are sent, in bits a second" } },
		{ .name = "--queue",
			.value = { "SIZE", &type_size,
				.help = "bytes that wait for that at most; else 1000 frames" } },
		{ .name = "--loss",
			.value = { "FRAMES", &type_frames, .help = "those that get lost" } },
		{ .name = "--dup",
			.value = { "FRAMES", &type_frames, .help = "those that come twice" } },
		{ .name = "--reorder",
			.value = { "FRAMES", &type_frames,
				.help = "those that travel in no time, past those before them" } },
		{ .name = "--corrupt",
			.value = { "FRAMES", &type_frames,
				.help = "those in which a bit is turned" } },
		{ .name = "--mtu",
			.value = { "BYTES", &type_number,
				.help = "the largest packet that it takes", .min = LINK_MTU_LEAST,
				.max = LINK_MTU_MOST } },
		{ .name = "--seed",
			.value = { "NUMBER", &type_number,
				.help = "another chance: the same frames in each run", .min = 0,
				.max = INT64_MAX } },
		{ 0 } },
	.summary = "join hosts by a line, or change what it does to frames",
	.details =
		"A pair of interfaces, eth0 and so on in each host, and a line between them that a "
		"thread of the shell carries frames over; all that is seen is real: ARP, neighbour "
		"discovery, TCP's segments as a wire has them. Each end takes the next of the addresses "
		"that its host was given, else one of 10.0.LINK.0/24 and fd00:0:0:LINK::/64. Who forwards "
		"(host --router) is a way to what lies behind: routes are made without being asked. "
		"There is no NAT.\n\n"
		"The same words again change what the options say, while traffic flows; all else stays "
		"as it is, and numbers of frames count anew. A>B changes one way alone. With a name first "
		"that is no host's, several hosts are joined by a switch of that name; A>NAME is what A "
		"sends to it.\n\n"
		"A frame waits in the queue until the line is free, is sent at RATE, and travels for TIME. "
		"Rates are written as tc(8) has them.",
	.examples =
		(const struct example[]){ { EXAMPLE_HOSTS, "link romeo juliet --delay 5ms", NULL },
			{ EXAMPLE_LINK, "link romeo>juliet --loss 3,7",
				"the third and the seventh frame from now on are lost" },
			{ EXAMPLE_HOSTS "host nurse\n", "link lan romeo juliet nurse", "a switch" },
			{ 0 } },
	.see = "host, links, cut, drop, route, veth(4)",
	.run = run,
};
