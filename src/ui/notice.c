/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread that speaks up when a call takes long.
 */
#include "notice.h"

#include <string.h>

#include "base/clock.h"
#include "base/intr.h"
#include "base/thread.h"
#include "sock/render.h"

#define PATIENCE (2 * SECOND)
#define FIRST    SECOND /* how long a file is under way without a line of its own */
#define TICK     (250 * MILLISECOND)

static const struct {
	const char *call, *waits_for;
} waits[] = {
	{ "accept", "a connection" },
	{ "accept4", "a connection" },
	{ "connect", "the peer to answer" },
	{ "getaddrinfo", "a name server to answer" },
	{ "getnameinfo", "a name server to answer" },
	{ "recv", "data" },
	{ "recvfrom", "data" },
	{ "recvmsg", "data" },
	{ "read", "data" },
	{ "splice", "data" },
	{ "send", "the peer to make room" },
	{ "sendto", "the peer to make room" },
	{ "sendmsg", "the peer to make room" },
	{ "write", "the peer to make room" },
	{ "sendfile", "the peer to make room" },
	{ "poll", "one of them to be ready" },
	{ "select", "one of them to be ready" },
	{ "epoll_wait", "one of its descriptors to be ready" },
	{ "close", "the peer to take what was sent" },
};

const char *notice_waits_for(const char *call)
{
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		if (!strcmp(waits[i].call, call))
			return waits[i].waits_for;
	}
	return NULL;
}

/* A file that has moved is not waited for. */
static void show_progress(struct notice *n, int64_t now)
{
	struct buf line = { 0 };
	size_t columns = out_columns(n->out);

	if (progress_line(&n->progress, now, &line) && n->due)
		n->due = now + PATIENCE;
	if (line.len < columns)
		out_status(n->out, line.data, line.len);
	n->tick = now + TICK;
	buf_free(&line);
}

static void say(struct notice *n)
{
	out_write(n->out, n->text.data, n->text.len);
	n->due = 0;
}

/* What is due first, or 0: nothing. */
static int64_t next(const struct notice *n)
{
	return n->due && (!n->tick || n->due < n->tick) ? n->due : n->tick;
}

static void *watch(void *arg)
{
	struct notice *n = arg;

	pthread_mutex_lock(&n->lock);
	while (!n->ending) {
		int64_t now = intr_now();

		if (!next(n))
			pthread_cond_wait(&n->changed, &n->lock);
		else if (now < next(n))
			thread_wait(&n->changed, &n->lock, next(n));
		else if (n->due && now >= n->due)
			say(n);
		else
			show_progress(n, now);
	}
	pthread_mutex_unlock(&n->lock);
	return NULL;
}

void notice_open(struct notice *n, struct out *out)
{
	*n = (struct notice){ .out = out };
	pthread_mutex_init(&n->lock, NULL);
	pthread_cond_init(&n->changed, NULL);
}

void notice_close(struct notice *n)
{
	pthread_mutex_lock(&n->lock);
	n->ending = true;
	pthread_cond_signal(&n->changed);
	pthread_mutex_unlock(&n->lock);
	if (n->started)
		pthread_join(n->thread, NULL);
	pthread_cond_destroy(&n->changed);
	pthread_mutex_destroy(&n->lock);
	buf_free(&n->text);
}

static void begin(struct notice *n, const struct call *c)
{
	const char *what = notice_waits_for(c->name);

	pthread_mutex_lock(&n->lock);
	buf_clear(&n->text);
	if (c->has_fd)
		buf_addf(&n->text, "%s(%d)", c->name, c->fd);
	else
		render_pending(c, &n->text);
	buf_addf(&n->text, " waits for %s; Ctrl-C ends it, & would keep the prompt\n",
		what ? what : "something to happen");
	n->due = intr_now() + PATIENCE;
	if (c->file) {
		progress_before(&n->progress, c);
		n->tick = n->tick ? n->tick : n->progress.began + FIRST;
	}
	if (!n->started)
		n->started = !thread_start(&n->thread, 0, watch, n);
	pthread_cond_signal(&n->changed);
	pthread_mutex_unlock(&n->lock);
}

void notice_end(struct notice *n)
{
	pthread_mutex_lock(&n->lock);
	n->due = n->tick = 0;
	n->progress.file = NULL;
	out_status(n->out, NULL, 0);
	pthread_mutex_unlock(&n->lock);
}

static void end_call(struct notice *n, const struct call *c)
{
	pthread_mutex_lock(&n->lock);
	n->due = 0;
	if (c->file && n->progress.file)
		progress_after(&n->progress, c);
	pthread_mutex_unlock(&n->lock);
}

static void before(void *context, struct run *r, const struct call *c, bool may_block)
{
	if (may_block && !r->job && !r->set->quiet && !r->set->json && out_is_tty(r->out))
		begin(context, c);
}

static void after(void *context, const struct run *r, const struct call *c)
{
	if (!r->job)
		end_call(context, c);
}

struct observer notice_observer(struct notice *n)
{
	return (struct observer){ .before = before, .after = after, .context = n };
}
