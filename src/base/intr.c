/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interruptions: a word that says why, and a timer that says so again.
 *
 * Any thread may set the word and start the timer. Only the owner clears the
 * word and stops the timer (in settle), and looks at the word once more after
 * stopping, so a raise in between is not lost. A raise that is overtaken by the
 * owner's intr_take may leave the timer running for nothing: its first tick
 * finds no cause and settles it.
 */
#include "base/intr.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <unistd.h>

#include "base/clock.h"

#define REPEAT  (5 * MILLISECOND)
#define AT_ONCE 1

/* glibc names the member only in its own terms; see timer_create(2). */
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* A signal handler has no other way to its thread. */
static struct intr *_Atomic main_intr;

static int64_t read_clock(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return clock_ns(t);
}

int64_t intr_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t intr_wall(void)
{
	return read_clock(CLOCK_REALTIME);
}

static int64_t time_after(int64_t now, int64_t ns)
{
	int64_t sum;

	return __builtin_add_overflow(now, ns, &sum) ? INT64_MAX : sum;
}

static int word_of(enum intr_cause cause, int signal)
{
	return (int)cause << 8 | (signal & 0xff);
}

static enum intr_cause cause_of(int word)
{
	return (enum intr_cause)(word >> 8);
}

/* First tick after (or with TIMER_ABSTIME, at) FIRST, 0 to stop. Async-signal-safe. */
static void set_timer(struct intr *i, int flags, int64_t first)
{
	struct itimerspec when = { .it_value = clock_timespec(first) };

	if (first)
		when.it_interval.tv_nsec = REPEAT;
	timer_settime(i->timer, flags, &when, NULL);
}

/* Makes the timer fit the word and the limit. In the owner's thread only. */
static void settle(struct intr *i)
{
	int64_t limit_at = atomic_load(&i->limit_at);

	if (atomic_load(&i->pending) == 0)
		set_timer(i, TIMER_ABSTIME, limit_at);
	if (atomic_load(&i->pending) != 0)
		set_timer(i, 0, AT_ONCE);
}

static void on_tick(int number, siginfo_t *info, void *context)
{
	struct intr *i = info->si_value.sival_ptr;
	int saved = errno;
	int none = 0;

	(void)number;
	(void)context;
	if (info->si_code == SI_TIMER && i && atomic_load(&i->pending) == 0) {
		int64_t limit_at = atomic_load(&i->limit_at);

		if (limit_at && intr_now() >= limit_at)
			atomic_compare_exchange_strong(&i->pending, &none, word_of(INTR_LIMIT, 0));
		else
			settle(i);
	}
	errno = saved;
}

static void on_signal(int number)
{
	struct intr *i = atomic_load(&main_intr);
	int saved = errno;

	if (i)
		intr_raise(i, number == SIGINT ? INTR_USER : INTR_TERM, number);
	errno = saved;
}

void intr_setup(void)
{
	struct sigaction tick = { .sa_sigaction = on_tick, .sa_flags = SA_SIGINFO };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t ticks;

	sigemptyset(&tick.sa_mask);
	sigaction(INTR_SIGNAL, &tick, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigemptyset(&ticks);
	sigaddset(&ticks, INTR_SIGNAL);
	pthread_sigmask(SIG_UNBLOCK, &ticks, NULL);
}

int intr_init(struct intr *i)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID };

	event.sigev_signo = INTR_SIGNAL;
	event.sigev_value.sival_ptr = i;
	event.sigev_notify_thread_id = gettid();
	atomic_init(&i->pending, 0);
	atomic_init(&i->limit_at, 0);
	i->limit = i->since = 0;
	return timer_create(CLOCK_MONOTONIC, &event, &i->timer);
}

/* A tick that is pending is delivered on the way out of the system call that
 * stops the timer, so none comes for a timer that is gone. */
void intr_destroy(struct intr *i)
{
	struct intr *self = i;

	atomic_compare_exchange_strong(&main_intr, &self, NULL);
	atomic_store(&i->limit_at, 0);
	atomic_store(&i->pending, 0);
	settle(i);
	timer_delete(i->timer);
}

/* A signal ignored at the start stays so: nohup(1), and shells' background jobs.
 * One blocked does not: the mask outlives execve(2), and no shell sets it on purpose. */
void intr_catch_signals(struct intr *i)
{
	static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = on_signal }, old;
	sigset_t set;

	atomic_store(&main_intr, i);
	sigemptyset(&action.sa_mask);
	sigemptyset(&set);
	for (size_t n = 0; n < sizeof(caught) / sizeof(caught[0]); n++) {
		sigaction(caught[n], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(caught[n], &action, NULL);
		sigaddset(&set, caught[n]);
	}
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void intr_block_signals(sigset_t *old)
{
	sigset_t all;

	sigfillset(&all);
	sigdelset(&all, INTR_SIGNAL);
	pthread_sigmask(SIG_SETMASK, &all, old);
}

struct intr_limit intr_begin(struct intr *i, int64_t limit)
{
	struct intr_limit outer = { .at = atomic_load_explicit(
					    &i->limit_at, memory_order_relaxed) };
	int64_t now, at;

	if (outer.at)
		outer.length = i->limit;
	i->since = 0;
	if (limit <= 0)
		return outer;
	now = intr_now();
	at = time_after(now, limit);
	if (outer.at && outer.at <= at)
		return outer;
	i->limit = limit;
	i->since = now;
	atomic_store(&i->limit_at, at);
	settle(i);
	return outer;
}

enum intr_cause intr_end(struct intr *i, struct intr_limit outer)
{
	int word = word_of(INTR_LIMIT, 0);

	i->since = 0;
	if (atomic_load_explicit(&i->limit_at, memory_order_relaxed) == outer.at)
		return intr_pending(i);
	i->limit = outer.length;
	atomic_store(&i->limit_at, outer.at);
	atomic_compare_exchange_strong(&i->pending, &word, 0);
	settle(i);
	/* Now, not at the first tick: the caller asks next whose limit it was. */
	if (outer.at && intr_now() >= outer.at)
		intr_raise(i, INTR_LIMIT, 0);
	return cause_of(word); /* what was found there, settled or not */
}

/* The graver cause stays; one with a signal is graver than the same without. */
void intr_raise(struct intr *i, enum intr_cause cause, int signal)
{
	int wanted = word_of(cause, signal);
	int word = atomic_load(&i->pending);

	do {
		if (word >= wanted)
			return;
	} while (!atomic_compare_exchange_weak(&i->pending, &word, wanted));
	set_timer(i, 0, AT_ONCE);
}

void intr_raise_main(enum intr_cause cause, int signal)
{
	struct intr *i = atomic_load(&main_intr);

	if (i)
		intr_raise(i, cause, signal);
}

enum intr_cause intr_pending(const struct intr *i)
{
	return cause_of(atomic_load(&i->pending));
}

enum intr_cause intr_main(void)
{
	struct intr *i = atomic_load(&main_intr);

	return i ? intr_pending(i) : INTR_NO;
}

int intr_errno(const struct intr *i, int errnum)
{
	return errnum == EINTR && intr_pending(i) == INTR_LIMIT ? ETIME : errnum;
}

enum intr_cause intr_take(struct intr *i, int *signal)
{
	int word = 0;

	if (atomic_load(&i->pending)) {
		i->since = 0;
		atomic_store(&i->limit_at, 0);
		word = atomic_exchange(&i->pending, 0);
		settle(i);
	}
	if (signal)
		*signal = word & 0xff;
	return cause_of(word);
}

int64_t intr_call(struct intr *i)
{
	int64_t since = i->since;

	i->since = 0;
	return since ? since : intr_now();
}

int64_t intr_left(const struct intr *i)
{
	int64_t at = atomic_load_explicit(&i->limit_at, memory_order_relaxed), now;

	if (!at)
		return INT64_MAX;
	now = intr_now();
	return at > now ? at - now : 0;
}

/* EINTR of clock_nanosleep with no cause pending goes on to the same end. */
int intr_sleep(struct intr *i, int64_t ns)
{
	struct timespec end = clock_timespec(time_after(intr_now(), ns > 0 ? ns : 0));

	while (intr_pending(i) == INTR_NO) {
		if (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) != EINTR)
			return 0;
	}
	return -1;
}
