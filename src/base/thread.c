/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads.
 */
#include "base/thread.h"

#include <errno.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intr.h"

static int start(pthread_t *thread, size_t stack, bool detached, thread_main *main, void *arg)
{
	pthread_attr_t attr;
	sigset_t before;
	int failed;

	pthread_attr_init(&attr);
	if (stack)
		pthread_attr_setstacksize(&attr, stack);
	if (detached)
		pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	intr_block_signals(&before);
	failed = pthread_create(thread, &attr, main, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	errno = failed;
	return failed ? -1 : 0;
}

int thread_start(pthread_t *thread, size_t stack, thread_main *main, void *arg)
{
	return start(thread, stack, false, main, arg);
}

int thread_start_detached(thread_main *main, void *arg)
{
	pthread_t thread;

	return start(&thread, 0, true, main, arg);
}

int thread_unshare_files(void)
{
	return close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_UNSHARE);
}

int thread_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t due)
{
	struct timespec t = clock_timespec(due);

	return due ? pthread_cond_clockwait(cond, lock, CLOCK_MONOTONIC, &t)
		   : pthread_cond_wait(cond, lock);
}
