/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words that say what to wait for.
 */
#include "watch.h"

#include <string.h>

#include "base/mem.h"

struct call_watch watch_of(struct run *r, const struct arg *a)
{
	const char *colon = memchr(a->text.p, ':', a->text.len);
	size_t len = colon ? (size_t)(colon - a->text.p) : a->text.len;

	return (struct call_watch){ (int)a->num, a->events, arena_copy(r->arena, a->text.p, len) };
}

struct call_watch *watch_rest(struct run *r)
{
	size_t count = (size_t)r->args.nrest;
	struct call_watch *watch = arena_alloc(r->arena, count * sizeof(*watch));

	for (size_t i = 0; i < count; i++)
		watch[i] = watch_of(r, &r->args.rest[i]);
	return watch;
}

int64_t watch_begin(struct run *r, const struct arg *option, struct intr_limit *outer)
{
	*outer = intr_begin(r->sys.intr, option->given ? 0 : r->set->timeout);
	return option->given ? option->num : -1;
}

void watch_end(struct run *r, struct intr_limit outer)
{
	intr_end(r->sys.intr, outer);
}
