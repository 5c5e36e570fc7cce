/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of net/carrier.h have between them. All is under the carrier's lock.
 */
#ifndef NET_CARRIER_PARTS_H
#define NET_CARRIER_PARTS_H

#include <net/ethernet.h>
#include <pthread.h>

#include "net/carrier.h"

enum { BATCH = 64 };    /* frames that are read or written at once */
enum { LEARNED = 256 }; /* addresses that a switch knows */

struct port {
	int fd;
	struct line_state line;
	int64_t on_the_way; /* frames that came by it */
	uint64_t overflowed;
};

struct wire {
	unsigned number, n;
	struct port ports[CARRIER_PORTS];
	/* Where addresses are; the oldest is forgotten first. */
	struct {
		uint8_t mac[ETH_ALEN];
		unsigned port;
	} learned[LEARNED];
	unsigned nlearned, next;
};

/* A frame on its way. */
struct frame {
	int64_t arrives;
	uint64_t order; /* of those that arrive together */
	unsigned link, from, to;
	uint32_t len;
	uint8_t bytes[];
};

/* Those, the first to arrive in front. */
struct way {
	struct frame **heap;
	size_t count, room;
	uint64_t entered;
	int64_t bytes;
};

struct carrier {
	struct fdtab *fds;
	pthread_mutex_t lock;
	pthread_t thread;
	bool started, ends;
	_Atomic unsigned wanted; /* threads that wait for the lock */
	int epoll, wake;
	int64_t sleeps_until; /* the thread looks again then; INT64_MAX: when it is woken */
	struct wire **wires;  /* by number; NULL: removed */
	size_t nwires;
	struct way way;
	carrier_seen *seen;
	void *seen_context;
	carrier_asked *asked;
	void *asked_context;
	uint8_t (*buffers)[CARRIER_FRAME]; /* BATCH of them */
	struct outgoing *out;
};

/* ---- frames on their way ---- */

void way_add(struct way *w, struct frame *f);
struct frame *way_first(const struct way *w);
struct frame *way_take(struct way *w);
void way_free(struct way *w);

/* Without those of LINK. */
void way_forget(struct way *w, unsigned link);

/* ---- moving them ---- */

/* Who collects frames for one port, to write them together. */
struct outgoing *outgoing_new(void);

/* Carries what waits in the ports, in rounds that end when nothing does or after some; delivers
 * what is due. */
void move_all(struct carrier *c);

/* Out at PORT. 0, or -1 with errno. */
int move_by_hand(struct carrier *c, struct wire *w, unsigned port, struct slice frame);

#endif
