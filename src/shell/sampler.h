/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One sampler: what its thread and the session share.
 */
#ifndef SHELL_SAMPLER_H
#define SHELL_SAMPLER_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/out.h"
#include "base/text.h"
#include "base/thread.h"
#include "insight/series.h"
#include "shell/samples.h"
#include "sock/property.h"

enum sample_why {
	SAMPLE_RUNS,
	SAMPLE_STOPPED,
	SAMPLE_CLOSED,
	SAMPLE_LIMIT, /* --for, --count */
};

struct sampler {
	struct sampler *next;
	int fd;
	uint64_t serial;
	struct fdtab *fds;
	struct out *out;
	bool json, silent, unicode;
	int64_t clock; /* the session's */
	struct buf name, csv_name, svg_name;
	int64_t every, limit;
	uint64_t most;
	pthread_t thread;
	_Atomic bool ended; /* the thread has nothing left to do */

	pthread_mutex_t lock; /* guards these: */
	pthread_cond_t wake;
	enum sample_why why;
	uint64_t taken, late, missed;

	/* the thread's */
	struct series series[SAMPLE_FIELDS];
	size_t count;
	int64_t began, flushed;
	int csv;          /* -1: no file */
	int64_t written;  /* bytes in it, of whole lines */
	uint64_t in_file; /* lines */
	uint64_t pending; /* lines in rows */
	int csv_why;      /* errno, once writing has failed */
	struct buf rows;  /* not written yet */
};

/* The thread, and two functions that the main thread uses before there is one. */
thread_main sampler_main;
void sampler_head(struct sampler *p);

/* Writes what there is: whole lines, or none of it, and then -1 with errno. */
int sampler_flush(struct sampler *p);

#endif
