/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a session did, as ladders: for each connection its two ends, the calls on both in their
 * order, and between them what passed: packets where they were captured, else what follows from
 * the calls, and nothing that is not known. A pure function of what the session has kept.
 */
#ifndef INSIGHT_TIMELINE_H
#define INSIGHT_TIMELINE_H

#include "base/mem.h"
#include "insight/capture.h"
#include "insight/turns.h"
#include "sock/ring.h"

enum timeline_kind {
	TIMELINE_CALL,
	TIMELINE_BEGUN, /* a call during which others were made: its beginning, */
	TIMELINE_ENDED, /* and its end */
	TIMELINE_ARROW, /* from one end to the other */
	TIMELINE_STATE, /* the TCP state that an end was in from now on */
};

struct timeline_row {
	enum timeline_kind kind;
	int side;          /* 0, 1: the end that did it; an arrow comes from it */
	bool assumed;      /* an arrow that was not captured, but follows from a call */
	bool bad;          /* a call that failed; a packet that was lost, sent again, or a reset */
	int fd;            /* of a call or a state; else -1 */
	int job;           /* whose call it is, or 0 */
	uint64_t call;     /* its id, or 0 */
	uint64_t packet;   /* the number of the packet, or 0 */
	int64_t moment;    /* CLOCK_MONOTONIC, ns */
	int64_t ended;     /* of a call */
	size_t order;      /* of rows of one moment */
	const char *text;  /* short, one line; not cleaned of what a terminal must not be sent */
	const char *whole; /* all of it */
};

/* An end; its texts are never NULL. */
struct timeline_end {
	uint64_t serial;  /* 0: it is none of the session's */
	int fd;           /* -1: likewise */
	const char *name; /* `c (4)`, `l (3), s (5)`, `5`, or "" */
	const char *addr; /* "127.0.0.1:80", or "" */
};

struct ladder {
	struct timeline_end ends[2];
	bool alone; /* there is no second end */
	struct timeline_row *rows;
	size_t count, capacity;
};

struct timeline {
	struct arena arena; /* of the texts */
	struct ladder *ladders;
	size_t count, capacity;
	int64_t first;         /* the moment of the first row */
	uint64_t calls_gone;   /* calls that are not kept any more */
	uint64_t calls_before; /* and that are, but were before the last ones asked for */
	uint64_t packets_gone; /* packets that are not kept any more */
	bool assumed;          /* there are such arrows */
};

/* What is known of a descriptor beside its calls. */
struct timeline_known {
	uint64_t serial, other, listener;
	uint64_t inode; /* of the socket, 0: not known */
	int fd, family, type;
	const char *name; /* of a variable, or NULL */
	struct addr local, peer;
};

struct timeline_sources {
	const struct ring *ring;
	const struct capture *capture; /* or NULL */
	const struct turns *turns;
	const struct timeline_known *known;
	size_t nknown;
	const uint64_t *wanted; /* the serials of those that are asked for; none: all */
	size_t nwanted;
	size_t last;             /* calls at most */
	const struct intr *intr; /* or NULL: whose interruption ends it early */
};

/* Zero-initialised T is filled; freed by timeline_free. False: interrupted, T is not whole. */
bool timeline_make(struct timeline *t, const struct timeline_sources *s);
void timeline_free(struct timeline *t);

/* As text, COLUMNS wide; with UNICODE lines of its characters. */
void timeline_text(const struct timeline *t, size_t columns, bool unicode, struct buf *b);

/* As a picture, base/svg.h. */
void timeline_svg(const struct timeline *t, struct buf *b);

/* What is missing, a line each; nothing where nothing is. */
void timeline_gaps(const struct timeline *t, struct buf *b);

/* The time of a row for people: since the first one. */
void timeline_time(const struct timeline *t, const struct timeline_row *row, struct buf *b);

#endif
