/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which frames of links are to be dropped: the next that fits a pattern, each once. Numbers of TCP
 * are those that packets are shown with, from the connection's first on: so the beginnings of
 * connections are noted from the start.
 */
#ifndef INSIGHT_DROPS_H
#define INSIGHT_DROPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct drops;

#define DROPS_EITHER UINT32_MAX /* by whatever end it enters */

/* Freed by drops_free, which takes NULL too. */
struct drops *drops_new(void);
void drops_free(struct drops *d);

/* The next frame that enters LINK by its port FROM, or DROPS_EITHER, and is as PATTERN says
 * (captured_fits of insight/capture.h). */
void drops_add(struct drops *d, unsigned link, unsigned from, struct slice pattern);

/* Those of LINK's port FROM, or DROPS_EITHER: all of the link's, are not waited for any more. */
void drops_forget(struct drops *d, unsigned link, unsigned from);

/* How many are waited for on LINK that may enter by FROM. */
unsigned drops_wait(struct drops *d, unsigned link, unsigned from);

/* Of each frame, in the order in which they enter: whether it is to be dropped. Takes a struct
 * drops as its CONTEXT; by any thread. */
bool drops_ask(void *context, unsigned link, unsigned from, struct slice bytes);

#endif
