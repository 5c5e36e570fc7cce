/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The queue between other threads and the prompt.
 */
#include "ui/above.h"

#include <sys/eventfd.h>

static void post(void *context, const char *p, size_t len, bool is_error)
{
	struct above *a = context;

	(void)is_error; /* above a prompt there is but one place */
	pthread_mutex_lock(&a->lock);
	if (a->keeping) {
		buf_add(&a->kept, p, len);
		eventfd_write(a->event, 1);
	} else {
		out_write_raw(a->out, p, len);
	}
	pthread_mutex_unlock(&a->lock);
}

int above_open(struct above *a, struct out *out, struct fdtab *fds)
{
	int fd;

	*a = (struct above){ .out = out, .fds = fds };
	pthread_mutex_init(&a->lock, NULL);
	fdtab_lock(fds);
	fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	a->event = fd < 0 ? -1 : fdtab_take(fds, fd, "the prompt's queue");
	fdtab_unlock(fds);
	return a->event < 0 ? -1 : 0;
}

void above_close(struct above *a)
{
	if (a->event >= 0)
		fdtab_close(a->fds, a->event);
	pthread_mutex_destroy(&a->lock);
	buf_free(&a->kept);
}

void above_keep(struct above *a)
{
	pthread_mutex_lock(&a->lock);
	a->keeping = true;
	pthread_mutex_unlock(&a->lock);
	out_set_hook(a->out, post, a);
}

/* The hook goes last: until then who still finds it writes in its turn. */
void above_release(struct above *a)
{
	pthread_mutex_lock(&a->lock);
	a->keeping = false;
	out_write_raw(a->out, a->kept.data, a->kept.len);
	buf_clear(&a->kept);
	pthread_mutex_unlock(&a->lock);
	out_set_hook(a->out, NULL, NULL);
}

void above_take(struct above *a, struct buf *text)
{
	eventfd_t count;

	pthread_mutex_lock(&a->lock);
	eventfd_read(a->event, &count);
	buf_add(text, a->kept.data, a->kept.len);
	buf_clear(&a->kept);
	pthread_mutex_unlock(&a->lock);
}
