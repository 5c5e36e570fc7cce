/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * First fragments, and those that follow them: RFC 791, and 8200, which leaves out the protocol.
 */
#include "sock/fragments.h"

static struct fragment *find(struct fragments *f, const struct packet *p)
{
	for (unsigned i = 0; i < FRAGMENTS; i++) {
		struct fragment *one = &f->all[i];

		if (f->used[i] && one->id == p->id &&
			(p->from.v6 || one->protocol == p->protocol) &&
			packet_end_same(&one->from, &p->from, false) &&
			packet_end_same(&one->to, &p->to, false))
			return one;
	}
	return NULL;
}

/* Numbers come again: what had it before is over. */
static void remember(struct fragments *f, const struct packet *p)
{
	struct fragment *one = find(f, p);

	if (!one) {
		one = &f->all[f->next];
		f->used[f->next] = true;
		f->next = (f->next + 1) % FRAGMENTS;
	}
	*one = (struct fragment){ p->has_ports, p->protocol, p->id, p->from, p->to };
}

void fragments_note(struct fragments *f, struct packet *p)
{
	const struct fragment *first;

	if (!p->fragment || !p->has_ends)
		return;
	if (!p->offset) {
		remember(f, p);
		return;
	}
	first = find(f, p);
	if (!first)
		return;
	p->has_ports = first->has_ports;
	p->protocol = first->protocol;
	p->from = first->from;
	p->to = first->to;
}
