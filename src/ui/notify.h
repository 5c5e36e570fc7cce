/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With the setting notify: what happens to the user's sockets while the prompt is up, a
 * line above it for each that something happens to. Those that a server or a job acts on
 * are left out, and what the effects of the last call have told already.
 */
#ifndef UI_NOTIFY_H
#define UI_NOTIFY_H

#include <poll.h>

#include "shell/session.h"
#include "sock/watch.h"

struct notify {
	struct watch *watch; /* NULL: off */
	int64_t due;         /* CLOCK_MONOTONIC nanoseconds: not before then */
};

void notify_close(struct notify *n);

/* The prompt comes up: from here on, if the setting says so. */
void notify_begin(struct notify *n, struct session *s);

/* What to wait for beside keys; returns how long, in nanoseconds, or -1: for ever. */
int64_t notify_wait(const struct notify *n, struct pollfd *p);

/* After the wait: tells what has happened. Many things in a moment are told together. */
void notify_step(struct notify *n, struct session *s, const struct pollfd *p);

#endif
