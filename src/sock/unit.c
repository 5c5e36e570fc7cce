/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Units.
 */
#include "sock/unit.h"

#include <stddef.h>

static const struct unit_row {
	const char *name;
	int64_t ns;
} units[] = {
	[UNIT_NONE] = { NULL, 0 },
	[UNIT_BYTES] = { "bytes", 0 },
	[UNIT_RATE] = { "bytes a second", 0 },
	[UNIT_NS] = { "nanoseconds", 1 },
	[UNIT_US] = { "microseconds", 1000 },
	[UNIT_MS] = { "milliseconds", 1000 * 1000 },
	[UNIT_S] = { "seconds", 1000 * 1000 * 1000 },
};

const char *unit_name(enum unit unit)
{
	return units[unit].name;
}

int64_t unit_ns(enum unit unit)
{
	return units[unit].ns;
}
