/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of a server share: the server, its connections, and the four models
 * that serve them (a thread for each, workers, datagrams that are answered, datagrams
 * that are passed on). Private to serve.
 */
#ifndef SERVE_CONN_H
#define SERVE_CONN_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "serve/server.h"

enum {
	READ_SMALL = 16 * 1024,
	READ_LARGE = 256 * 1024, /* what a connection may grow to that fills its buffer */
	LINGER_SECONDS = 1,      /* for the client's end of stream after ours */
};

/* Why the server's other thread ended it; and what a client did. */
extern const char how_stopped[], how_idle[], how_end[], how_finished[];

/* Whose bytes an EVENT_DATA has. */
extern const char how_from_client[], how_from_target[];

/* What a message touches comes first, in as few cache lines as it can. */
struct conn {
	struct server *server;
	/* Its worker's; a handler thread has these on its stack. */
	struct worker *worker;
	int fd;
	uint32_t events;
	_Atomic(const char *) how; /* set by who shut it down from outside */
	_Atomic uint64_t in, out;  /* written by its thread only */
	size_t read_size;
	int64_t moved;   /* when bytes last moved; with a time limit only */
	struct buf rest; /* what could not be sent yet, from rest_at on */
	size_t rest_at;
	bool opened, lingering;
	struct client client;

	struct conn *next, *prev; /* of the live ones: server's lock */
	struct conn *next_waiting;
	_Atomic int thread; /* 0: none yet */
	uint64_t number;    /* of the server's connections, from 1 */
	int64_t began;
	struct addr peer;
};

/* How connections are served. START begins what threads it has; PLACE finds
 * threads for the connections that wait, or returns -1 with errno: they go on
 * waiting, and it is called again. STOP, when no more come and all live ones
 * were shut down, joins the threads. */
struct model {
	int (*start)(struct server *s, struct err *e);
	int (*place)(struct server *s);
	void (*stop)(struct server *s);
};
extern const struct model model_handlers, model_workers, model_datagrams, model_passage;

/* What was found of the last sender of a datagram: as a rule the next is of the same. */
struct verdict {
	struct addr peer;
	unsigned version; /* of the neighbours that were asked */
	bool bad;
};

struct server {
	struct server_config config;
	struct buf banner, prefix; /* what config.options point to */
	struct addr *targets;
	int type;          /* SOCK_STREAM ... */
	bool lingers;      /* connections inherit an SO_LINGER that would make close wait */
	int receive_flags; /* MSG_TRUNC where what comes is not looked at, else 0 */
	const struct model *model;
	int wake;     /* eventfd: the acceptor (or the datagram threads) look around */
	int ended_fd; /* eventfd: readable when ended */
	pthread_t acceptor;
	size_t stack; /* of a connection's thread */
	_Atomic bool stopping;
	_Atomic bool paused; /* the acceptor waits for something to become free */
	_Atomic bool ended;

	pthread_mutex_t lock; /* over all below */
	pthread_cond_t changed;
	bool told; /* that it has started */
	bool accepting;
	struct conn *live;
	struct conn *waiting, **waiting_end; /* accepted, not yet placed */
	int waiting_count;
	bool over;              /* EVENT_END was, or is being, posted */
	const char *last_words; /* of EVENT_END */
	int now, peak;
	uint64_t total, turned_away;
	uint64_t in, out; /* of ended connections; of datagrams */

	/* handlers */
	pthread_cond_t work;
	int threads, parked, starting;
	bool closing, any_left;
	pthread_t left; /* the last that left, to be joined by the next */

	/* workers */
	struct worker *workers;
	int workers_end; /* eventfd: readable once they are to end */
	int worker_count, next_worker;

	/* datagrams */
	struct answerer *answerers;
	int answerer_count;
	struct passage *passage; /* of a relay */
	struct neighbours *neighbours;
	struct server *next_neighbour;
	struct verdict refused; /* the last that was said, by any thread: neighbours' lock */
};

/* ---- connections (conn.c) ---- */

/* Notes a new one, posts EVENT_OPEN, and puts it at the end of the waiting. */
void conn_begin(struct server *s, int fd, const struct addr *peer);

/* The first of the waiting, or NULL; lock held. */
struct conn *conn_next_waiting(struct server *s);

/* In its thread, or when it has none: posts EVENT_CLOSE, closes, frees. HOW counts
 * unless somebody else has shut it down. */
void conn_end(struct conn *c, const char *how);

/* Shuts it down from outside, with the reason; lock held, or by its own thread. */
void conn_shut(struct conn *c, const char *how);

/* What a failed receive or send says: "reset", or the system's words. */
const char *conn_how(int errnum);

static inline void conn_count(_Atomic uint64_t *counter, size_t bytes)
{
	uint64_t sum = atomic_load_explicit(counter, memory_order_relaxed) + bytes;

	atomic_store_explicit(counter, sum, memory_order_relaxed);
}

/* With hex: shows bytes of the connection; HOW says whose. */
void conn_post_data(const struct conn *c, const char *how, struct slice data);

static inline void conn_show(const struct conn *c, const char *data, size_t len)
{
	if (c->server->config.hex)
		conn_post_data(c, how_from_client, (struct slice){ data, len });
}

/* What the client is sent first: the banner, and what the service opens with. */
struct slice conn_greeting(struct conn *c);

/* Whether there may be anything to be sent first. */
bool conn_greets(const struct server *s);

/* A socket for the target A, of the shell's numbers, O_NONBLOCK; or -1. */
int conn_socket(const struct server *s, const struct addr *a);

/* A connection to the first of the targets that takes it (of the shell's numbers,
 * O_NONBLOCK), or -1: that was said, unless it was stopped. */
int conn_dial(struct conn *c);

/* ---- the server (server.c) ---- */

void server_post(struct server *s, const struct event *e);
void server_note(struct server *s, const struct addr *peer, const char *text);

/* Until the start was told of: what clients do is told after that. */
void server_await_start(struct server *s);

/* No more are accepted (HOW says why), or no datagrams. When nothing is left to
 * serve, the server has ended. */
void server_no_more(struct server *s, const char *how);

/* Makes the eventfd readable. */
void server_signal(int eventfd);

/* The acceptor's thread. */
void *acceptor_main(void *server);

/* Adds what the threads for datagrams have counted. */
void datagrams_sum(struct server *s, struct server_stats *stats);

/* What a relay of datagrams has counted. */
void passage_sum(const struct server *s, struct server_stats *stats);

#endif
