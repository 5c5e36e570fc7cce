/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The model of a line. Each frame draws as many numbers, whatever is set and whenever it comes, so
 * that what is drawn for one depends on the seed and on how many came before it alone.
 */
#include "net/line.h"

#include <net/ethernet.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"

enum { MORE = 64 };

/* One that has not begun to be sent. */
struct line_waiting {
	int64_t begins;
	uint32_t len;
};

/* What a frame draws. */
struct drawn {
	uint64_t loss, dup, reorder, corrupt, delay, bit;
};

/* splitmix64, by Sebastiano Vigna. */
static uint64_t draw(struct line_state *l)
{
	uint64_t z = l->random += 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

static struct drawn draw_all(struct line_state *l)
{
	struct drawn d;

	d.loss = draw(l);
	d.dup = draw(l);
	d.reorder = draw(l);
	d.corrupt = draw(l);
	d.delay = draw(l);
	d.bit = draw(l);
	return d;
}

void line_seed(struct line_state *l, uint64_t seed)
{
	l->random = seed;
}

void line_free(struct line_state *l)
{
	free(l->waiting);
	*l = (struct line_state){ 0 };
}

void line_set(struct line_state *l, const struct line_spec *spec)
{
	l->spec = *spec;
	l->entered = 0;
}

/* ---- the queue ---- */

static struct line_waiting *waiting_at(const struct line_state *l, size_t i)
{
	return &l->waiting[(l->first + i) % l->room];
}

static void make_room(struct line_state *l)
{
	struct line_waiting *more = mem_alloc((l->room + MORE) * 2 * sizeof(*more));

	for (size_t i = 0; i < l->waits; i++)
		more[i] = *waiting_at(l, i);
	free(l->waiting);
	l->waiting = more;
	l->first = 0;
	l->room = (l->room + MORE) * 2;
}

/* Time goes on to NOW: those that have begun to be sent wait no more. */
static void pass_time(struct line_state *l, int64_t now)
{
	if (now > l->now)
		l->now = now;
	while (l->waits && l->waiting[l->first].begins <= l->now) {
		l->bytes_waiting -= l->waiting[l->first].len;
		l->first = (l->first + 1) % l->room;
		l->waits--;
	}
}

static bool is_full(const struct line_state *l, uint32_t len)
{
	if (l->free_at <= l->now)
		return false;
	if (l->spec.queue)
		return l->bytes_waiting + len > l->spec.queue;
	return l->waits >= LINE_QUEUE;
}

static void wait_until(struct line_state *l, int64_t begins, uint32_t len)
{
	if (l->waits == l->room)
		make_room(l);
	l->waits++;
	*waiting_at(l, l->waits - 1) = (struct line_waiting){ begins, len };
	l->bytes_waiting += len;
	if (l->bytes_waiting > l->bytes_peak)
		l->bytes_peak = l->bytes_waiting;
	if ((int64_t)l->waits > l->frames_peak)
		l->frames_peak = (int64_t)l->waits;
}

/* The frame waits for its turn and is sent. */
static void send_frame(struct line_state *l, uint32_t len)
{
	int64_t begins = l->free_at > l->now ? l->free_at : l->now, takes = 0;

	if (begins > l->now)
		wait_until(l, begins, len);
	if (l->spec.rate)
		takes = (len * 8 * SECOND + l->spec.rate / 2) / l->spec.rate;
	l->free_at = clock_later(begins, takes);
}

void line_look(struct line_state *l, int64_t now, int64_t *frames, int64_t *bytes)
{
	pass_time(l, now);
	*frames = (int64_t)l->waits;
	*bytes = l->bytes_waiting;
}

/* ---- a frame ---- */

static bool is_one_of(const struct line_state *l, const struct line_some *some, uint64_t drawn)
{
	for (unsigned i = 0; i < some->count; i++)
		if (some->numbers[i] == l->entered)
			return true;
	return (double)(drawn >> 11) * 0x1p-53 < some->share;
}

/* What is drawn comes before what depends on the time: the same frames are lost, be the queue full
 * or not. */
static enum line_fate decide(const struct line_state *l, const struct drawn *d, uint32_t len)
{
	if (l->cut)
		return LINE_CUT;
	if (is_one_of(l, &l->spec.loss, d->loss))
		return LINE_LOST;
	return is_full(l, len) ? LINE_FULL : LINE_CARRIED;
}

static int64_t travel(struct line_state *l, const struct drawn *d, struct line_verdict *v)
{
	int64_t range = l->spec.delay_max - l->spec.delay_min, delay = l->spec.delay_min, arrives;

	if (l->spec.delay_max && is_one_of(l, &l->spec.reorder, d->reorder)) {
		v->reordered = true;
		return l->free_at;
	}
	if (range > 0)
		delay += (int64_t)(d->delay % ((uint64_t)range + 1));
	arrives = clock_later(l->free_at, delay);
	if (arrives > l->last)
		l->last = arrives;
	return l->last;
}

static void carry(struct line_state *l, const struct drawn *d, uint32_t len, struct line_verdict *v)
{
	v->arrives = travel(l, d, v);
	v->twice = is_one_of(l, &l->spec.dup, d->dup);
	if (len > ETHER_HDR_LEN && is_one_of(l, &l->spec.corrupt, d->corrupt)) {
		v->corrupted = true;
		v->bit = ETHER_HDR_LEN * 8 + (uint32_t)(d->bit % ((len - ETHER_HDR_LEN) * 8));
	}
	l->duplicated += v->twice;
	l->reordered += v->reordered;
	l->corrupted += v->corrupted;
}

struct line_verdict line_enter(struct line_state *l, int64_t now, uint32_t len, enum line_fate fate)
{
	struct drawn d = draw_all(l);
	struct line_verdict v;

	pass_time(l, now);
	l->frames++;
	l->bytes += len;
	l->entered++;
	if (fate == LINE_CARRIED || l->cut)
		fate = decide(l, &d, len);
	v = (struct line_verdict){ .fate = fate, .arrives = l->now };
	if (fate == LINE_CARRIED ||
		((fate == LINE_LOST || fate == LINE_DROPPED) && !is_full(l, len)))
		send_frame(l, len);
	if (fate == LINE_CARRIED)
		carry(l, &d, len, &v);
	l->by_fate[fate]++;
	return v;
}
