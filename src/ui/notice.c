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
	{ "send", "the peer to make room" },
	{ "sendto", "the peer to make room" },
	{ "close", "the peer to take what was sent" },
};

static const char *waits_for(const char *call)
{
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		if (!strcmp(waits[i].call, call))
			return waits[i].waits_for;
	}
	return "something to happen";
}

/* Sleeps until DUE or a change; true when DUE has come unchanged. */
static bool wait_until(struct notice *n, int64_t due)
{
	thread_wait(&n->changed, &n->lock, due);
	return n->due == due && intr_now() >= due;
}

static void *watch(void *arg)
{
	struct notice *n = arg;

	pthread_mutex_lock(&n->lock);
	while (!n->ending) {
		if (!n->due)
			pthread_cond_wait(&n->changed, &n->lock);
		else if (wait_until(n, n->due)) {
			out_write(n->out, n->text.data, n->text.len);
			n->due = 0;
		}
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
	pthread_mutex_lock(&n->lock);
	buf_clear(&n->text);
	if (c->has_fd)
		buf_addf(&n->text, "%s(%d)", c->name, c->fd);
	else
		render_pending(c, &n->text);
	buf_addf(&n->text, " waits for %s; Ctrl-C ends it, & would keep the prompt\n",
		waits_for(c->name));
	n->due = intr_now() + PATIENCE;
	if (!n->started)
		n->started = !thread_start(&n->thread, 0, watch, n);
	pthread_cond_signal(&n->changed);
	pthread_mutex_unlock(&n->lock);
}

void notice_end(struct notice *n)
{
	pthread_mutex_lock(&n->lock);
	n->due = 0;
	pthread_mutex_unlock(&n->lock);
}

static void before(void *context, const struct run *r, const struct call *c, bool may_block)
{
	if (may_block && !r->job && !r->set->quiet && !r->set->json && out_is_tty(r->out))
		begin(context, c);
}

static void after(void *context, const struct run *r, const struct call *c)
{
	(void)c;
	if (!r->job)
		notice_end(context);
}

struct observer notice_observer(struct notice *n)
{
	return (struct observer){ .before = before, .after = after, .context = n };
}
