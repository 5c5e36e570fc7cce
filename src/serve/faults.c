/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which datagrams are hit, and the draws from a seed.
 */
#include "serve/faults.h"

#include <sys/random.h>

#include "base/intr.h"
#include "base/text.h"

enum { WHOLE = 1000000, SEEDS = 999999 };

/* ---- chance ---- */

/* The finalizer of splitmix64: each bit of X changes each bit of the result. */
static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

static uint64_t draw(uint64_t seed, unsigned what, enum way way, uint64_t nth)
{
	return mix(mix(mix(seed) ^ (what * 2 + way)) ^ nth);
}

int64_t faults_between(uint64_t seed, enum way way, uint64_t nth, int64_t low, int64_t high)
{
	if (high <= low)
		return low;
	return low + (int64_t)(draw(seed, CHANCE_DELAY, way, nth) % ((uint64_t)(high - low) + 1));
}

uint64_t faults_new_seed(void)
{
	uint64_t bytes = 0;

	if (getrandom(&bytes, sizeof(bytes), GRND_NONBLOCK) != sizeof(bytes))
		bytes = mix((uint64_t)intr_now());
	return bytes % SEEDS + 1;
}

static bool item_hits(const struct fault_item *i, uint64_t drawn, const struct place *p)
{
	uint64_t number = i->ways ? p->nth : p->number;

	if (i->ways && !(i->ways & (1U << p->way)))
		return false;
	if (i->first)
		return number >= i->first && number <= i->last;
	return drawn % WHOLE < i->share;
}

/* Each item of a list has draws of its own. */
bool faults_hit(const struct faults *f, enum chance chance, uint64_t seed, const struct place *p)
{
	for (int i = 0; i < f->count; i++) {
		uint64_t drawn = draw(seed, (unsigned)chance + 8 * (unsigned)i, p->way, p->nth);

		if (item_hits(&f->items[i], drawn, p))
			return true;
	}
	return false;
}

bool faults_by_chance(const struct faults *f)
{
	for (int i = 0; i < f->count; i++)
		if (!f->items[i].first)
			return true;
	return false;
}

/* ---- reading ---- */

const char *faults_way(enum way way)
{
	return way == WAY_IN ? "in" : "out";
}

/* Digits and at most four behind a point, in millionths of the whole that 100 is. */
static int parse_share(struct slice s, uint32_t *share, struct err *e)
{
	const char *point = s.len ? memchr(s.p, '.', s.len) : NULL;
	size_t before = point ? (size_t)(point - s.p) : s.len;
	int64_t whole, part = 0;

	if (text_number((struct slice){ s.p, before }, 0, 100, &whole, e))
		return -1;
	for (size_t i = 0; point && i < 4; i++) {
		char c = before + 1 + i < s.len ? s.p[before + 1 + i] : '0';

		if (c < '0' || c > '9')
			return err_set(e, ERR_USAGE, "not a number");
		part = part * 10 + (c - '0');
	}
	if (point && (before + 1 == s.len || s.len - before > 5))
		return err_set(e, ERR_USAGE, "at most four digits behind the point");
	*share = (uint32_t)(whole * (WHOLE / 100) + part);
	return *share > WHOLE ? err_set(e, ERR_USAGE, "more than all") : 0;
}

/* N or N..M. */
static int parse_numbers(struct slice s, struct fault_item *i, struct err *e)
{
	const char *dots = s.len ? memmem(s.p, s.len, "..", 2) : NULL;
	struct slice low = { s.p, dots ? (size_t)(dots - s.p) : s.len };
	int64_t first, last;

	if (text_number(low, 1, INT64_MAX, &first, e))
		return -1;
	last = first;
	if (dots && text_number((struct slice){ dots + 2, s.len - low.len - 2 }, first, INT64_MAX,
			    &last, e))
		return -1;
	i->first = (uint64_t)first;
	i->last = (uint64_t)last;
	return 0;
}

static int parse_item(struct slice s, struct fault_item *i, struct err *e)
{
	static const char in[] = "in:", out[] = "out:";

	*i = (struct fault_item){ 0 };
	if (slice_starts(s, in)) {
		i->ways = 1U << WAY_IN;
		s = (struct slice){ s.p + 3, s.len - 3 };
	} else if (slice_starts(s, out)) {
		i->ways = 1U << WAY_OUT;
		s = (struct slice){ s.p + 4, s.len - 4 };
	}
	if (s.len && s.p[s.len - 1] == '%')
		return parse_share((struct slice){ s.p, s.len - 1 }, &i->share, e);
	return parse_numbers(s, i, e);
}

/* What is wrong with the item S, with the item before it. */
static int blame(struct slice s, struct err *e)
{
	struct err fault;

	if (!e)
		return -1;
	fault = *e;
	err_set(e, ERR_USAGE, "'%.*s': %s", (int)s.len, s.p, fault.text);
	return err_hint(
		e, "numbers (3,7 or 2..5) or a share (30%%), behind in: or out: for one way");
}

int faults_parse(struct slice text, struct faults *f, struct err *e)
{
	*f = (struct faults){ 0 };
	for (;;) {
		const char *comma = text.len ? memchr(text.p, ',', text.len) : NULL;
		struct slice item = { text.p, comma ? (size_t)(comma - text.p) : text.len };

		if (f->count == FAULT_ITEMS)
			return err_set(e, ERR_USAGE, "more than %d items", FAULT_ITEMS);
		if (parse_item(item, &f->items[f->count++], e))
			return blame(item, e);
		if (!comma)
			return 0;
		text = (struct slice){ comma + 1, text.len - item.len - 1 };
	}
}
