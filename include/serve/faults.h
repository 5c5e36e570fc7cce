/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Faults that a relay of datagrams makes: which datagrams are hit, and what is left to
 * chance. All chance comes from a seed, and depends on nothing but the seed, the fault and
 * a datagram's place among those of its way: with the same seed the same ones are hit,
 * whenever they come.
 */
#ifndef SERVE_FAULTS_H
#define SERVE_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum { FAULT_ITEMS = 32 };

/* From clients to the target, and back. */
enum way { WAY_IN, WAY_OUT };

/* One item of a list: numbers from first to last, or, where first is 0, a share. */
struct fault_item {
	unsigned ways; /* bit 1 << way; 0: both, counted together */
	uint64_t first, last;
	uint32_t share; /* of 1,000,000 */
};

struct faults {
	struct fault_item items[FAULT_ITEMS];
	int count; /* 0: none is hit */
};

/* What is decided by chance, each by draws of its own. */
enum chance { CHANCE_DROP, CHANCE_DUP, CHANCE_REORDER, CHANCE_DELAY };

/* A datagram's place, counted from 1. */
struct place {
	enum way way;
	uint64_t number; /* among all */
	uint64_t nth;    /* among those of its way */
};

/* `3,7`, `2..5`, `30%`, `in:1`, `out:0.5%`: items with a comma between two, at most
 * FAULT_ITEMS. -1 with E. */
int faults_parse(struct slice text, struct faults *f, struct err *e);

/* Whether F hits the datagram at P. */
bool faults_hit(const struct faults *f, enum chance chance, uint64_t seed, const struct place *p);

/* "in" or "out". */
const char *faults_way(enum way way);

/* Whether anything of F is left to chance. */
bool faults_by_chance(const struct faults *f);

/* A number from LOW to HIGH, both included (nanoseconds, from 0 up), for the NTH of a way. */
int64_t faults_between(uint64_t seed, enum way way, uint64_t nth, int64_t low, int64_t high);

/* A seed from 1 to 999999 that nobody chose. */
uint64_t faults_new_seed(void);

#endif
