/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telling of calls. The list only grows, so that reading it needs no lock.
 */
#include "shell/observer.h"

#include <stdlib.h>

#include "sock/call.h"

void observers_init(struct observers *o)
{
	*o = (struct observers){ 0 };
	pthread_mutex_init(&o->lock, NULL);
}

void observers_free(struct observers *o)
{
	pthread_mutex_destroy(&o->lock);
}

void observers_add(struct observers *o, struct observer one)
{
	int count = atomic_load_explicit(&o->count, memory_order_relaxed);

	if (count == OBSERVERS_MAX)
		abort();
	o->list[count] = one;
	atomic_store_explicit(&o->count, count + 1, memory_order_release);
}

void observers_before(
	struct observers *o, const struct run *r, const struct call *c, bool may_block)
{
	int count = atomic_load_explicit(&o->count, memory_order_acquire);

	for (int i = 0; i < count; i++)
		if (o->list[i].before)
			o->list[i].before(o->list[i].context, r, c, may_block);
}

void observers_after(struct observers *o, const struct run *r, struct call *c)
{
	int count = atomic_load_explicit(&o->count, memory_order_acquire);

	pthread_mutex_lock(&o->lock);
	c->id = ++o->calls;
	for (int i = 0; i < count; i++)
		if (o->list[i].after)
			o->list[i].after(o->list[i].context, r, c);
	pthread_mutex_unlock(&o->lock);
}
