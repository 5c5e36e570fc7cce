/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames of links, from the thread that carries them to who reads them.
 */
#include "net/wiretap.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/intr.h"
#include "base/mem.h"

struct wiretap {
	struct carrier *carrier;
	pthread_mutex_t lock;
	struct wired *first, **end;
	size_t bytes;
	uint64_t lost;
};

/* Under the lock of the carrier, whose thread does not wait here for long. */
static void note(void *context, const struct carried *c)
{
	struct wiretap *w = context;
	size_t len = c->bytes.len < WIRETAP_FRAME ? c->bytes.len : WIRETAP_FRAME;

	pthread_mutex_lock(&w->lock);
	if (w->bytes + len > WIRETAP_BYTES) {
		w->lost++;
		pthread_mutex_unlock(&w->lock);
		return;
	}
	struct wired *one = mem_alloc(sizeof(*one) + len);
	*one = (struct wired){ .line = c->link + 1,
		.verdict = c->verdict,
		.left = c->left,
		.wire = (uint32_t)c->bytes.len,
		.bytes = { (const char *)(one + 1), len } };
	memcpy(one + 1, c->bytes.p, len);
	w->bytes += len;
	*w->end = one;
	w->end = &one->next;
	pthread_mutex_unlock(&w->lock);
}

struct wiretap *wiretap_new(struct carrier *c)
{
	struct wiretap *w = mem_zalloc(1, sizeof(*w));

	w->carrier = c;
	w->end = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	carrier_watch(c, note, w);
	return w;
}

/* All that wait. */
static struct wired *take_all(struct wiretap *w)
{
	pthread_mutex_lock(&w->lock);
	struct wired *all = w->first;
	w->first = NULL;
	w->end = &w->first;
	w->bytes = 0;
	pthread_mutex_unlock(&w->lock);
	return all;
}

void wiretap_free(struct wiretap *w)
{
	if (!w)
		return;
	carrier_watch(w->carrier, NULL, NULL);
	for (struct wired *one = take_all(w), *next; one; one = next) {
		next = one->next;
		free(one);
	}
	pthread_mutex_destroy(&w->lock);
	free(w);
}

static int64_t date_to_moment(void)
{
	struct timespec date;

	clock_gettime(CLOCK_REALTIME, &date);
	return intr_now() - clock_ns(date);
}

void wiretap_read(
	struct wiretap *w, void (*fn)(void *context, const struct wired *one), void *context)
{
	int64_t shift = date_to_moment();

	carrier_settle(w->carrier);
	for (struct wired *one = take_all(w), *next; one; one = next) {
		next = one->next;
		one->date = one->left - shift;
		fn(context, one);
		free(one);
	}
}

uint64_t wiretap_lost(struct wiretap *w)
{
	pthread_mutex_lock(&w->lock);
	uint64_t lost = w->lost;
	pthread_mutex_unlock(&w->lock);
	return lost;
}
