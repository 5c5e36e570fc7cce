/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Units of time. Durations and moments are int64_t nanoseconds everywhere; these
 * turn them into what system calls take.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <limits.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

#define MICROSECOND 1000LL
#define MILLISECOND 1000000LL
#define SECOND      1000000000LL

/* NS from 0 up. */
static inline struct timespec clock_timespec(int64_t ns)
{
	return (struct timespec){ .tv_sec = ns / SECOND, .tv_nsec = ns % SECOND };
}

static inline int64_t clock_ns(struct timespec t)
{
	return t.tv_sec * SECOND + t.tv_nsec;
}

/* NS (from 0 up) after AT, or the end of time. */
static inline int64_t clock_later(int64_t at, int64_t ns)
{
	return at > INT64_MAX - ns ? INT64_MAX : at + ns;
}

/* For setsockopt(2): rounded up, for 0 would mean without a limit. */
static inline struct timeval clock_timeval(int64_t ns)
{
	int64_t us = ns / MICROSECOND + (ns % MICROSECOND > 0);

	return (struct timeval){ .tv_sec = us / 1000000, .tv_usec = us % 1000000 };
}

/* NS for poll(2) and epoll_wait(2): -1, for ever, where it is negative; else whole
 * milliseconds, rounded up so that what waits for a moment does not wake before. */
static inline int clock_poll_ms(int64_t ns)
{
	int64_t ms = ns / MILLISECOND + (ns % MILLISECOND > 0);

	return ns < 0 ? -1 : ms > INT_MAX ? INT_MAX : (int)ms;
}

#endif
