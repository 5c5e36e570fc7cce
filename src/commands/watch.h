/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Descriptors to wait for and how long, as poll, select and epoll have them.
 */
#ifndef COMMANDS_WATCH_H
#define COMMANDS_WATCH_H

#include <limits.h>

#include "lang/types.h"
#include "shell/run.h"
#include "sock/events.h"

#define TIMEOUT_OPTION                                                                             \
	{                                                                                          \
		.name = "-t", .value = {                                                           \
			"TIME",                                                                    \
			&type_time,                                                                \
			.help = "the timeout: return 0 after this long; 0 does not wait"           \
		}                                                                                  \
	}

/* What the words of the repeated parameter, or the one at A, are to wait for; in the run's arena.
 */
struct call_watch watch_of(struct run *r, const struct arg *a);
struct call_watch *watch_rest(struct run *r);

/* Makes the hint of E "c:in" for the event, one of N, that stands behind a descriptor as a word
 * of its own; the descriptors begin at word FIRST of M. */
void watch_mend(const struct misfit *m, int first, const struct names *n, struct err *e);

/* A time without -t, as the last argument of poll(2): a number that is no descriptor, behind the
 * name of one. -1 with E, with the option as its hint; else 0. */
int watch_doubt(const struct misfit *m, const struct arg *timeout, struct err *e);

/* The timeout in nanoseconds, or -1; without one the session's limit is in force until
 * watch_end. */
int64_t watch_begin(struct run *r, const struct arg *option, struct intr_limit *outer);
void watch_end(struct run *r, struct intr_limit outer);

#endif
