/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a call failed (insight/reasons.h), under its line, as the setting reasons says.
 */
#ifndef UI_REASONS_H
#define UI_REASONS_H

#include "shell/session.h"

/* Whether they are shown. */
static inline bool reasons_shown(const struct settings *set, const struct front *front)
{
	return !set->quiet &&
	       (set->reasons == REASONS_ON || (set->reasons == REASONS_AUTO && front->interactive));
}

/* Behind the line of C, which a run R of session S made and which failed. Observers' lock held.
 * Never inlined: it is seldom called. */
__attribute__((noinline)) void reasons_write(
	struct session *s, const struct run *r, const struct call *c);

#endif
