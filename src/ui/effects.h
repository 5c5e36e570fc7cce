/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each call changed, under its line (insight/effects.h), as the setting effects says.
 */
#ifndef UI_EFFECTS_H
#define UI_EFFECTS_H

#include "shell/session.h"

/* Whether they are shown. */
static inline bool effects_shown(const struct settings *set, const struct front *front)
{
	return !set->quiet &&
	       (set->effects == EFFECTS_ON || (set->effects == EFFECTS_AUTO && front->interactive));
}

/* The functions below are never inlined: looks are large, and most calls have none. */

/* Before R makes C: looks at what it may change. By the thread of R. */
__attribute__((noinline)) void effects_before(struct run *r, const struct call *c);

/* Behind the line of C, which has returned: what it changed. Observers' lock held. */
__attribute__((noinline)) void effects_after(
	struct session *s, const struct run *r, const struct call *c);

/* Before the next command, where the main thread has looked: what has changed since then. Where
 * effects are not shown any more the look is forgotten: calls that nobody looked at come. */
__attribute__((noinline)) void effects_since(struct session *s);

/* The main thread has made a call that nobody looked at. */
void effects_forget(struct session *s);

#endif
