/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a call failed: for each errno that socket calls return, and for the
 * EAI_ codes, what it means, what usually causes it, what to try.
 */
#ifndef INSIGHT_EXPLAIN_H
#define INSIGHT_EXPLAIN_H

#include <stddef.h>

#include "base/buf.h"

struct explanation {
	const char *name;   /* "ECONNREFUSED", "EAI_NONAME", "GAVEUP" */
	const char *means;  /* one or two sentences */
	const char *causes; /* lines separated by newlines, each a cause, may begin "connect: " */
	const char *remedy; /* likewise: what to try, commands of sosh among it */
};

extern const struct explanation explanations[];
extern const size_t explanation_count;

/* The row of a name (any case) or an errno number; NULL if none. */
const struct explanation *explain_find(struct slice what);

#endif
