/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one way to interrupt a call: Ctrl-C, a time limit, the end of a job alike.
 *
 * A signal that arrives just before a call blocks is lost to that call. So an
 * interruption sets a flag first, and then a POSIX timer sends INTR_SIGNAL
 * (handler without SA_RESTART) to the thread every few milliseconds until the
 * thread takes note of it. A call that returns EINTR with no cause pending was
 * disturbed by something else and is made again by its caller.
 */
#ifndef BASE_INTR_H
#define BASE_INTR_H

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define INTR_SIGNAL SIGRTMIN

enum intr_cause {
	INTR_NO,
	INTR_LIMIT, /* the time limit of the command has passed */
	INTR_USER,  /* Ctrl-C or cancel */
	INTR_TERM,  /* SIGTERM, SIGHUP or SIGQUIT: end the program */
};

/* One per thread that makes interruptible calls; lives as long as the thread. */
struct intr {
	_Atomic int pending;      /* an enum intr_cause above its signal, in one word */
	_Atomic int64_t limit_at; /* CLOCK_MONOTONIC nanoseconds, or 0 */
	int64_t limit;            /* its length, as given; the owner's alone */
	int64_t since;            /* when it began, until a call has; else 0; the owner's */
	timer_t timer;
};

/* A limit in force, as intr_begin found it. */
struct intr_limit {
	int64_t at, length; /* as limit_at and limit above */
};

#define INTR_NO_LIMIT ((struct intr_limit){ 0 })

/* Installs the handler of INTR_SIGNAL, unblocks it in the calling thread, and
 * ignores SIGPIPE. Once, at start. */
void intr_setup(void);

/* Makes I the calling thread's. Returns 0, or -1 and errno (timer_create). */
int intr_init(struct intr *i);
void intr_destroy(struct intr *i);

/* Lets SIGINT, SIGTERM, SIGHUP and SIGQUIT of the process interrupt I, the main
 * thread's, where they are unblocked; every other thread is to block all signals
 * but INTR_SIGNAL. */
void intr_catch_signals(struct intr *i);

/* Blocks every signal but INTR_SIGNAL in the calling thread; *OLD, when not
 * NULL, gets the mask before. Call around pthread_create, or in the thread. */
void intr_block_signals(sigset_t *old);

/* Begins a command, or a wait within one: after LIMIT nanoseconds (0: none)
 * INTR_LIMIT is raised. A limit that is in force and ends earlier stays, and so
 * does a cause that is already pending. Returns the limit that was in force, for
 * intr_end; pairs nest. Without a limit it makes no system call. */
struct intr_limit intr_begin(struct intr *i, int64_t limit);

/* Ends it, and puts OUTER back in force: what intr_begin returned. Returns what
 * was pending. A limit of this pair's own that has passed is settled by that: the
 * answer is INTR_LIMIT and intr_pending is INTR_NO. Where OUTER has passed too,
 * INTR_LIMIT is pending still, for the pair that set it. Other causes stay for
 * intr_take. */
enum intr_cause intr_end(struct intr *i, struct intr_limit outer);

/* Raises CAUSE on I from any thread or a signal handler. SIGNAL may be 0. */
void intr_raise(struct intr *i, enum intr_cause cause, int signal);

/* Raises CAUSE on the thread that catches the process's signals, as if SIGNAL had come. */
void intr_raise_main(enum intr_cause cause, int signal);

enum intr_cause intr_pending(const struct intr *i);

/* The same of the thread that catches the process's signals; for any thread, but
 * none may ask once that one's intr is destroyed and gone. */
enum intr_cause intr_main(void);

/* What a call's ERRNUM says to the user: ETIME for the EINTR of a limit. */
int intr_errno(const struct intr *i, int errnum);

/* Takes note: clears the cause and every limit, stops the timer, returns what was
 * pending and its signal (in *SIGNAL, when not NULL). Between commands only. */
enum intr_cause intr_take(struct intr *i, int *signal);

/* The time at which a call of the owner's begins, CLOCK_MONOTONIC nanoseconds: now,
 * and for the first call within a limit the moment since which that one counts, so
 * that a call which used up its limit never says that it took less. */
int64_t intr_call(struct intr *i);

/* Nanoseconds until the limit in force, 0 when it has passed; INT64_MAX without one. */
int64_t intr_left(const struct intr *i);

/* Sleeps NS nanoseconds, or until interrupted (returns -1 then). */
int intr_sleep(struct intr *i, int64_t ns);

/* CLOCK_MONOTONIC and CLOCK_REALTIME in nanoseconds. */
int64_t intr_now(void);
int64_t intr_wall(void);

#endif
