/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines for above the prompt. While the prompt is up, what any thread hands to
 * out_write or out_error is kept here and an eventfd told; the thread that owns
 * the terminal takes it and shows it. Else it is written at once. The order is
 * kept, at the switch as well.
 */
#ifndef UI_ABOVE_H
#define UI_ABOVE_H

#include <pthread.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/out.h"
#include "sock/fdtab.h"

struct above {
	pthread_mutex_t lock; /* guards kept and keeping */
	struct out *out;
	struct fdtab *fds;
	struct buf kept;
	bool keeping;
	int event; /* readable when something is kept */
};

/* -1 with errno when there is no descriptor to be had. */
int above_open(struct above *a, struct out *out, struct fdtab *fds);
void above_close(struct above *a);

/* From now on lines are kept. */
void above_keep(struct above *a);

/* From now on they are written at once, beginning with those still kept. */
void above_release(struct above *a);

/* Moves what is kept to the end of TEXT. */
void above_take(struct above *a, struct buf *text);

#endif
