/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of packets that were captured, and of when they were.
 */
#include "capture_kept.h"

#include "base/intr.h"
#include "base/mem.h"
#include "insight/capture.h"

/* All are kept: what was captured in the time of one that is forgotten may be kept. */
void capture_switched(struct capture *c)
{
	if (!(c->switched & (c->switched + 1)))
		c->switches = mem_realloc(
			c->switches, ((size_t)c->switched + 1) * 2 * sizeof(*c->switches));
	c->switches[c->switched++] = intr_now();
}

bool capture_was_on(const struct capture *c, int64_t moment)
{
	size_t before = 0, after = c ? c->switched : 0;

	while (before < after) {
		size_t middle = before + (after - before) / 2;

		if (c->switches[middle] <= moment)
			before = middle + 1;
		else
			after = middle;
	}
	return before % 2;
}

/* From the end: after each call the last few are asked for, of thousands. */
struct captured *capture_behind(const struct capture *c, uint64_t number)
{
	struct captured *one = c->last, *found = NULL;

	for (; one && one->number > number; one = one->previous)
		found = one;
	return found;
}
