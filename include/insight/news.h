/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What has happened to a socket between two looks (sock/watch.h), in words. Whether a
 * connection was reset is told from its state alone: SO_ERROR, which reading clears, is not read.
 */
#ifndef INSIGHT_NEWS_H
#define INSIGHT_NEWS_H

#include "base/buf.h"
#include "sock/watch.h"

enum news_kind {
	NEWS_CONNECTED,   /* a connect that did not wait has completed */
	NEWS_WAITING,     /* so many connections wait to be accepted */
	NEWS_READABLE,    /* so many bytes wait, or of a socket of messages the next one has */
	NEWS_URGENT,      /* POLLPRI */
	NEWS_PEER_CLOSED, /* POLLRDHUP */
	NEWS_RESET,       /* POLLERR of a connection that is over without a time-out */
	NEWS_ERROR,       /* POLLERR of another kind */
	NEWS_COUNT,
};

struct news {
	unsigned kinds;         /* bits */
	struct watch_state now; /* its numbers */
};

/* What is new in NOW; each change is news once. */
struct news news_find(const struct watch_state *before, const struct watch_state *now);

static inline bool news_has(const struct news *n, enum news_kind kind)
{
	return n->kinds & 1U << kind;
}

/* Appends "5 bytes wait; the peer has closed its end"; nothing where nothing is new. */
void news_print(const struct news *n, struct buf *b);

/* Appends an object, an event of descriptor FD, for each kind, a line each; START is when, in
 * nanoseconds since the epoch. */
void news_json(const struct news *n, int fd, int64_t start, struct buf *b);

#endif
