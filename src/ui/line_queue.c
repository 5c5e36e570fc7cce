/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The queue between other threads and the prompt.
 */
#include "line_queue.h"

#include <sys/eventfd.h>

static void post(void *context, const char *p, size_t len, bool is_error)
{
	struct line_queue *q = context;

	(void)is_error; /* above a prompt there is but one place */
	pthread_mutex_lock(&q->lock);
	if (q->keeping) {
		buf_add(&q->kept, p, len);
		eventfd_write(q->event, 1);
	} else {
		out_write_raw(q->out, p, len);
	}
	pthread_mutex_unlock(&q->lock);
}

int line_queue_open(struct line_queue *q, struct out *out, struct fdtab *fds)
{
	*q = (struct line_queue){ .out = out, .fds = fds };
	pthread_mutex_init(&q->lock, NULL);
	q->event = fdtab_eventfd(fds, "the prompt's queue");
	return q->event < 0 ? -1 : 0;
}

void line_queue_close(struct line_queue *q)
{
	if (q->event >= 0)
		fdtab_close(q->fds, q->event);
	pthread_mutex_destroy(&q->lock);
	buf_free(&q->kept);
}

void line_queue_keep(struct line_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->keeping = true;
	pthread_mutex_unlock(&q->lock);
	out_set_hook(q->out, post, q);
}

/* The hook goes last: until then who still finds it writes in its turn. */
void line_queue_release(struct line_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->keeping = false;
	out_write_raw(q->out, q->kept.data, q->kept.len);
	buf_clear(&q->kept);
	pthread_mutex_unlock(&q->lock);
	out_set_hook(q->out, NULL, NULL);
}

void line_queue_take(struct line_queue *q, struct buf *text)
{
	eventfd_t count;

	pthread_mutex_lock(&q->lock);
	eventfd_read(q->event, &count);
	buf_add(text, q->kept.data, q->kept.len);
	buf_clear(&q->kept);
	pthread_mutex_unlock(&q->lock);
}
