/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What passes the network, kept: the packets of the session's own connections, each with the call
 * that it came with. Of 16 MiB of them the oldest are forgotten.
 */
#ifndef INSIGHT_CAPTURE_H
#define INSIGHT_CAPTURE_H

#include <pthread.h>

#include "insight/doing.h"
#include "insight/owners.h"
#include "net/wiretap.h"
#include "sock/flows.h"
#include "sock/fragments.h"
#include "sock/tap.h"

struct net; /* net/hosts.h */

enum { CAPTURE_BYTES = 16 << 20 };

/* When it came, as seen from the call that it is put down to. */
enum captured_when {
	CAPTURED_BY,        /* while that was made, or it is of a job's that has not returned */
	CAPTURED_SINCE,     /* after that had returned */
	CAPTURED_MEANWHILE, /* while that was made, between others than it touches */
};

struct captured {
	struct captured *next, *previous;
	uint64_t number; /* from 1 on */
	uint64_t call;   /* that it came with, or that was made last before it; 0: none */
	enum captured_when when;
	int job;              /* whose call that is, or 0 */
	uint64_t doing;       /* that call has not returned: its number (insight/doing.h), or 0 */
	bool held;            /* until it has */
	bool ours;            /* of the command that the main thread ran, or of nobody's */
	bool told;            /* it was shown */
	int64_t date, moment; /* CLOCK_REALTIME and CLOCK_MONOTONIC, ns */
	int64_t since;        /* after that call began; -1: none */
	int from_fd, to_fd;   /* of the session, or -1 */
	uint64_t from, to;    /* their serials, or 0 */
	const char *names;    /* `c > l`: its ends */
	const char *cmd;      /* text of the command that made the call */
	struct packet packet; /* decoded */
	enum packet_link link;
	unsigned way; /* enum packet_way */
	int ethertype;
	unsigned line;               /* number of the link that it entered, from 1; 0: none */
	struct line_verdict verdict; /* what that did to it */
	uint32_t wire;               /* bytes that it has, of which these are the first */
	struct slice bytes;
	size_t size; /* of all this */
};

/* The last call that has been told of. */
struct capture_call {
	uint64_t id;
	int job;
	int64_t began;
	struct buf cmd;
};

struct capture {
	struct tap tap;
	struct wiretap *wiretap; /* NULL: there are no links, or it is off */
	int64_t *switches;       /* when it was turned on, off, on: CLOCK_MONOTONIC */
	unsigned switched;       /* how often */
	bool all;                /* whoever's they are: in a network of one's own */
	struct owners owners;
	struct flows flows;
	struct flows **of_lines; /* on each link they are others: by its number - 1 */
	unsigned lines;
	struct fragments fragments;
	struct captured *first, *last; /* that are kept */
	uint64_t number;               /* of the last one */
	uint64_t dropped;              /* that are not kept any more */
	size_t bytes;
	struct capture_call call, before;
	pthread_mutex_t lock; /* guards doings, which calls that begin are told to */
	struct doings doings;
	uint64_t told; /* all up to this one were shown */
};

/* Off; freed by capture_free, at the end of the program: it takes NULL too. */
struct capture *capture_new(void);
void capture_free(struct capture *c);

/* Begins, or goes on. -1 with E where the system does not allow it. */
int capture_begin(struct capture *c, struct fdtab *t, struct err *e);
void capture_end(struct capture *c, struct fdtab *t);

/* Takes the frames of N's links too, until capture_end; nothing where it is off, has begun to, or
 * there are none. N outlives C; its hosts do not change while an observer runs. */
void capture_listen(struct capture *c, const struct net *n);

static inline bool capture_is_on(const struct capture *c)
{
	return c && c->tap.fd >= 0;
}

/* The main thread's next command begins. The number of the last packet before it, 0: none. */
uint64_t capture_command(struct capture *c);

/* CALL is about to be made, by any thread; or it ended as one that nobody is told of. */
void capture_before(struct capture *c, struct fdtab *t, const struct call *call, bool may_block);
void capture_aside(struct capture *c, const struct call *call);

/* Whether it was on at MOMENT, CLOCK_MONOTONIC. C may be NULL. */
bool capture_was_on(const struct capture *c, int64_t moment);

/* Takes what has come, and attributes it: to DONE, which has just returned, or with NULL to the
 * time after the call before it; what touches a call that is being made elsewhere and not DONE, to
 * that. NAME may be NULL, as in owners_look. */
void capture_take(struct capture *c, struct fdtab *t, const struct call *done, owner_name *name,
	void *context);

/* From now on those of the N descriptors FDS alone, where N is not 0. NAME as in owners_look. */
void capture_choose(struct capture *c, struct fdtab *t, const int *fds, size_t n, owner_name *name,
	void *context);

/* The first one behind NUMBER that is kept, or NULL. */
struct captured *capture_behind(const struct capture *c, uint64_t number);

/* Whether it is as PATTERN says: its first word is the line's (behind the ends, unless PATTERN has
 * them too), the others are among the line's in their order. Commas and brackets separate words
 * as blanks do. */
bool captured_fits(const struct capture *c, const struct captured *one, struct slice pattern);

/* Appends the line's first word: the flags of TCP, `udp`. */
void captured_name(const struct capture *c, const struct captured *one, struct buf *b);

/* Whether it got lost on a link. */
static inline bool captured_is_gone(const struct captured *one)
{
	return one->line && one->verdict.fate != LINE_CARRIED;
}

/* Appends what a link did to it, in brackets behind a blank: ` (lost)`, ` (link 2, arrives after
 * 10 ms)`. Nothing where there is nothing to tell; which link only where there are several. */
void captured_about(const struct capture *c, const struct captured *one, struct buf *b);

/* `S 0:0(0) win 65495`: packet_print, with the names of C in what is quoted. */
void captured_print(const struct capture *c, const struct captured *one, struct buf *b);

#endif
