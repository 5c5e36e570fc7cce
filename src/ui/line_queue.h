/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines for above the prompt. While the prompt is up, what any thread hands to
 * out_write or out_error is kept here and an eventfd told; the thread that owns
 * the terminal takes it and shows it. Else it is written at once. The order is
 * kept, at the switch as well.
 */
#ifndef UI_LINE_QUEUE_H
#define UI_LINE_QUEUE_H

#include <pthread.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/out.h"
#include "sock/fdtab.h"

struct line_queue {
	pthread_mutex_t lock; /* guards kept and keeping */
	struct out *out;
	struct fdtab *fds;
	struct buf kept;
	bool keeping;
	int event; /* readable when something is kept */
};

/* -1 with errno when there is no descriptor to be had. */
int line_queue_open(struct line_queue *q, struct out *out, struct fdtab *fds);
void line_queue_close(struct line_queue *q);

/* From now on lines are kept. */
void line_queue_keep(struct line_queue *q);

/* From now on they are written at once, beginning with those still kept. */
void line_queue_release(struct line_queue *q);

/* Moves what is kept to the end of TEXT. */
void line_queue_take(struct line_queue *q, struct buf *text);

#endif
