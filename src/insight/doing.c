/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls that are being made.
 */
#include "insight/doing.h"

#include <stdlib.h>

#include "base/mem.h"

static void free_one(struct doing *one)
{
	buf_free(&one->cmd);
	free(one->serials);
}

void doings_free(struct doings *d)
{
	struct doing *one = d->main.next, *next;

	free_one(&d->main);
	for (; one; one = next) {
		next = one->next;
		free_one(one);
		free(one);
	}
}

struct doing *doing_find(struct doings *d, int job)
{
	struct doing *one = &d->main;

	while (one && one->job != job)
		one = one->next;
	return one;
}

static void touch(struct doing *one, uint64_t serial)
{
	if (!serial)
		return;
	if (one->count == one->size) {
		one->size = one->size ? one->size * 2 : 8;
		one->serials = mem_realloc(one->serials, one->size * sizeof(*one->serials));
	}
	one->serials[one->count++] = serial;
}

void doing_command(struct doings *d, int64_t now)
{
	d->main.count = 0;
	d->main.number = 0;
	d->began = now;
}

static struct doing *add(struct doings *d, int job)
{
	struct doing *one = mem_zalloc(1, sizeof(*one));

	one->job = job;
	one->next = d->main.next;
	d->main.next = one;
	return one;
}

static void touch_watched(struct doing *one, struct fdtab *t, const struct call_arg *arg)
{
	for (int64_t i = 0; arg->watch && i < arg->num; i++)
		touch(one, fdtab_serial(t, arg->watch[i].fd));
}

void doing_call(
	struct doings *d, struct fdtab *t, const struct call *c, bool may_block, int64_t now)
{
	struct doing *one = doing_find(d, c->job);

	if (!one)
		one = add(d, c->job);
	one->began = now;
	one->number = ++d->number;
	one->first = 0;
	one->may_block = may_block;
	buf_clear(&one->cmd);
	buf_add(&one->cmd, c->cmd.p, c->cmd.len < DOING_COMMAND ? c->cmd.len : DOING_COMMAND);
	touch(one, c->serial);
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_FDS)
			touch_watched(one, t, &c->args[i]);
}

void doing_made(struct doing *one, const struct call *c)
{
	touch(one, c->made);
	touch(one, c->paired);
}

void doing_end(struct doings *d, int job)
{
	struct doing *before = &d->main, *one;

	d->main.number = job ? d->main.number : 0;
	while (before->next && before->next->job != job)
		before = before->next;
	one = before->next;
	if (!one || !job)
		return;
	before->next = one->next;
	free_one(one);
	free(one);
}
