/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * links: the links between hosts, and what has become of their frames.
 */
#include "base/text.h"
#include "insight/drops.h"
#include "lang/types.h"
#include "shell/emit.h"
#include "shell/session.h"
#include "examples.h"
#include "linked.h"

static const struct column columns[] = {
	{ "link", COLUMN_NUMBER, "its number" },
	{ "name", COLUMN_OBJECTS, "a switch's" },
	{ "way", 0, "from whom to whom" },
	{ "line", 0, "what it does to frames, as link was told; cut" },
	{ "mtu", COLUMN_NUMBER | COLUMN_OBJECTS, "the largest packet that it takes, in bytes" },
	{ "frames", COLUMN_NUMBER, "that were sent into it" },
	{ "bytes", COLUMN_NUMBER, "of these frames" },
	{ "carried", COLUMN_NUMBER | COLUMN_OBJECTS, "frames that were not dropped" },
	{ "lost", COLUMN_NUMBER, "frames, as --loss says" },
	{ "full", COLUMN_NUMBER, "frames that found no room in the queue" },
	{ "cut off", COLUMN_NUMBER, "frames that came while it was cut" },
	{ "dropped", COLUMN_NUMBER, "frames that drop asked for" },
	{ "duplicated", COLUMN_NUMBER | COLUMN_OBJECTS, "frames that come twice" },
	{ "reordered", COLUMN_NUMBER | COLUMN_OBJECTS, "frames that came past those before them" },
	{ "corrupted", COLUMN_NUMBER | COLUMN_OBJECTS, "frames with a bit turned" },
	{ "queue", COLUMN_NUMBER, "frames that wait to be sent now" },
	{ "peak", COLUMN_NUMBER, "the most that ever waited" },
	{ "queue bytes", COLUMN_NUMBER | COLUMN_OBJECTS, "bytes that wait now" },
	{ "peak bytes", COLUMN_NUMBER | COLUMN_OBJECTS, "the most that ever waited" },
	{ "travelling", COLUMN_NUMBER | COLUMN_OBJECTS, "frames on their way now" },
	{ "to drop", COLUMN_NUMBER | COLUMN_OBJECTS, "frames that drop still waits for" },
	{ 0 },
};

static void add_way(struct table *t, const struct net *n, const struct link *l, unsigned port)
{
	struct buf b = { 0 };

	linked_way(n, l, port, &b);
	table_text(t, buf_slice(&b));
	buf_free(&b);
}

static void add_line(struct table *t, const struct carrier_counts *c)
{
	struct buf b = { 0 };

	line_print(&c->spec, &b);
	if (c->cut)
		buf_adds(&b, b.len ? ", cut" : "cut");
	if (b.len)
		table_text(t, buf_slice(&b));
	else
		table_empty(t);
	buf_free(&b);
}

static void add_numbers(struct table *t, const struct carrier_counts *c)
{
	const int64_t numbers[] = { (int64_t)c->frames, (int64_t)c->bytes,
		(int64_t)c->by_fate[LINE_CARRIED], (int64_t)c->by_fate[LINE_LOST],
		(int64_t)c->by_fate[LINE_FULL], (int64_t)c->by_fate[LINE_CUT],
		(int64_t)c->by_fate[LINE_DROPPED], (int64_t)c->duplicated, (int64_t)c->reordered,
		(int64_t)c->corrupted, c->waits, c->frames_peak, c->bytes_waiting, c->bytes_peak,
		c->on_the_way };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		table_number(t, numbers[i]);
}

static void add_row(struct table *t, const struct session *s, const struct link *l, unsigned port)
{
	struct carrier_counts now;

	carrier_count(s->net->carrier, l->number, port, &now);
	table_number(t, l->number + 1);
	if (*l->name)
		table_text(t, slice_of(l->name));
	else
		table_empty(t);
	add_way(t, s->net, l, port);
	add_line(t, &now);
	table_number(t, l->mtu);
	add_numbers(t, &now);
	table_number(t, s->drops ? drops_wait(s->drops, l->number, port) : 0);
}

static enum command_status run(struct run *r)
{
	const struct links *all = r->session->net ? r->session->net->links : NULL;
	struct table t = { .columns = columns };
	struct linked one = { .port = LINKED_ALL };

	if (r->args.nrest && linked_find(r, &one) < 0)
		return REFUSED;
	for (size_t i = 0; all && i < all->count; i++)
		for (unsigned k = 0; k < all->all[i]->n; k++)
			if (!one.link || (one.link == all->all[i] && linked_has(&one, k)))
				add_row(&t, r->session, all->all[i], k);
	if (!t.count && !r->session->set.json)
		emit_text(r, slice_of("no links: link A B joins two hosts\n"));
	emit_table(r, &t, true);
	return DONE;
}

const struct command command_links = {
	.name = "links",
	.group = GROUP_NET,
	.params =
		(const struct param[]){
			{ "END", &type_ends, OPTIONAL | REPEATED,
				.help = "this one only: both hosts, A>B, or a switch's name" },
			{ 0 } },
	.rows = ROWS_OF(columns),
	.summary = "the links: what they do to frames, how many passed, and why some did not",
	.details =
		"A row for each way of each link. Frames and bytes are those that were sent into it, "
		"by what became of them: lost by chance or number, full where the queue had no room, "
		"cut off, or dropped as drop asked for; the others are carried. The queue is of those "
		"that wait to be sent at the link's rate, now and at its peak, in frames. Bytes are "
		"those of Ethernet frames, without their checksum.",
	.examples = (const struct example[]){ { EXAMPLE_LINK, "links", NULL }, { 0 } },
	.see = "link, drop, cut, interfaces, stats",
	.run = run,
};
