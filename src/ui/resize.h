/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line that is edited, on a terminal that has another size now.
 */
#ifndef UI_RESIZE_H
#define UI_RESIZE_H

#include <stddef.h>

#include "base/buf.h"

/* How many rows of WIDTH columns end before the place behind PROMPT and BEFORE, written
 * one after the other as readline shows them: where the cursor is, counted from the
 * row in which the prompt begins. */
size_t resize_rows(struct slice prompt, struct slice before, size_t width);

/* After SIGWINCH, while the prompt is up: the line again, in place of what the terminal
 * has made of it. */
void resize_redraw(void);

#endif
