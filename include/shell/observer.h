/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is told of calls: of every one that a session makes, whichever thread makes
 * it. The screen, the transcript, JSON and the session's ring are observers.
 */
#ifndef SHELL_OBSERVER_H
#define SHELL_OBSERVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct call;
struct run;

/* C is about to be made by R, and may wait; it has no id yet. Threads tell of this at
 * the same time, each of its own calls. */
typedef void observe_before(void *context, struct run *r, const struct call *c, bool may_block);

/* C has returned. One call at a time, in the order of their ids, the same for all
 * observers; each has the call before the next call is told of. Other threads that
 * have made a call wait meanwhile. So an observer may write by base/out and look at
 * descriptors, but makes no call of its own and waits for no other thread. */
typedef void observe_after(void *context, const struct run *r, const struct call *c);

struct observer {
	observe_before *before; /* NULL: need not be told */
	observe_after *after;   /* likewise */
	void *context;
};

enum { OBSERVERS_MAX = 8 };

struct observers {
	bool shared;          /* by several threads: the lock is taken */
	pthread_mutex_t lock; /* guards what observers own, and the count of calls */
	uint64_t calls;       /* completed so far: the id of the last one */
	_Atomic int before_count, after_count;
	struct observer before[OBSERVERS_MAX], after[OBSERVERS_MAX];
};

void observers_init(struct observers *o);
void observers_free(struct observers *o);

/* Another thread is about to be started that will make calls. By the main thread. */
void observers_share(struct observers *o);

/* By the main thread. An observer stays until the end. */
void observers_add(struct observers *o, struct observer one);

void observers_before(struct observers *o, struct run *r, const struct call *c, bool may_block);

/* Until observers_resume no thread tells of a call: what observers own can be read. */
void observers_pause(struct observers *o);
void observers_resume(struct observers *o);

/* Gives C its id. */
void observers_after(struct observers *o, const struct run *r, struct call *c);

#endif
