/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of packets that were captured, and of when they were.
 */
#include "capture_kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/intr.h"
#include "base/mem.h"

/* ---- packets ---- */

void capture_drop_first(struct capture *c)
{
	struct captured *one = c->first;

	c->first = one->next;
	if (c->first)
		c->first->previous = NULL;
	else
		c->last = NULL;
	c->bytes -= one->size;
	free(one);
}

/* What is known of P, which is of bytes that go: what only those before it tell. */
static void decode_kept(struct captured *one, const struct packet *p)
{
	struct packet *kept = &one->packet;

	packet_decode(kept, one->link, one->ethertype, one->bytes);
	kept->has_ports = p->has_ports;
	kept->protocol = p->protocol;
	kept->from = p->from;
	kept->to = p->to;
	kept->tcp.seq_base = p->tcp.seq_base;
	kept->tcp.ack_base = p->tcp.ack_base;
	kept->tcp.remark = p->tcp.remark;
}

struct captured *captured_make(const struct tapped *t, const struct packet *p,
	const struct buf *names, const struct buf *command)
{
	size_t cmd = command->len;
	size_t size = sizeof(struct captured) + t->bytes.len + names->len + cmd + 2;
	struct captured *one = mem_alloc(size);
	char *room = (char *)(one + 1);

	*one = (struct captured){ .size = size,
		.link = t->link,
		.way = t->way,
		.ethertype = t->ethertype,
		.wire = t->wire,
		.bytes = { room, t->bytes.len },
		.date = t->date,
		.moment = t->moment };
	memcpy(room, t->bytes.p, t->bytes.len);
	one->names = memcpy(room + t->bytes.len, buf_cstr(names), names->len + 1);
	one->cmd = memcpy(room + t->bytes.len + names->len + 1, buf_cstr(command), cmd + 1);
	decode_kept(one, p);
	return one;
}

void capture_append(struct capture *c, struct captured *one)
{
	one->number = ++c->number;
	one->previous = c->last;
	if (c->last)
		c->last->next = one;
	else
		c->first = one;
	c->last = one;
	c->bytes += one->size;
	while (c->bytes > CAPTURE_BYTES && c->first != one) {
		capture_drop_first(c);
		c->dropped++;
	}
}

/* ---- time ---- */

/* All are kept: what was captured in the time of one that is forgotten may be kept. */
void capture_switched(struct capture *c)
{
	if (!(c->switched & (c->switched + 1)))
		c->switches = mem_realloc(
			c->switches, ((size_t)c->switched + 1) * 2 * sizeof(*c->switches));
	c->switches[c->switched++] = intr_now();
}

bool capture_was_on(const struct capture *c, int64_t moment)
{
	size_t before = 0, after = c ? c->switched : 0;

	while (before < after) {
		size_t middle = before + (after - before) / 2;

		if (c->switches[middle] <= moment)
			before = middle + 1;
		else
			after = middle;
	}
	return before % 2;
}

/* From the end: after each call the last few are asked for, of thousands. */
struct captured *capture_behind(const struct capture *c, uint64_t number)
{
	struct captured *one = c->last, *found = NULL;

	for (; one && one->number > number; one = one->previous)
		found = one;
	return found;
}
