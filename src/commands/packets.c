/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * packets: those that were captured, again.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"
#include "digits.h"
#include "lang/types.h"
#include "shell/captures.h"
#include "shell/emit.h"

enum { COUNT };

#define SHOWN 20

static const struct column columns[] = {
	{ "NUMBER", COLUMN_NUMBER | COLUMN_LINES, NULL },
	{ "CALL", COLUMN_NUMBER | COLUMN_LINES, NULL },
	{ "AFTER", COLUMN_LINES, NULL },
	{ "FROM > TO", COLUMN_LINES, NULL },
	{ "PACKET", COLUMN_LINES, NULL },
	{ "number", COLUMN_NUMBER | COLUMN_OBJECTS, "of the packet, from 1" },
	{ "call", COLUMN_NUMBER | COLUMN_OBJECTS, "the last call before it" },
	{ "after", COLUMN_NUMBER | COLUMN_OBJECTS, "seconds since that call began" },
	{ "start", COLUMN_NUMBER | COLUMN_OBJECTS, "when it was, in seconds since 1970" },
	{ "from", COLUMN_OBJECTS, "address and port that it comes from" },
	{ "to", COLUMN_OBJECTS, "and goes to" },
	{ "names", COLUMN_OBJECTS, "the variables of the two, NAME > NAME" },
	{ "length", COLUMN_NUMBER | COLUMN_OBJECTS, "bytes of payload" },
	{ "flags", COLUMN_OBJECTS, "those of TCP: S . P F R, null of what is not TCP" },
	{ "text", COLUMN_OBJECTS, "the packet's line" },
	{ "link", COLUMN_NUMBER | COLUMN_OBJECTS, "the link between hosts that it entered" },
	{ "fate", COLUMN_OBJECTS, "there: carried, lost, full (the queue), cut, dropped" },
	{ "arrives", COLUMN_NUMBER | COLUMN_OBJECTS, "when it comes out, in seconds since 1970" },
	{ NULL, 0, NULL },
};

static void add_cell(struct table *t, struct buf *cell)
{
	if (cell->len)
		table_text(t, buf_slice(cell));
	else
		table_empty(t);
	buf_clear(cell);
}

static void add_number(struct table *t, uint64_t n, bool there)
{
	if (there)
		table_number(t, (int64_t)n);
	else
		table_empty(t);
}

static void add_seconds(struct table *t, int64_t ns, struct buf *cell)
{
	buf_addf(cell, "%lld.%09lld", (long long)(ns / SECOND), (long long)(ns % SECOND));
	add_cell(t, cell);
}

static void add_lines(
	struct table *t, const struct capture *c, const struct captured *one, struct buf *cell)
{
	table_number(t, (int64_t)one->number);
	add_number(t, one->call, one->call);
	if (one->since >= 0)
		text_add_time(cell, one->since);
	add_cell(t, cell);
	buf_adds(cell, one->names);
	add_cell(t, cell);
	captured_print(c, one, cell);
	captured_about(c, one, cell);
	add_cell(t, cell);
}

static void add_end(
	struct table *t, const struct packet *p, const struct packet_end *end, struct buf *cell)
{
	if (p->has_ends)
		packet_end_print(end, p->has_ports, cell);
	add_cell(t, cell);
}

static void add_line(struct table *t, const struct captured *one, struct buf *cell)
{
	add_number(t, one->line, one->line);
	if (one->line)
		buf_adds(cell, line_fate_name(one->verdict.fate));
	add_cell(t, cell);
	if (one->line && !captured_is_gone(one))
		add_seconds(t, one->date + one->verdict.arrives - one->moment, cell);
	else
		table_empty(t);
}

static void add_object(
	struct table *t, const struct capture *c, const struct captured *one, struct buf *cell)
{
	table_number(t, (int64_t)one->number);
	add_number(t, one->call, one->call);
	if (one->since >= 0)
		add_seconds(t, one->since, cell);
	else
		table_empty(t);
	add_seconds(t, one->date, cell);
	add_end(t, &one->packet, &one->packet.from, cell);
	add_end(t, &one->packet, &one->packet.to, cell);
	buf_adds(cell, one->names);
	add_cell(t, cell);
	table_number(t, one->packet.length);
	if (one->packet.kind == PACKET_TCP)
		packet_flags(&one->packet, cell);
	add_cell(t, cell);
	captured_print(c, one, cell);
	add_cell(t, cell);
	add_line(t, one, cell);
}

static enum command_status run(struct run *r)
{
	uint64_t count = POS(r, COUNT)->given ? (uint64_t)POS(r, COUNT)->num : SHOWN;
	struct capture *c = r->session->capture;
	struct table t = { .columns = columns };
	struct buf cell = { 0 };

	if (!c)
		return (enum command_status)captures_none(&r->err);
	observers_pause(r->observers);
	if (c->dropped && count >= c->number - c->dropped) {
		buf_addf(&cell, "the %llu packets before are not kept\n",
			(unsigned long long)c->dropped);
		emit_text(r, buf_slice(&cell));
		buf_clear(&cell);
	}
	for (const struct captured *one =
			capture_behind(c, c->number > count ? c->number - count : 0);
		one; one = one->next) {
		add_lines(&t, c, one, &cell);
		add_object(&t, c, one, &cell);
	}
	observers_resume(r->observers);
	emit_table(r, &t, true);
	buf_free(&cell);
	return DONE;
}

const struct command command_packets = {
	.name = "packets",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "COUNT", &type_number, OPTIONAL, .min = 1, .max = 1000000,
				.help = "the last COUNT packets (" DIGITS(SHOWN) ")" },
			{ 0 } },
	.rows = ROWS_OF(columns),
	.summary = "the packets that were captured",
	.details =
		"A line for each that capture on has kept, oldest first: its number, the call that was made "
		"last when it came (as calls numbers them), how long after the beginning of that call, from "
		"whom to whom, and what it is, as capture tells. It shows them after capture off too.",
	.see = "capture, calls",
	.run = run,
};
