/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server as a whole: its start, its figures, its end.
 */
#include "neighbours.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/intr.h"
#include "base/mem.h"
#include "base/thread.h"
#include "loop.h"

/* ---- events ---- */

void server_post(struct server *s, const struct event *e)
{
	struct event full = *e;

	full.server = s->config.fd;
	full.service = s->config.service->name;
	if (!full.at)
		full.at = intr_now();
	s->config.sink(s->config.context, &full);
}

void server_note(struct server *s, const struct addr *peer, const char *text)
{
	struct event e = { .kind = EVENT_NOTE, .fd = -1, .peer = peer, .how = text };

	server_post(s, &e);
}

void server_no_more(struct server *s, const char *how)
{
	struct event e = { .kind = EVENT_END, .fd = -1 };
	bool ends;

	pthread_mutex_lock(&s->lock);
	if (how) {
		s->accepting = false;
		s->last_words = how;
	}
	ends = !s->now && !s->over && !atomic_load(&s->stopping);
	s->over |= ends;
	e.how = s->last_words;
	pthread_mutex_unlock(&s->lock);
	if (!ends)
		return;
	server_post(s, &e);
	atomic_store(&s->ended, true);
	server_signal(s->ended_fd);
}

/* ---- start ---- */

/* A tracer makes even this call one that a signal can end (ptrace(2)). */
void server_signal(int eventfd)
{
	const uint64_t one = 1;
	ssize_t n;

	do
		n = write(eventfd, &one, sizeof(one));
	while (n < 0 && errno == EINTR);
}

void server_await_start(struct server *s)
{
	pthread_mutex_lock(&s->lock);
	while (!s->told && !atomic_load(&s->stopping))
		pthread_cond_wait(&s->changed, &s->lock);
	pthread_mutex_unlock(&s->lock);
}

/* So that it can be given again. */
static void tell_seed(struct server *s)
{
	char text[80];

	if (!s->config.options.seed_chosen)
		return;
	snprintf(text, sizeof(text), "chance repeats with --seed %" PRIu64, s->config.options.seed);
	server_note(s, NULL, text);
}

static void tell_start(struct server *s)
{
	struct addr at = { .len = sizeof(at.storage) };
	struct event e = { .kind = EVENT_START, .fd = -1, .address = &at };

	if (s->config.tells && getsockname(s->config.fd, &at.sa, &at.len) == 0)
		server_post(s, &e);
	tell_seed(s);
	pthread_mutex_lock(&s->lock);
	s->told = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

static int get_int(int fd, int option, int *value)
{
	socklen_t len = sizeof(*value);

	return getsockopt(fd, SOL_SOCKET, option, value, &len);
}

/* One target after another is tried, and needs its thread; what leads back is refused. */
static int check_relay(const struct server_config *c, struct err *e)
{
	if (!c->options.target_count)
		return err_set(e, ERR_USAGE, "%s needs a target", c->service->name);
	if (c->workers)
		return err_set(
			e, ERR_USAGE, "%s needs threads of its own: no workers", c->service->name);
	return loop_check(c, e);
}

static int check_datagrams(const struct server_config *c, struct err *e)
{
	if (!service_takes_datagrams(c->service))
		return err_set(e, ERR_USAGE, "%s does not work with datagrams", c->service->name);
	return c->service->relays ? check_relay(c, e) : 0;
}

static int check_listener(const struct server_config *c, struct err *e)
{
	int listens = 0;

	get_int(c->fd, SO_ACCEPTCONN, &listens);
	if (!listens) {
		err_set(e, ERR_USAGE, "descriptor %d does not listen", c->fd);
		return err_hint(e, "bind it and `listen %d` first", c->fd);
	}
	return c->service->relays ? check_relay(c, e) : 0;
}

static int check(const struct server_config *c, int *type, struct err *e)
{
	if (get_int(c->fd, SO_TYPE, type) < 0)
		return err_system(e, errno, "serve");
	return *type == SOCK_DGRAM ? check_datagrams(c, e) : check_listener(c, e);
}

static void copy_options(struct server *s)
{
	struct service_options *o = &s->config.options;
	size_t size = o->target_count * sizeof(*o->targets);

	buf_add(&s->banner, o->banner.p, o->banner.len);
	buf_add(&s->prefix, o->prefix.p, o->prefix.len);
	o->banner = buf_slice(&s->banner);
	o->prefix = buf_slice(&s->prefix);
	if (size)
		s->targets = memcpy(mem_alloc(size), o->targets, size);
	o->targets = s->targets;
}

/* Where chance decides something, it has a seed. */
static void choose_seed(struct service_options *o)
{
	bool chance = o->delay_to > o->delay || faults_by_chance(&o->drop) ||
		      faults_by_chance(&o->dup) || faults_by_chance(&o->reorder);

	o->seed_chosen = chance && !o->seed;
	if (o->seed_chosen)
		o->seed = faults_new_seed();
}

static const struct model *model_for(const struct server_config *c, int type)
{
	if (type == SOCK_DGRAM)
		return c->service->relays ? &model_passage : &model_datagrams;
	return c->workers ? &model_workers : &model_handlers;
}

/* How is received what nobody looks at: TCP throws bytes away without copying them
 * when it is given MSG_TRUNC (tcp(7)). */
static int receive_flags(const struct server_config *c)
{
	int protocol = 0;

	if (c->service->data || c->hex || get_int(c->fd, SO_PROTOCOL, &protocol))
		return 0;
	return protocol == IPPROTO_TCP ? MSG_TRUNC : 0;
}

static struct server *make(const struct server_config *config, int type)
{
	struct server *s = mem_zalloc(1, sizeof(*s));
	struct linger linger = { 0 };
	socklen_t len = sizeof(linger);

	s->config = *config;
	if (config->service->relays && !config->max)
		s->config.max = RELAY_MAX;
	s->type = type;
	s->waiting_end = &s->waiting;
	s->accepting = true;
	s->wake = s->ended_fd = -1;
	getsockopt(config->fd, SOL_SOCKET, SO_LINGER, &linger, &len);
	s->lingers = linger.l_onoff && linger.l_linger;
	s->receive_flags = receive_flags(config);
	s->model = model_for(config, type);
	copy_options(s);
	choose_seed(&s->config.options);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	pthread_cond_init(&s->work, NULL);
	return s;
}

static void destroy(struct server *s)
{
	neighbours_leave(s);
	fdtab_unserve(s->config.fds, s->config.fd);
	if (s->wake >= 0)
		fdtab_close(s->config.fds, s->wake);
	if (s->ended_fd >= 0)
		fdtab_close(s->config.fds, s->ended_fd);
	pthread_cond_destroy(&s->work);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	buf_free(&s->banner);
	buf_free(&s->prefix);
	free(s->targets);
	free(s);
}

static int start_threads(struct server *s, struct err *e)
{
	s->wake = fdtab_eventfd(s->config.fds, "a server's wake-up");
	s->ended_fd = s->wake < 0 ? -1 : fdtab_eventfd(s->config.fds, "a server's end");
	if (s->ended_fd < 0)
		return err_system(e, errno, "eventfd");
	if (s->model->start(s, e))
		return -1;
	if (s->type == SOCK_DGRAM)
		return 0;
	if (!thread_start(&s->acceptor, 0, acceptor_main, s))
		return 0;
	err_system(e, errno, "a thread that accepts");
	s->model->stop(s);
	return -1;
}

struct server *server_start(const struct server_config *config, struct err *e)
{
	struct server *s;
	int type;

	if (check(config, &type, e))
		return NULL;
	if (fdtab_serve(config->fds, config->fd)) {
		err_system(e, errno, "serve");
		return NULL;
	}
	s = make(config, type);
	if (type == SOCK_DGRAM)
		neighbours_join(s);
	fdtab_lock(config->fds);
	tzset(); /* opens a file; the threads that tell a date do not then: localtime_r(3) */
	fdtab_unlock(config->fds);
	if (start_threads(s, e)) {
		destroy(s);
		return NULL;
	}
	tell_start(s);
	return s;
}

/* ---- the end ---- */

static void drain_connections(struct server *s, int64_t drain)
{
	int64_t now = intr_now(), until;

	if (drain <= 0)
		return;
	if (__builtin_add_overflow(now, drain, &until))
		until = INT64_MAX;
	pthread_mutex_lock(&s->lock);
	while (s->now && thread_wait(&s->changed, &s->lock, until) == 0)
		;
	pthread_mutex_unlock(&s->lock);
}

static void shut_all(struct server *s)
{
	struct conn *c;

	pthread_mutex_lock(&s->lock);
	for (c = s->live; c; c = c->next)
		conn_shut(c, how_stopped);
	pthread_mutex_unlock(&s->lock);
}

void server_stop(struct server *s, int64_t drain)
{
	atomic_store(&s->stopping, true);
	if (s->type != SOCK_DGRAM) {
		server_signal(s->wake);
		pthread_join(s->acceptor, NULL);
		atomic_store(&s->paused, false);
		drain_connections(s, drain);
		shut_all(s);
	}
	s->model->stop(s);
	destroy(s);
}

/* ---- looking ---- */

bool server_running(const struct server *s)
{
	return !atomic_load(&s->ended);
}

int server_wait_fd(const struct server *s)
{
	return s->ended_fd;
}

void server_stats(struct server *s, struct server_stats *stats)
{
	const struct conn *c;

	pthread_mutex_lock(&s->lock);
	*stats = (struct server_stats){
		.fd = s->config.fd,
		.service = s->config.service->name,
		.workers = s->config.workers,
		.datagram = s->type == SOCK_DGRAM,
		.relays = s->type == SOCK_DGRAM && s->config.service->relays,
		.running = server_running(s),
		.now = s->now,
		.peak = s->peak,
		.total = s->total,
		.turned_away = s->turned_away,
		.in = s->in,
		.out = s->out,
	};
	for (c = s->live; c; c = c->next) {
		stats->in += atomic_load_explicit(&c->in, memory_order_relaxed);
		stats->out += atomic_load_explicit(&c->out, memory_order_relaxed);
	}
	pthread_mutex_unlock(&s->lock);
	datagrams_sum(s, stats);
	passage_sum(s, stats);
}

void server_each(
	struct server *s, void (*fn)(void *context, const struct connection_info *c), void *context)
{
	int64_t now = intr_now();
	const struct conn *c;

	pthread_mutex_lock(&s->lock);
	for (c = s->live; c; c = c->next) {
		struct connection_info info = { .fd = c->fd, .peer = c->peer };

		info.thread = atomic_load_explicit(&c->thread, memory_order_relaxed);
		info.in = atomic_load_explicit(&c->in, memory_order_relaxed);
		info.out = atomic_load_explicit(&c->out, memory_order_relaxed);
		info.age = now - c->began;
		fn(context, &info);
	}
	pthread_mutex_unlock(&s->lock);
}
