/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tap: copies of the packets that pass the interfaces of this network, packet(7). They wait in
 * a ring of 8 MiB, which the kernel fills and this reads without a system call; each once,
 * though the loopback interface passes it twice, and so do interfaces that lie on each other.
 */
#ifndef SOCK_TAP_H
#define SOCK_TAP_H

#include "base/err.h"
#include "sock/fdtab.h"
#include "sock/packet.h"

enum { TAP_FRAME = 2048, TAP_FRAMES = 4096 }; /* a packet's first bytes, less than TAP_FRAME */
enum { TAP_PASSED = 16 };

/* One that passed an interface, and may pass others. */
struct tap_passed {
	int interface; /* 0: none */
	bool out;
	unsigned way;
	int64_t date;
	uint32_t wire;
	uint64_t hash; /* of what stands behind the link's header */
};

struct tap {
	int fd; /* -1: closed */
	char *ring;
	unsigned next;                        /* the frame that is filled next */
	uint64_t lost;                        /* packets that found the ring full */
	uint64_t seen;                        /* those that did not */
	struct tap_passed passed[TAP_PASSED]; /* the last ones, but the loopback interface's */
	unsigned passed_next;
};

struct tapped {
	enum packet_link link;
	unsigned way; /* enum packet_way */
	int ethertype;
	int64_t date, moment; /* ns: CLOCK_REALTIME and CLOCK_MONOTONIC */
	uint32_t wire;        /* bytes that it has; more than are here where it was cut */
	struct slice bytes;   /* valid until tap_read returns */
};

/* Begins, or again after tap_close: what T has counted stays, so it is zero-initialised before the
 * first. Takes CAP_NET_RAW: -1 with E otherwise, which says how to have it. */
int tap_open(struct tap *t, struct fdtab *fds, struct err *e);

/* FDS is NULL where the table is gone. */
void tap_close(struct tap *t, struct fdtab *fds);

/* Calls FN for each packet that has come, in their order, but TAP_FRAMES at most: where they come
 * faster than FN takes them it would not end. How many. */
size_t tap_read(struct tap *t, void (*fn)(void *context, const struct tapped *one), void *context);

/* Asks how many were lost, for t->lost. */
void tap_count(struct tap *t);

/* Waits until there may be one, NS at most. */
void tap_wait(const struct tap *t, int64_t ns);

#endif
