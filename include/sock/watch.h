/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sockets that are watched from between two calls: the kernel wakes who polls
 * watch_fd when something happens to one of them, by epoll(7) with edges. It costs
 * nothing as long as nothing happens, however many there are.
 */
#ifndef SOCK_WATCH_H
#define SOCK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "sock/fdtab.h"

/* How a socket is found, looked at without a change to it. */
struct watch_state {
	short events;    /* of poll(2): POLLIN, POLLPRI, POLLRDHUP, POLLERR, POLLHUP */
	int state;       /* of TCP, or -1 */
	bool messages;   /* unread is the length of the next one */
	bool unanswered; /* TCP: what was sent last had no answer yet: retransmissions or probes */
	int64_t unread;  /* bytes, or -1: the kernel does not tell */
	int64_t queued;  /* bytes of memory that what waits takes, of a socket of messages */
	uint32_t queue, backlog; /* of a listener: connections that wait, and how many may */
};

struct watch;

/* NULL with errno. Freed by watch_close. */
struct watch *watch_open(struct fdtab *t);
void watch_close(struct watch *w);

/* Readable when something has happened. */
int watch_fd(const struct watch *w);

/* Begins to watch the user's sockets that were made since the last time. */
void watch_renew(struct watch *w);

/* The next descriptor to which something has happened, with what was last known of it and
 * how it is now; that is known from here on. False: there is none. */
bool watch_next(struct watch *w, int *fd, struct watch_state *before, struct watch_state *now);

/* Looks again at the sockets that were not idle when they were last looked at: calls may have
 * changed them since. */
void watch_refresh(struct watch *w);

#endif
