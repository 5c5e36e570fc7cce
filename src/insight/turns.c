/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * States that were seen, remembered.
 */
#include "insight/turns.h"

#include <stdlib.h>

#include "base/mem.h"

void turns_free(struct turns *t)
{
	free(t->list);
	*t = (struct turns){ 0 };
}

void turns_add(struct turns *t, const struct turn *one)
{
	if (!t->list)
		t->list = mem_alloc(TURNS * sizeof(*t->list));
	t->list[t->count++ % TURNS] = *one;
}

const struct turn *turns_at(const struct turns *t, uint64_t number)
{
	if (number >= t->count || t->count - number > TURNS)
		return NULL;
	return &t->list[number % TURNS];
}

/* Of a look, which is sealed; -1: there was none, or it has no such state. */
static int state_of(const struct snapshot *s)
{
	struct snapshot look = *s;

	return s->fd < 0 ? -1 : snapshot_tcp_state(&look);
}

static void note_at(struct turns *t, const struct snapshot *was, const struct snapshot *is,
	const struct turn *when)
{
	struct turn one = *when;

	one.state = state_of(is);
	if (one.state < 0 || one.state == state_of(was))
		return;
	one.serial = is->serial;
	one.fd = is->fd;
	turns_add(t, &one);
}

/* What the kernel does with the connection of a descriptor that was closed. */
static void note_left(
	struct turns *t, const struct looks *before, const struct left *is, const struct turn *when)
{
	const struct left *was = &before->left;
	struct turn one = *when;

	if (is->fd < 0 || left_is_open(is) || (is->state < 0 && !is->told) ||
		(was->fd >= 0 && was->serial == is->serial && was->state == is->state))
		return;
	one.serial = is->serial;
	one.fd = is->fd;
	one.state = is->state;
	one.closed = true;
	turns_add(t, &one);
}

void turns_note(struct turns *t, const struct looks *before, const struct looks *after,
	const struct call *c, int64_t moment)
{
	struct turn when = { .call = c ? c->id : 0, .moment = c ? c->began + c->duration : moment };

	for (int i = 0; i < LOOK_COUNT; i++)
		note_at(t, &before->at[i], &after->at[i], &when);
	note_left(t, before, &after->left, &when);
}
