/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens between commands.
 */
#include "notify.h"

#include "base/clock.h"
#include "base/text.h"
#include "insight/looks.h"
#include "insight/news.h"
#include "shell/job.h"
#include "shell/servers.h"
#include "effects.h"

#define UNTOLD (1U << NEWS_ERROR | 1U << NEWS_URGENT) /* what no effect says */
#define PAUSE  (100 * MILLISECOND)                    /* between two tellings */

static void tell(struct session *s, int fd, const struct news *news)
{
	int64_t now = intr_now() + s->clock;
	struct buf line = { 0 };

	if (s->set.json) {
		news_json(news, fd, now, &line);
	} else {
		if (s->set.times == TIMES_ON) {
			text_add_clock(&line, now);
			buf_addc(&line, ' ');
		}
		buf_addf(&line, "%d: ", fd);
		news_print(news, &line);
		buf_addc(&line, '\n');
	}
	out_write(s->out, line.data, line.len);
	buf_free(&line);
}

/* Whether the lines of the last call have it. */
static bool is_told(const struct session *s, int fd)
{
	if (!s->looks || !effects_shown(&s->set, s->front))
		return false;
	for (int i = 0; i < LOOK_COUNT; i++)
		if (looks_at(s->looks, (enum look_at)i) && s->looks->at[i].fd == fd)
			return true;
	return false;
}

static bool is_busy(const struct session *s, int fd)
{
	for (int id = 0; (id = job_next(s, id));) {
		const struct job *j = job_find(s, id);

		if (job_running(j) && run_names(job_run(j), fd))
			return true;
	}
	return servers_find(s, fd) != NULL;
}

/* LATER: the last call's own doing is behind us. */
static void tell_all(struct notify *n, struct session *s, bool later)
{
	struct watch_state before, now;
	struct news news;
	int fd;

	while (watch_next(n->watch, &fd, &before, &now)) {
		news = news_find(&before, &now);
		if (!later && is_told(s, fd))
			news.kinds &= UNTOLD;
		if (news.kinds && !is_busy(s, fd))
			tell(s, fd, &news);
	}
	n->due = intr_now() + PAUSE;
}

void notify_close(struct notify *n)
{
	watch_close(n->watch);
	n->watch = NULL;
}

void notify_begin(struct notify *n, struct session *s)
{
	if (!s->set.notify || (s->set.quiet && !s->set.json)) {
		notify_close(n);
		return;
	}
	if (!n->watch)
		n->watch = watch_open(s->scope.fds);
	if (!n->watch)
		return;
	watch_renew(n->watch);
	tell_all(n, s, false);
	watch_refresh(n->watch);
}

int64_t notify_wait(const struct notify *n, struct pollfd *p)
{
	int64_t left = n->watch ? n->due - intr_now() : 0;

	*p = (struct pollfd){ .fd = -1, .events = POLLIN };
	if (left > 0)
		return left;
	if (n->watch)
		p->fd = watch_fd(n->watch);
	return -1;
}

void notify_step(struct notify *n, struct session *s, const struct pollfd *p)
{
	if (p->revents)
		tell_all(n, s, true);
}
