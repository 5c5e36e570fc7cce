/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers: threads that serve the clients of a descriptor while the user goes
 * on typing. One acceptor thread, and by default a thread for each connection;
 * with workers, N threads over epoll that share all connections.
 *
 * Handlers make plain calls and keep counters of their own, which are summed
 * when somebody asks; they emit no call records. What a user may want to see
 * is posted as events, from any thread.
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "serve/service.h"
#include "sock/addr.h"
#include "sock/fdtab.h"

struct server;

enum event_kind {
	EVENT_OPEN,  /* a client has connected */
	EVENT_CLOSE, /* a connection has ended */
	EVENT_NOTE,  /* turned away; out of descriptors or threads; resumed */
	EVENT_DATA,  /* with hex: what a client sent; relay: what is forwarded of one direction */
	EVENT_END,   /* the server has ended by itself (--once, listener gone) */
	EVENT_START, /* it serves, on address */
	EVENT_FAULT, /* a relay has done something to a datagram */
};

/* One event; everything is borrowed until the sink returns. */
struct event {
	enum event_kind kind;
	int server; /* the listening (or datagram) descriptor */
	int fd;     /* the connection's, or -1 */
	int64_t at; /* when it happened, by intr_now */
	const char *service;
	const struct addr *peer;
	const struct addr *address; /* EVENT_START: where, as the kernel has it */
	uint64_t in, out;           /* EVENT_CLOSE: bytes */
	int64_t duration;           /* EVENT_CLOSE: nanoseconds */
	const char *how; /* EVENT_CLOSE: "end of stream", "reset", "idle", "stopped", "finished" (by
			  * the service), or what the system said; EVENT_DATA: "from client" or
			  * "from target"; EVENT_NOTE, EVENT_END and EVENT_FAULT: what happened;
			  * EVENT_OPEN: NULL, "connected" */
	struct slice text;         /* EVENT_DATA, EVENT_FAULT: the bytes */
	const struct place *place; /* EVENT_FAULT: which datagram */
};

typedef void event_sink(void *context, const struct event *e);

struct server_config {
	int fd; /* the user's: listening, or a bound datagram socket; stays open */
	const struct service *service;
	struct service_options options; /* texts are copied */
	int workers;  /* 0: a thread for each connection (datagrams: one thread) */
	int max;      /* connections at once; 0: no limit (a relay: RELAY_MAX). One more is accepted
		       * and closed, and said */
	int64_t idle; /* nanoseconds without progress that end a connection; 0: none */
	bool once;    /* ends after its first connection (datagram: exchange) */
	bool quiet;   /* no EVENT_OPEN, EVENT_CLOSE and EVENT_FAULT */
	bool tells;   /* EVENT_START is wanted */
	bool hex;     /* EVENT_DATA are wanted */
	/* The servers that run beside it; read by server_start only. */
	struct server *const *others;
	size_t other_count;
	struct fdtab *fds;
	event_sink *sink;
	void *context;
};

/* A relay may lead back to itself through other programs, which nobody can see: so
 * there is a limit to what comes of one client. For datagrams a client is an address, with
 * a socket of its own until nothing has come on it for the idle time, or a minute. */
enum { RELAY_MAX = 500 };

struct server_stats {
	int fd;
	const char *service;
	int workers;
	bool datagram, relays; /* both: a relay of datagrams, which alone has the last five below */
	bool running;          /* false: ended by itself, waits for server_stop */
	int now, peak;         /* connections */
	uint64_t total; /* connections (a relay of datagrams: clients), or datagrams received */
	uint64_t turned_away;
	uint64_t in, out;                     /* bytes, of all connections ever */
	uint64_t datagrams_in, datagrams_out; /* that came from clients, and were sent to them */
	uint64_t dropped, duplicated, reordered;
};

/* Starts the threads. NULL with E when the service does not fit the socket, the
 * socket does not listen (or has no address to send to), a relay leads back to itself
 * (alone or through relays among the others), or a thread cannot be had. The server's own
 * descriptors are the shell's numbers. No option or flag of the user's descriptor is changed. */
struct server *server_start(const struct server_config *config, struct err *e);

/* Stops accepting, waits up to DRAIN nanoseconds for connections to end, ends
 * the rest, joins all threads, closes what is the server's, frees it. Without a drain time it
 * returns within a second whatever clients do. The listening descriptor stays.
 * From any thread but the server's own; events are posted meanwhile. */
void server_stop(struct server *s, int64_t drain);

/* Whether it still runs; server_wait_fd becomes readable when it has ended by
 * itself (an eventfd of the shell's numbers). */
bool server_running(const struct server *s);
int server_wait_fd(const struct server *s);

void server_stats(struct server *s, struct server_stats *stats);

/* One connection, for tables of them. */
struct connection_info {
	int fd;
	int thread; /* thread id (gettid) that serves it */
	struct addr peer;
	uint64_t in, out;
	int64_t age; /* nanoseconds */
};

/* Calls FN for each live connection, the server's lock held: FN must not call back. */
void server_each(struct server *s, void (*fn)(void *context, const struct connection_info *c),
	void *context);

#endif
