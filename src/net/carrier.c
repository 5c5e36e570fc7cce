/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The carrier: its thread, its links, and what others ask of it.
 */
#include "net/carrier.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intr.h"
#include "base/mem.h"
#include "base/thread.h"
#include "carrier_parts.h"

enum { ROOM = 16 << 20 }; /* bytes that a port's socket keeps until they are read */

static const char role[] = "the shell's, for links";

/* ---- the lock ---- */

/* The thread lets others go first: busy, it would have the lock again before they wake. */
static void lock(struct carrier *c)
{
	atomic_fetch_add(&c->wanted, 1);
	pthread_mutex_lock(&c->lock);
	atomic_fetch_sub(&c->wanted, 1);
}

static void wake(const struct carrier *c)
{
	static const uint64_t one = 1;

	if (write(c->wake, &one, sizeof(one)) < 0)
		return; /* it has been woken often enough */
}

/* A frame may be due before the thread would look again. */
static void unlock(struct carrier *c)
{
	const struct frame *f = way_first(&c->way);

	if (f && f->arrives < c->sleeps_until)
		wake(c);
	pthread_mutex_unlock(&c->lock);
}

/* ---- the thread ---- */

static void sleep_until(const struct carrier *c, int64_t until)
{
	struct epoll_event event;
	struct timespec left;

	if (until == INT64_MAX) {
		epoll_pwait2(c->epoll, &event, 1, NULL, NULL);
		return;
	}
	int64_t now = intr_now();
	left = clock_timespec(until > now ? until - now : 0);
	epoll_pwait2(c->epoll, &event, 1, &left, NULL);
}

static void *carrier_main(void *arg)
{
	struct carrier *c = arg;

	prctl(PR_SET_TIMERSLACK, 1UL); /* 50 us otherwise */
	pthread_mutex_lock(&c->lock);
	while (!c->ends) {
		move_all(c);
		const struct frame *f = way_first(&c->way);
		int64_t until = c->sleeps_until = f ? f->arrives : INT64_MAX;
		pthread_mutex_unlock(&c->lock);
		while (atomic_load(&c->wanted))
			sched_yield();
		sleep_until(c, until);
		pthread_mutex_lock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* ---- life ---- */

static int watch_fd(const struct carrier *c, int fd, uint64_t which)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = which };

	return epoll_ctl(c->epoll, EPOLL_CTL_ADD, fd, &event);
}

struct carrier *carrier_new(struct fdtab *fds, struct err *e)
{
	struct carrier *c = mem_zalloc(1, sizeof(*c));

	c->fds = fds;
	pthread_mutex_init(&c->lock, NULL);
	c->sleeps_until = INT64_MAX;
	c->buffers = mem_alloc(BATCH * sizeof(*c->buffers));
	c->out = outgoing_new();
	c->wake = -1;
	c->epoll = fdtab_epoll(fds, role);
	if (c->epoll >= 0)
		c->wake = fdtab_eventfd(fds, role);
	if (c->wake >= 0 && !watch_fd(c, c->wake, UINT64_MAX))
		return c;
	err_system(e, errno, "a carrier for links");
	carrier_free(c);
	return NULL;
}

static void close_ports(struct fdtab *fds, const int *ports, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		fdtab_close(fds, ports[i]);
}

static void free_wire(struct carrier *c, struct wire *w)
{
	for (unsigned i = 0; w && i < w->n; i++) {
		fdtab_close(c->fds, w->ports[i].fd);
		line_free(&w->ports[i].line);
	}
	free(w);
}

static void end_thread(struct carrier *c)
{
	lock(c);
	c->ends = true;
	wake(c);
	unlock(c);
	pthread_join(c->thread, NULL);
}

void carrier_free(struct carrier *c)
{
	if (!c)
		return;
	if (c->started)
		end_thread(c);
	for (size_t i = 0; i < c->nwires; i++)
		free_wire(c, c->wires[i]);
	free(c->wires);
	if (c->wake >= 0)
		fdtab_close(c->fds, c->wake);
	if (c->epoll >= 0)
		fdtab_close(c->fds, c->epoll);
	way_free(&c->way);
	free(c->buffers);
	free(c->out);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

void carrier_watch(struct carrier *c, carrier_seen *seen, void *context)
{
	lock(c);
	c->seen = seen;
	c->seen_context = context;
	unlock(c);
}

void carrier_ask(struct carrier *c, carrier_asked *asked, void *context)
{
	lock(c);
	c->asked = asked;
	c->asked_context = context;
	unlock(c);
}

/* ---- links ---- */

/* Its own frames do not come back to it; room is as much as there may be. */
static int prepare_port(int fd)
{
	static const int yes = 1, room = ROOM;

	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes)) < 0)
		return -1;
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof(yes));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	return 0;
}

static struct wire *new_wire(
	unsigned number, const int *ports, unsigned n, const struct line_spec *specs)
{
	struct wire *w = mem_zalloc(1, sizeof(*w));

	w->number = number;
	w->n = n;
	for (unsigned i = 0; i < n; i++) {
		w->ports[i].fd = ports[i];
		line_set(&w->ports[i].line, &specs[i]);
	}
	return w;
}

/* Each way draws numbers of its own. */
static void seed_wire(struct wire *w, uint64_t seed)
{
	for (unsigned i = 0; i < w->n; i++)
		line_seed(&w->ports[i].line, seed + i * 0x2545f4914f6cdd1dU);
}

static int start(struct carrier *c)
{
	if (!c->started)
		c->started = !thread_start(&c->thread, 0, carrier_main, c);
	return c->started ? 0 : -1;
}

/* Lock held. Those that were added before one that is refused leave with its end. */
static int listen_to(const struct carrier *c, const struct wire *w)
{
	for (unsigned i = 0; i < w->n; i++)
		if (prepare_port(w->ports[i].fd) < 0 ||
			watch_fd(c, w->ports[i].fd, (uint64_t)w->number * CARRIER_PORTS + i) < 0)
			return -1;
	return 0;
}

int carrier_add(struct carrier *c, const int *ports, unsigned n, const struct line_spec *specs,
	uint64_t seed, struct err *e)
{
	if (n < 2 || n > CARRIER_PORTS) {
		close_ports(c->fds, ports, n);
		return err_set(e, ERR_USAGE, "a link has 2 to %d ends", CARRIER_PORTS);
	}
	lock(c);
	struct wire *w = new_wire((unsigned)c->nwires, ports, n, specs);
	seed_wire(w, seed);
	c->wires = mem_realloc(c->wires, (c->nwires + 1) * sizeof(struct wire *));
	c->wires[c->nwires++] = w;
	int status = listen_to(c, w) || start(c) ? -1 : 0, errnum = errno;
	if (status) {
		c->nwires--;
		free_wire(c, w);
	}
	unlock(c);
	return status ? err_system(e, errnum, "carrying a link's frames") : (int)w->number;
}

void carrier_remove(struct carrier *c, unsigned link)
{
	lock(c);
	way_forget(&c->way, link);
	free_wire(c, c->wires[link]);
	c->wires[link] = NULL;
	unlock(c);
}

/* ---- a port ---- */

void carrier_set(struct carrier *c, unsigned link, unsigned port, const struct line_spec *spec)
{
	lock(c);
	line_set(&c->wires[link]->ports[port].line, spec);
	unlock(c);
}

void carrier_cut(struct carrier *c, unsigned link, unsigned port, bool cut)
{
	lock(c);
	move_all(c); /* what was sent before was on a whole line */
	c->wires[link]->ports[port].line.cut = cut;
	unlock(c);
}

void carrier_seed(struct carrier *c, unsigned link, uint64_t seed)
{
	lock(c);
	seed_wire(c->wires[link], seed);
	unlock(c);
}

int carrier_inject(struct carrier *c, unsigned link, unsigned port, struct slice frame)
{
	lock(c);
	move_all(c);
	int status = move_by_hand(c, c->wires[link], port, frame), errnum = errno;
	unlock(c);
	errno = errnum;
	return status;
}

void carrier_settle(struct carrier *c)
{
	lock(c);
	move_all(c);
	unlock(c);
}

/* The kernel's counter begins anew when it is read. */
static void count_overflow(struct port *p)
{
	struct tpacket_stats stats;
	socklen_t len = sizeof(stats);

	if (!getsockopt(p->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len))
		p->overflowed += stats.tp_drops;
}

void carrier_count(struct carrier *c, unsigned link, unsigned port, struct carrier_counts *counts)
{
	lock(c);
	move_all(c);
	struct port *p = &c->wires[link]->ports[port];
	struct line_state *l = &p->line;
	count_overflow(p);
	*counts = (struct carrier_counts){ .frames = l->frames + p->overflowed,
		.bytes = l->bytes,
		.duplicated = l->duplicated,
		.reordered = l->reordered,
		.corrupted = l->corrupted,
		.frames_peak = l->frames_peak,
		.bytes_peak = l->bytes_peak,
		.on_the_way = p->on_the_way,
		.cut = l->cut,
		.spec = l->spec };
	memcpy(counts->by_fate, l->by_fate, sizeof(counts->by_fate));
	counts->by_fate[LINE_FULL] += p->overflowed;
	line_look(l, intr_now(), &counts->waits, &counts->bytes_waiting);
	unlock(c);
}
