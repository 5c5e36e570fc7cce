/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why this call failed, as far as it is to be seen: at its descriptor, at the other sockets of
 * this machine, in the calls before it. What an errno means at large is in insight/explain.h; here
 * is nothing said where nothing more than that is known. Looking never disturbs.
 */
#ifndef INSIGHT_REASONS_H
#define INSIGHT_REASONS_H

#include <stdbool.h>
#include <stddef.h>

#include "sock/call.h"
#include "sock/fdtab.h"
#include "sock/ring.h"

/* What there is to look at. */
struct reasons_scene {
	struct fdtab *fds;
	const struct ring *ring; /* the calls so far, to which none is added meanwhile */
	/* The name of descriptor FD, NULL p: it has none; by the thread that asks. NULL: none is
	 * known. */
	struct slice (*name_of)(const void *context, int fd);
	const void *context;
};

/* Appends to B why C failed, some words without a full stop, and returns true; false, and B as
 * it was: nothing is known, or C did not fail. C may be a copy, and what has changed since is seen
 * as it is now. */
bool reasons_add(const struct reasons_scene *s, const struct call *c, struct buf *b);

/* The same for programs: appends an object, a line. */
bool reasons_json(const struct reasons_scene *s, const struct call *c, struct buf *b);

#endif
