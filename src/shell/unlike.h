/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where bytes that came are not those that were expected. Private to judge.c.
 */
#ifndef SHELL_UNLIKE_H
#define SHELL_UNLIKE_H

#include "base/buf.h"

/* Appends three lines: a window of either around the first byte that differs, escaped or in hex,
 * and what differs, behind a caret under it. They are not the same. */
void unlike_add(struct slice expected, struct slice actual, bool hex, struct buf *b);

#endif
