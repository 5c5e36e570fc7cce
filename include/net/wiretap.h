/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tap on all links: copies of the frames that enter them, and what became of each. The carrier's
 * thread leaves them here; 16 MiB wait until they are read.
 */
#ifndef NET_WIRETAP_H
#define NET_WIRETAP_H

#include "net/carrier.h"

enum { WIRETAP_BYTES = 16 << 20, WIRETAP_FRAME = 2048 }; /* a frame's first bytes are kept */

struct wired {
	struct wired *next;
	unsigned line; /* number of the link, from 1 */
	struct line_verdict verdict;
	int64_t date, left; /* CLOCK_REALTIME and CLOCK_MONOTONIC, ns */
	uint32_t wire;      /* bytes that it has; more than are here where it was cut */
	struct slice bytes; /* valid until wiretap_read returns */
};

struct wiretap;

/* Listens to C, as its only watcher, until wiretap_free, which takes NULL too and comes before
 * carrier_free. */
struct wiretap *wiretap_new(struct carrier *c);
void wiretap_free(struct wiretap *w);

/* Settles the carrier, and calls FN for each frame that entered by now, in their order. */
void wiretap_read(
	struct wiretap *w, void (*fn)(void *context, const struct wired *one), void *context);

/* Frames that found no room. */
uint64_t wiretap_lost(struct wiretap *w);

#endif
