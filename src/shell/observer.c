/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telling of calls. The lists only grow, so that reading them needs no lock.
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

static void add(struct observer *list, _Atomic int *count, struct observer one)
{
	int at = atomic_load_explicit(count, memory_order_relaxed);

	if (at == OBSERVERS_MAX)
		abort();
	list[at] = one;
	atomic_store_explicit(count, at + 1, memory_order_release);
}

void observers_add(struct observers *o, struct observer one)
{
	if (one.before)
		add(o->before, &o->before_count, one);
	if (one.after)
		add(o->after, &o->after_count, one);
}

void observers_share(struct observers *o)
{
	if (!o->shared) /* before the first thread that reads it */
		o->shared = true;
}

void observers_pause(struct observers *o)
{
	if (o->shared)
		pthread_mutex_lock(&o->lock);
}

void observers_resume(struct observers *o)
{
	if (o->shared)
		pthread_mutex_unlock(&o->lock);
}

void observers_before(struct observers *o, struct run *r, const struct call *c, bool may_block)
{
	int count = atomic_load_explicit(&o->before_count, memory_order_acquire);

	for (const struct observer *one = o->before; one < o->before + count; one++)
		one->before(one->context, r, c, may_block);
}

void observers_after(struct observers *o, const struct run *r, struct call *c)
{
	observers_pause(o);
	int count = atomic_load_explicit(&o->after_count, memory_order_acquire);
	c->id = c->aside ? 0 : ++o->calls;
	for (const struct observer *one = o->after; one < o->after + count; one++)
		one->after(one->context, r, c);
	observers_resume(o);
}
