/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the numbers of a socket are counted in.
 */
#ifndef SOCK_UNIT_H
#define SOCK_UNIT_H

#include <stdint.h>

enum unit {
	UNIT_NONE,
	UNIT_BYTES,
	UNIT_RATE, /* bytes a second */
	UNIT_NS,
	UNIT_US,
	UNIT_MS,
	UNIT_S,
};

/* "bytes", "bytes a second", "microseconds" ...; NULL of UNIT_NONE. */
const char *unit_name(enum unit unit);

/* Nanoseconds of a unit of time; 0 of any other. */
int64_t unit_ns(enum unit unit);

#endif
