/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A value that was read again and again. Memory is bounded: of a long series each point stands for
 * several readings, of which it keeps the least, the greatest and the last one.
 */
#ifndef INSIGHT_SERIES_H
#define INSIGHT_SERIES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "sock/unit.h"

enum { SERIES_POINTS = 2048, SERIES_NAME = 48 };

struct series_point {
	int64_t at; /* ns since the first reading */
	double low, high, last;
	bool known; /* false: the kernel told none of them */
};

struct series {
	char name[SERIES_NAME];
	enum unit unit;
	struct series_point *points; /* owned; NULL: none yet */
	size_t count;
	uint64_t each, filled; /* readings of a point; of the last one */
	bool any;
	double min, max, last; /* of all that are known */
	int64_t end;           /* of the last reading */
};

void series_begin(struct series *s, struct slice name, enum unit unit);
void series_free(struct series *s);

void series_add(struct series *s, int64_t at, bool known, double value);

/* Appends a line of WIDTH columns at most, eighths of a block or, without UNICODE, characters that
 * are higher the higher the value is; a blank where nothing is known. */
void series_spark(const struct series *s, size_t width, bool unicode, struct buf *b);

/* Appends a value as people read it: 42, 1.5 ms, 64 kB. */
void series_value(enum unit unit, double value, struct buf *b);

/* The head of its column in a file: `rtt_us`. */
void series_head(const struct series *s, struct buf *b);

/* A chart of COUNT series, SVG: a panel for each unit. */
void series_chart(const struct series *all, size_t count, struct slice title, struct buf *b);

/* The least of 1, 2 and 5 times a power of ten with which SPAN has no more than MOST steps. */
double series_step(double span, int most);

#endif
