/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where readline's keys come from.
 */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <signal.h>

#include "base/intr.h"

/* readline reads by this from now on; where it waits, in the middle of a paste, MASK
 * holds and an interruption of INTR ends the wait. Both are borrowed. After
 * readline has read its settings, for it takes macros out of its keymaps. */
void keys_open(const struct intr *intr, const sigset_t *mask);

#endif
