/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Datagrams of a relay: what happens to one that came, until it is due. What is kept of them
 * has a limit, as queues of routers have: beyond it they are dropped too.
 */
#include "passage.h"

#include <stdlib.h>

#include "base/mem.h"

enum { QUEUE_MAX = 1024 * 1024 }; /* bytes each way, with what is kept beside them */

#define HOLD SECOND /* how long a datagram waits for one to pass it */

static const struct service_options *options(const struct passage *p)
{
	return &p->server->config.options;
}

static size_t size_of(const struct parcel *parcel)
{
	return sizeof(*parcel) + parcel->len;
}

/* ---- what is said ---- */

static void say(struct passage *p, const struct crossing *x, const char *what,
	const struct place *place, struct slice data)
{
	struct event e = { .kind = EVENT_FAULT, .fd = -1, .peer = &x->c->peer, .how = what };

	if (p->server->config.quiet)
		return;
	e.place = place;
	e.text = data;
	server_post(p->server, &e);
}

void parcel_drop(struct passage *p, const struct crossing *x, const char *what,
	const struct place *place, struct slice data)
{
	conn_count(&p->dropped, 1);
	say(p, x, what, place, data);
}

/* ---- when a datagram is due ---- */

/* The line takes one after the other at the rate; then each has its delay. */
static int64_t due_time(struct passage *p, const struct parcel *parcel)
{
	const struct service_options *o = options(p);
	int64_t *line = &p->free_from[parcel->place.way], at = p->now;

	if (o->rate > 0) {
		if (*line < p->now)
			*line = p->now;
		*line += (int64_t)((double)parcel->len * parcel->copies * SECOND / (double)o->rate);
		at = *line;
	}
	return clock_later(at, faults_between(o->seed, parcel->place.way, parcel->place.nth,
				       o->delay, o->delay_to));
}

/* The one that was held for this goes right behind PARCEL. */
static void release_held(struct passage *p, const struct parcel *parcel)
{
	struct crossing *x = parcel->crossing;
	struct parcel *held = x->held[parcel->place.way];
	int64_t due;

	if (!held)
		return;
	x->held[parcel->place.way] = NULL;
	due_take(&p->due, held);
	due = due_time(p, held);
	held->due = due > parcel->due ? due : parcel->due;
	due_add(&p->due, held);
	conn_count(&p->reordered, 1);
	say(p, x, "reordered", &held->place, (struct slice){ held->data, held->len });
}

static void set_out(struct passage *p, struct parcel *parcel)
{
	struct crossing *x = parcel->crossing;
	enum way way = parcel->place.way;

	x->pending++;
	p->queued[way] += size_of(parcel);
	if (!x->held[way] && faults_hit(&options(p)->reorder, CHANCE_REORDER, options(p)->seed,
				     &parcel->place)) {
		x->held[way] = parcel;
		parcel->due = p->now + HOLD;
		due_add(&p->due, parcel);
		return;
	}
	parcel->due = due_time(p, parcel);
	due_add(&p->due, parcel);
	release_held(p, parcel);
}

void parcel_arrive(struct passage *p, struct crossing *x, enum way way, struct slice data)
{
	const struct service_options *o = options(p);
	struct place place = { way, ++p->number, ++p->nth[way] };
	struct parcel *parcel;

	crossing_touch(p, x);
	if (faults_hit(&o->drop, CHANCE_DROP, o->seed, &place)) {
		parcel_drop(p, x, "dropped", &place, data);
		return;
	}
	if (p->queued[way] + sizeof(*parcel) + data.len > QUEUE_MAX) {
		parcel_drop(p, x, "dropped, the queue is full:", &place, data);
		return;
	}
	parcel = mem_alloc(sizeof(*parcel) + data.len);
	*parcel = (struct parcel){ .crossing = x, .place = place, .copies = 1, .len = data.len };
	memcpy(parcel->data, data.p, data.len);
	if (faults_hit(&o->dup, CHANCE_DUP, o->seed, &place)) {
		parcel->copies = 2;
		conn_count(&p->duplicated, 1);
		say(p, x, "duplicated", &place, data);
	}
	set_out(p, parcel);
}

void parcel_discard(struct passage *p, struct parcel *parcel)
{
	struct crossing *x = parcel->crossing;

	due_take(&p->due, parcel);
	x->pending--;
	p->queued[parcel->place.way] -= size_of(parcel);
	if (x->held[parcel->place.way] == parcel)
		x->held[parcel->place.way] = NULL;
	free(parcel);
}
