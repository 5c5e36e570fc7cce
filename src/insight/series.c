/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Readings kept in bounded memory, and their sparkline.
 */
#include "insight/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

void series_begin(struct series *s, struct slice name, enum unit unit)
{
	*s = (struct series){ .unit = unit, .each = 1 };
	memcpy(s->name, name.p, name.len < SERIES_NAME ? name.len : SERIES_NAME - 1);
}

void series_free(struct series *s)
{
	free(s->points);
	s->points = NULL;
	s->count = 0;
}

/* ---- adding ---- */

static void join(struct series_point *p, const struct series_point *more)
{
	if (!more->known)
		return;
	if (!p->known || more->low < p->low)
		p->low = more->low;
	if (!p->known || more->high > p->high)
		p->high = more->high;
	p->last = more->last;
	p->known = true;
}

/* Each two points become one. */
static void thin(struct series *s)
{
	for (size_t i = 0; i < s->count / 2; i++) {
		s->points[i] = s->points[2 * i];
		join(&s->points[i], &s->points[2 * i + 1]);
	}
	s->count /= 2;
	s->each *= 2;
}

void series_add(struct series *s, int64_t at, bool known, double value)
{
	struct series_point one = { at, value, value, value, known };

	if (!s->points)
		s->points = mem_alloc(SERIES_POINTS * sizeof(*s->points));
	s->end = at;
	if (known) {
		s->min = !s->any || value < s->min ? value : s->min;
		s->max = !s->any || value > s->max ? value : s->max;
		s->last = value;
		s->any = true;
	}
	if (s->count && s->filled < s->each) {
		join(&s->points[s->count - 1], &one);
		s->filled++;
		return;
	}
	if (s->count == SERIES_POINTS)
		thin(s);
	s->points[s->count++] = one;
	s->filled = 1;
}

/* ---- a line of it ---- */

static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char ascii[] = "_.-=+*%#";

/* Points FROM up to TO as one: the greatest of them. */
static bool highest(const struct series *s, size_t from, size_t to, double *high)
{
	struct series_point all = { .known = false };

	for (size_t i = from; i < to; i++)
		join(&all, &s->points[i]);
	*high = all.high;
	return all.known;
}

void series_spark(const struct series *s, size_t width, bool unicode, struct buf *b)
{
	size_t columns = s->count < width ? s->count : width;
	double high, span = s->max - s->min;

	for (size_t i = 0; i < columns; i++) {
		if (!highest(s, i * s->count / columns, (i + 1) * s->count / columns, &high)) {
			buf_addc(b, ' ');
			continue;
		}
		int level = span > 0 ? (int)((high - s->min) / span * 7.999) : 0;

		if (unicode)
			buf_adds(b, blocks[level]);
		else
			buf_addc(b, ascii[level]);
	}
}

/* ---- numbers ---- */

static void add_bytes(double value, struct buf *b)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB" };
	int i = 0;

	for (; fabs(value) >= 10000 && i < 5; i++)
		value /= 1000;
	buf_addf(b, "%.4g %s", value, units[i]);
}

void series_value(enum unit unit, double value, struct buf *b)
{
	int64_t ns = unit_ns(unit);

	if (ns && value == 0) {
		buf_addc(b, '0');
	} else if (ns && value * (double)ns < 9e18) {
		text_add_time(b, (int64_t)(value * (double)ns));
	} else if (unit == UNIT_BYTES || unit == UNIT_RATE) {
		add_bytes(value, b);
		buf_adds(b, unit == UNIT_RATE ? "/s" : "");
	} else if (fabs(value) < 1e15) {
		buf_addf(b, "%.*f", value == floor(value) ? 0 : 2, value);
	} else {
		buf_addf(b, "%.4g", value);
	}
}

void series_head(const struct series *s, struct buf *b)
{
	static const char *const names[] = { [UNIT_NONE] = "",
		[UNIT_BYTES] = "_bytes",
		[UNIT_RATE] = "_bytes_per_s",
		[UNIT_NS] = "_ns",
		[UNIT_US] = "_us",
		[UNIT_MS] = "_ms",
		[UNIT_S] = "_s" };

	buf_adds(b, s->name);
	buf_adds(b, names[s->unit]);
}
