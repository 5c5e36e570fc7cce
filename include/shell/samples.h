/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is followed in the background: fields of a descriptor, read again and again by a thread of
 * its own. It ends at its limit, when it is stopped, or when the descriptor is closed: a number
 * that became another's is not read. Each reading is one look (sock/snapshot.h).
 */
#ifndef SHELL_SAMPLES_H
#define SHELL_SAMPLES_H

#include "base/clock.h"
#include "shell/emit.h"
#include "shell/session.h"

enum { SAMPLE_FIELDS = 16, SAMPLES_MAX = 32 };
#define SAMPLE_LEAST MILLISECOND
#define SAMPLE_MOST  (3600 * SECOND)

struct sample_config {
	int fd;
	struct slice name; /* what it is called */
	const struct slice *fields;
	size_t count;
	int64_t every, limit;  /* ns; limit 0: none */
	int64_t most;          /* readings; 0: any number */
	const char *csv, *svg; /* files, or NULL */
	bool unicode;          /* what is printed at the end may have it */
};

/* Starts it. What it prints at its end leaves by base/out. -1 with r->err. */
int samples_start(struct run *r, const struct sample_config *config);

/* Ends that of FD, and waits for it; false: there is none. */
bool samples_stop(struct session *s, int fd);

/* FD is about to be closed. */
void samples_closing(struct session *s, int fd);

/* A table of those that run. */
extern const struct column samples_columns[];
void samples_show(struct run *r);

/* Ends all. How many there were. */
size_t samples_end(struct session *s);

#endif
