/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sockets watched by epoll(7).
 */
#include "sock/watch.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/mem.h"
#include "sock/snapshot.h"

enum { BATCH = 64 };

struct watched {
	uint64_t serial; /* 0: this number is not watched */
	struct watch_state known;
};

struct watch {
	struct fdtab *fds;
	int epoll;
	uint64_t made; /* fdtab_made, when all that was made was watched */
	bool stale;    /* it tells of a descriptor that is closed, of which there is a copy */
	struct watched *list; /* by number */
	int room;
	struct epoll_event events[BATCH];
	int count, next;
};

static const struct watch_state idle = { .state = -1 };

struct watch *watch_open(struct fdtab *t)
{
	struct watch *w = mem_zalloc(1, sizeof(*w));

	w->fds = t;
	w->epoll = fdtab_epoll(t, "the prompt's notices");
	if (w->epoll >= 0)
		return w;
	free(w);
	return NULL;
}

void watch_close(struct watch *w)
{
	if (!w)
		return;
	fdtab_close(w->fds, w->epoll);
	free(w->list);
	free(w);
}

int watch_fd(const struct watch *w)
{
	return w->epoll;
}

/* ---- how a socket is found ---- */

static void look_at_tcp(struct snapshot *look, struct watch_state *s)
{
	s->state = snapshot_tcp_state(look);
	if (s->state < 0)
		return;
	s->unanswered = look->tcp.retransmits || look->tcp.probes;
	if (s->state == TCP_LISTEN && snapshot_need(look, PART_ACCEPTS) == 0) {
		s->queue = look->queue;
		s->backlog = look->backlog;
	}
}

static void look_at_queue(struct snapshot *look, struct watch_state *s)
{
	s->messages = snapshot_is_datagrams(look);
	s->unread = snapshot_need(look, PART_UNREAD) == 0 ? look->unread : -1;
	if (s->messages && snapshot_need(look, PART_MEMORY) == 0)
		s->queued = look->memory.rmem;
}

static void look_at(struct fdtab *t, int fd, struct watch_state *s)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLPRI | POLLRDHUP };
	struct snapshot look;

	*s = idle;
	if (poll(&p, 1, 0) > 0)
		s->events = p.revents;
	snapshot_begin(&look, fd, t);
	look_at_tcp(&look, s);
	if (s->state < 0 && snapshot_need(&look, PART_ACCEPTS) == 0) {
		s->queue = look.queue;
		s->backlog = look.backlog;
	}
	if (!s->backlog && s->events & POLLIN)
		look_at_queue(&look, s);
}

/* Of such a one nothing can change unnoticed. */
static bool is_idle(const struct watch_state *s)
{
	return !s->events && s->state != TCP_SYN_SENT;
}

/* ---- which are watched ---- */

static struct watched *entry_of(struct watch *w, int fd)
{
	if (fd < w->room && w->list[fd].serial && w->list[fd].serial == fdtab_serial(w->fds, fd))
		return &w->list[fd];
	return NULL;
}

static void make_room(struct watch *w, int fd)
{
	int room = w->room ? w->room : 64;

	while (room <= fd)
		room *= 2;
	if (room == w->room)
		return;
	w->list = mem_realloc(w->list, (size_t)room * sizeof(*w->list));
	memset(w->list + w->room, 0, (size_t)(room - w->room) * sizeof(*w->list));
	w->room = room;
}

static bool ask_for(const struct watch *w, int fd)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET,
		.data.fd = fd };

	return epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &e) == 0 || errno == EEXIST;
}

/* What is there already is still to be told. */
static void add(struct watch *w, int fd, uint64_t serial)
{
	struct watch_state now;

	if (!ask_for(w, fd))
		return;
	make_room(w, fd);
	look_at(w->fds, fd, &now);
	w->list[fd] = (struct watched){ serial, idle };
	w->list[fd].known.state = now.state;
}

/* A closed descriptor leaves epoll with its last copy only: from a new one. */
static void begin_anew(struct watch *w)
{
	int epoll = fdtab_epoll(w->fds, "the prompt's notices");

	if (epoll < 0)
		return;
	fdtab_close(w->fds, w->epoll);
	w->epoll = epoll;
	w->stale = false;
	for (int fd = 0; fd < w->room; fd++)
		if (!entry_of(w, fd) || !ask_for(w, fd))
			w->list[fd].serial = 0;
}

void watch_renew(struct watch *w)
{
	struct fd_info info;
	bool all = true;

	if (w->stale)
		begin_anew(w);
	uint64_t made = fdtab_made(w->fds);
	if (w->made == made)
		return;
	for (int fd = fdtab_next(w->fds, 2); fd >= 0; fd = fdtab_next(w->fds, fd)) {
		if (!fdtab_get(w->fds, fd, &info) || info.shell || entry_of(w, fd))
			continue;
		if (info.kept)
			all = false; /* it will be the user's, when the job has ended */
		else if (fdtab_type(w->fds, fd))
			add(w, fd, info.serial);
	}
	w->made = all ? made : 0;
}

/* ---- what has happened ---- */

static bool next_event(struct watch *w, int *fd)
{
	if (w->next == w->count) {
		w->next = 0;
		w->count = epoll_wait(w->epoll, w->events, BATCH, 0);
		if (w->count <= 0) {
			w->count = 0;
			return false;
		}
	}
	*fd = w->events[w->next++].data.fd;
	return true;
}

bool watch_next(struct watch *w, int *fd, struct watch_state *before, struct watch_state *now)
{
	struct watched *one;

	while (next_event(w, fd)) {
		one = entry_of(w, *fd);
		if (!one) {
			w->stale = true;
			continue;
		}
		*before = one->known;
		look_at(w->fds, *fd, now);
		one->known = *now;
		return true;
	}
	return false;
}

void watch_refresh(struct watch *w)
{
	for (int fd = 0; fd < w->room; fd++) {
		struct watched *one = is_idle(&w->list[fd].known) ? NULL : entry_of(w, fd);

		if (one)
			look_at(w->fds, fd, &one->known);
	}
}
