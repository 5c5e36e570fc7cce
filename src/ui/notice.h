/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The notice that a call has been blocked for two seconds, once for each call; and how
 * far a file has come that takes more than one.
 */
#ifndef UI_NOTICE_H
#define UI_NOTICE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "shell/session.h"
#include "progress.h"

struct notice {
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	pthread_t thread;
	struct out *out;
	bool started, ending;
	int64_t due;     /* CLOCK_MONOTONIC nanoseconds; 0: nothing is waited for */
	struct buf text; /* what to say then */
	struct progress progress;
	int64_t tick; /* when its line is due, or 0 */
};

void notice_open(struct notice *n, struct out *out);
void notice_close(struct notice *n);

/* Who tells N of the calls. The thread starts with the first one that may block. */
struct observer notice_observer(struct notice *n);

/* What the call named CALL waits for, when it does; NULL: not known. */
const char *notice_waits_for(const char *call);

/* Nothing is waited for and no file under way, whatever was. */
void notice_end(struct notice *n);

#endif
