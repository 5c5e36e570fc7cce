/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The notice that a call has been blocked for two seconds, once for each call.
 */
#ifndef UI_NOTICE_H
#define UI_NOTICE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/out.h"
#include "sock/call.h"

struct notice {
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	pthread_t thread;
	struct out *out;
	bool started, ending;
	int64_t due;     /* CLOCK_MONOTONIC nanoseconds; 0: nothing is waited for */
	struct buf text; /* what to say then */
};

void notice_open(struct notice *n, struct out *out);
void notice_close(struct notice *n);

/* C is about to be made and may block. Starts the thread the first time. */
void notice_begin(struct notice *n, const struct call *c);

/* It has returned. */
void notice_end(struct notice *n);

#endif
