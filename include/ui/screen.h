/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls as they are printed: the observers that put them on the screen, into the
 * transcript, and out as JSON.
 */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include "shell/session.h"

/* Adds the three to the session's observers. */
void screen_watch(struct session *s);

#endif
