/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads, and waits of theirs that have an end.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

typedef void *thread_main(void *arg);

/* Starts MAIN(ARG) with every signal but INTR_SIGNAL blocked from its first
 * instruction on, and a stack of STACK bytes (0: the default). 0, or -1 with errno. */
int thread_start(pthread_t *thread, size_t stack, thread_main *main, void *arg);

/* The same for a thread that nobody will join. */
int thread_start_detached(thread_main *main, void *arg);

/* Gives the calling thread a table of descriptors of its own that holds 0-2 only.
 * 0, or -1 with errno where the kernel (before 5.9) cannot. */
int thread_unshare_files(void);

/* pthread_cond_wait until DUE at the latest (CLOCK_MONOTONIC nanoseconds; 0: for
 * ever). Returns 0 or ETIMEDOUT. */
int thread_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t due);

#endif
