/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of packets that were captured, and of when they were.
 */
#include "capture_kept.h"

#include "base/intr.h"
#include "insight/capture.h"

void capture_switched(struct capture *c)
{
	if (c->switched < CAPTURE_SWITCHES)
		c->switches[c->switched] = intr_now();
	c->switched++;
}

bool capture_was_on(const struct capture *c, int64_t moment)
{
	unsigned before = 0;

	if (!c)
		return false;
	while (before < c->switched && before < CAPTURE_SWITCHES && c->switches[before] <= moment)
		before++;
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
