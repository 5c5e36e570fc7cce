/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completion of what stands behind the dot of `$c.` and `c.`.
 */
#ifndef LANG_COMPLETE_PROPERTY_H
#define LANG_COMPLETE_PROPERTY_H

#include "lang/complete.h"
#include "lang/scope.h"

/* Adds the properties of the descriptor that variable NAME holds, each behind LEAD (NAME and its
 * dot, with what else stands before it) and before CLOSE: what is looked at first, then all
 * that this socket has now, then what it may have. What the kernel or its kind of socket
 * does not know is not offered; without a descriptor, everything is. */
void complete_property(struct scope *sc, struct slice name, struct slice lead, const char *close,
	struct candidates *out);

#endif
