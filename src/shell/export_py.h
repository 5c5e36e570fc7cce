/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Python's spellings.
 */
#ifndef SHELL_EXPORT_PY_H
#define SHELL_EXPORT_PY_H

#include "export_program.h"

/* A literal of exactly these bytes. */
void py_bytes(struct slice data, struct buf *b);

/* The same as an expression: what repeats is said so. */
void py_data(struct slice data, struct buf *b);

/* What a method takes as address; false where Python has none of its family. */
bool py_addr(struct program *p, const struct addr *a, struct buf *b);

/* language.say */
bool py_say(struct program *p, const struct call *c, struct said *s);

#endif
