/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines of nc and the like, as they are written here.
 */
#ifndef LANG_FOREIGN_TOOL_H
#define LANG_FOREIGN_TOOL_H

#include "lang/lex.h"

/* Makes the line that does the same here the hint: of `nc -l 9999`, of `curl URL`. False, and E
 * as it was, where P is none, or names no host and no port. */
bool foreign_tool_refine(const struct parsed *p, struct err *e);

#endif
