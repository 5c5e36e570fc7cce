/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slips: a word out of its place.
 */
#ifndef LANG_SLIP_H
#define LANG_SLIP_H

#include "lang/command.h"

/* Whether the first of COUNT positional words, a name that is no descriptor's, is a word out of
 * its place, and no mistyped name: send hello c, send hello, connect localhost 80. */
bool slip_is_misplaced(struct scope *sc, const struct command *row,
	const struct text_word *const *words, int count);

#endif
