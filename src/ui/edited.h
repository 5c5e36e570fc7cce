/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line that is edited, as it stands on the screen.
 */
#ifndef UI_EDITED_H
#define UI_EDITED_H

#include "base/buf.h"
#include "base/out.h"

/* Readies readline, but for its keys (keys.h). */
void edited_open(void);

/* The shell's prompt on HOST, NULL: at home; valid until the next call. */
const char *edited_prompt(const char *host);

/* Prints TEXT, which gets a newline at its end if it has none, above the line. */
void edited_above(struct out *out, struct buf *text);

/* Ctrl-C: whatever was under way is forgotten, a search and a count included. */
void edited_abandon(void);

/* Draws the line again. After fg the cursor is at a line's beginning; after a bare SIGCONT
 * it is where it was. */
void edited_again(void);

#endif
