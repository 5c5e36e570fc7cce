/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C's spellings.
 */
#ifndef SHELL_EXPORT_C_H
#define SHELL_EXPORT_C_H

#include "export_program.h"

/* A literal of exactly these bytes, and a NUL. */
void c_string(struct slice data, struct buf *b);

/* Declares NAME, once. TYPE is what stands before it. */
void c_declare(struct program *p, const char *name, const char *type);

/* A statement before the call. */
void c_before(struct program *p, struct said *s, const struct buf *text);

/* The data, as `BYTES, LENGTH` in the call; what repeats is filled in before. */
void c_data(struct program *p, struct slice data, struct said *s);

/* `(struct sockaddr *)&aN, LENGTH` in the call, aN before it; false: of a family that is not said.
 */
bool c_addr(struct program *p, const struct addr *a, struct said *s);

/* language.say */
bool c_say(struct program *p, const struct call *c, struct said *s);

#endif
