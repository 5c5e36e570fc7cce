/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket calls that wait until something can be done: poll(2), select(2), epoll(7).
 */
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "base/clock.h"
#include "base/mem.h"
#include "sock/events.h"
#include "sys_record.h"

/* What is left of TIMEOUT, of a call that has begun and may have been disturbed. */
static int64_t time_left(const struct record *r, int64_t timeout)
{
	if (timeout <= 0)
		return timeout;
	int64_t left = timeout - (intr_now() - r->call.began);

	return left > 0 ? left : 0;
}

static struct call_arg *record_watch(struct record *r, const struct call_watch *watch, size_t n)
{
	struct call_arg *arg = record_arg(r, CALL_FDS, (int64_t)n);

	arg->watch = watch;
	arg->events = NULL;
	return arg;
}

/* Notes those of the N that are ready, if there are any, whose events it moves there. */
static void note_ready(
	struct record *r, struct call_watch *ready, size_t n, const struct names *events)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (ready[i].events)
			ready[count++] = ready[i];
	if (!count)
		return;
	struct call_note *note = record_note(r, NOTE_READY, (int64_t)count);

	note->watch = ready;
	note->events = events;
}

/* ---- poll ---- */

int sys_poll(struct sys *s, const struct call_watch *watch, size_t n, int64_t timeout)
{
	struct record r;
	struct call_watch *ready = mem_alloc(n * sizeof(*ready) + 1);
	struct pollfd *p = mem_alloc(n * sizeof(*p) + 1);
	int result;

	for (size_t i = 0; i < n; i++)
		p[i] = (struct pollfd){ .fd = watch[i].fd, .events = (short)watch[i].events };
	record_begin(s, &r, "poll");
	record_watch(&r, watch, n)->events = &names_poll;
	record_int(&r, (int64_t)n);
	record_int(&r, clock_poll_ms(timeout));
	record_start(s, &r, timeout != 0);
	do
		result = poll(p, n, clock_poll_ms(time_left(&r, timeout)));
	while (record_again(s, result));
	record_finish(s, &r, result);
	for (size_t i = 0; i < n; i++) {
		ready[i] = watch[i];
		ready[i].events = result > 0 ? (uint32_t)p[i].revents & USHRT_MAX : 0;
	}
	note_ready(&r, ready, n, &names_poll);
	result = (int)record_send(s, &r);
	free(ready);
	free(p);
	return result;
}

/* ---- select ---- */

enum { SETS = 3 };
static const uint32_t set_events[SETS] = { POLLIN, POLLOUT, POLLPRI };

/* A set of descriptors, as the kernel sees it and as the record shows it. */
struct set {
	fd_set asked, left;
	struct call_watch *watch;
	size_t count;
};

static void fill_set(
	struct set *set, uint32_t event, const struct call_watch *watch, size_t n, int *top)
{
	FD_ZERO(&set->asked);
	set->count = 0;
	set->watch = mem_alloc(n * sizeof(*watch) + 1);
	for (size_t i = 0; i < n; i++) {
		if (!(watch[i].events & event))
			continue;
		FD_SET(watch[i].fd, &set->asked);
		set->watch[set->count++] = watch[i];
		if (watch[i].fd >= *top)
			*top = watch[i].fd + 1;
	}
}

static int call_select(const struct record *r, struct set *set, int top, int64_t timeout)
{
	int64_t left = time_left(r, timeout);
	struct timeval t = clock_timeval(left > 0 ? left : 0);

	for (int i = 0; i < SETS; i++)
		set[i].left = set[i].asked;
	return select(top, set[0].count ? &set[0].left : NULL, set[1].count ? &set[1].left : NULL,
		set[2].count ? &set[2].left : NULL, timeout < 0 ? NULL : &t);
}

/* Which of the sets FD is left in. */
static uint32_t events_left(const struct set *set, const struct call_watch *w)
{
	uint32_t events = 0;

	for (int i = 0; i < SETS; i++)
		if ((w->events & set_events[i]) && FD_ISSET(w->fd, &set[i].left))
			events |= set_events[i];
	return events;
}

int sys_select(struct sys *s, const struct call_watch *watch, size_t n, int64_t timeout)
{
	struct record r;
	struct set set[SETS];
	struct call_watch *ready = mem_alloc(n * sizeof(*ready) + 1);
	int top = 0, result;

	for (int i = 0; i < SETS; i++)
		fill_set(&set[i], set_events[i], watch, n, &top);
	record_begin(s, &r, "select");
	record_int(&r, top);
	for (int i = 0; i < SETS; i++)
		record_watch(&r, set[i].count ? set[i].watch : NULL, set[i].count);
	record_arg(&r, CALL_TIME, timeout);
	record_start(s, &r, timeout != 0);
	do
		result = call_select(&r, set, top, timeout);
	while (record_again(s, result));
	record_finish(s, &r, result);
	for (size_t i = 0; i < n; i++) {
		ready[i] = watch[i];
		ready[i].events = result > 0 ? events_left(set, &watch[i]) : 0;
	}
	note_ready(&r, ready, n, &names_select);
	result = (int)record_send(s, &r);
	free(ready);
	for (int i = 0; i < SETS; i++)
		free(set[i].watch);
	return result;
}

/* ---- epoll ---- */

int sys_epoll_create(struct sys *s, int flags)
{
	struct record r;

	record_begin(s, &r, "epoll_create1");
	if (flags)
		record_name(&r, flags, &names_epoll_flag);
	else
		record_int(&r, 0);
	record_start(s, &r, false);
	fdtab_lock(s->fds);
	int fd = epoll_create1(flags);
	if (fd >= 0)
		fd = record_new(s, &r, fd, "epoll", 0);
	fdtab_unlock(s->fds);
	record_finish(s, &r, fd);
	return (int)record_send(s, &r);
}

/* The kernel gives back 64 bits with each event: the descriptor, and how it was named. */
static uint64_t tag_of(struct fdtab *t, const struct call_watch *w)
{
	return (uint64_t)fdtab_label(t, w->label) << 32 | (uint32_t)w->fd;
}

int sys_epoll_ctl(struct sys *s, int fd, int op, const struct call_watch *what)
{
	struct record r;
	struct epoll_event event = { .events = what->events };

	event.data.u64 = tag_of(s->fds, what);
	record_begin_fd(s, &r, "epoll_ctl", fd);
	record_name(&r, op, &names_epoll_op);
	record_int(&r, what->fd);
	record_flags(&r, op == EPOLL_CTL_DEL ? 0 : what->events, &names_epoll);
	record_start(s, &r, false);
	record_finish(s, &r, epoll_ctl(fd, op, what->fd, &event));
	return (int)record_send(s, &r);
}

int sys_epoll_wait(struct sys *s, int fd, int max, int64_t timeout)
{
	struct record r;
	size_t room = max > 0 ? (size_t)max : 0;
	struct epoll_event *events = mem_alloc(room * sizeof(*events) + 1);
	struct call_watch *ready = mem_alloc(room * sizeof(*ready) + 1);
	int result;

	record_begin_fd(s, &r, "epoll_wait", fd);
	record_int(&r, max);
	record_int(&r, clock_poll_ms(timeout));
	record_start(s, &r, timeout != 0);
	do
		result = epoll_wait(fd, events, max, clock_poll_ms(time_left(&r, timeout)));
	while (record_again(s, result));
	record_finish(s, &r, result);
	for (int i = 0; i < result; i++)
		ready[i] = (struct call_watch){ (int)(uint32_t)events[i].data.u64, events[i].events,
			fdtab_label_text(s->fds, events[i].data.u64 >> 32) };
	note_ready(&r, ready, result > 0 ? (size_t)result : 0, &names_epoll);
	result = (int)record_send(s, &r);
	free(ready);
	free(events);
	return result;
}
