/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Services: what a server does with the bytes of a connection. One file each.
 *
 * A service sees bytes and gives bytes; it makes no calls and knows nothing of
 * threads or epoll, so that one file serves both models.
 */
#ifndef SERVE_SERVICE_H
#define SERVE_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "serve/faults.h"

/* What a server may be told besides its service. */
struct service_options {
	struct slice banner; /* sent to each new client; empty: none */
	struct slice prefix; /* echo: before each line; empty: bytes are echoed as they come */
	/* relay */
	const struct addr *targets; /* addresses of TARGET, tried in order */
	size_t target_count;
	int target_type;     /* SOCK_STREAM ... */
	int64_t delay;       /* nanoseconds that each piece is held, */
	int64_t delay_to;    /* or by chance up to so many; not over delay: always delay */
	uint64_t seed;       /* of all chance; 0: a server that needs one chooses it, */
	bool seed_chosen;    /* and says so */
	int64_t rate;        /* bytes a second in each direction; 0: no limit */
	int64_t split;       /* bytes that are forwarded at a time; 0: as they come */
	int64_t stall_after; /* bytes of a direction after which nothing more is forwarded; -1:
				never */
	int64_t reset_after; /* likewise, after which both sides are reset */
	/* relay, datagrams; the three above are for connections */
	struct faults drop, dup, reorder;
};

/* One client's side of a service. Whoever runs it frees both buffers at the end. */
struct client {
	const struct service_options *options;
	struct buf out; /* for what is to be said; empty when data or answer is called */
	size_t at;      /* how far the service is, in its own terms */
	bool done;      /* it has said all: the connection ends once that is sent */
	bool short_of;  /* memory, for what it would say: the connection ends at once */
	struct buf in;  /* what is kept of a request that came in part */
};

struct conn;

/* Each function may be NULL. What it returns is sent before any other is called:
 * bytes of IN, of t->out or constant ones. Without bytes (p NULL) nothing is
 * sent; a slice of length 0 is an empty record where the socket keeps records. */
struct service {
	const char *name;
	const char *summary;
	void (*open)(struct client *t); /* adds to t->out what a new client is sent */
	struct slice (*data)(struct client *t, struct slice in);   /* bytes, or a record, came */
	struct slice (*fill)(struct client *t);                    /* all was sent: more */
	struct slice (*answer)(struct client *t, struct slice in); /* to one datagram */
	/* In the place of all these, with a thread of its own; returns how it ended. */
	const char *(*run)(struct conn *c);
	bool relays; /* to targets, datagrams too */
};

extern const struct service service_echo, service_discard, service_daytime, service_time,
	service_chargen, service_http, service_relay;

extern const struct service *const services[]; /* ended by NULL; the first is echo */

static inline bool service_takes_datagrams(const struct service *s)
{
	return s->answer || s->relays;
}

/* NULL if none. */
const struct service *service_find(struct slice name);

#endif
