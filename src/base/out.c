/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing to stdout, stderr and the transcript, one whole text at a time.
 */
#include "base/out.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intr.h"
#include "base/mem.h"
#include "base/thread.h"
#include "sink.h"

#define BUFFER_SIZE 65536
#define FLUSH_AFTER (40 * MILLISECOND) /* leaves the flusher 10 of its 50 */

struct out {
	pthread_mutex_t lock;  /* guards what follows, but for what is atomic */
	pthread_cond_t filled; /* the buffer is no longer empty */
	pthread_cond_t closed; /* closing has been set */
	pthread_cond_t idle;   /* no call of a hook is under way */
	pthread_t flusher;
	bool started, closing;
	struct buf pending;
	struct sink standard, errors, transcript;
	_Atomic bool transcribing; /* there is one, and it has not failed */
	out_hook *hook;
	void *context;
	int in_hook; /* calls of hooks under way */
	_Atomic int failed;
	_Atomic bool ending; /* what cannot be written at once is lost */
	bool tty;
	bool direct; /* nothing is buffered */
	bool status; /* a line of out_status is on the screen */
};

/* Whether the program is to end, so that no reader is waited for. Ctrl-C does not
 * end what writes to a terminal, and restarts a terminal that was stopped. */
static bool gives_up(const void *out)
{
	const struct out *o = out;
	enum intr_cause cause = intr_main();

	return atomic_load(&o->ending) || cause == INTR_TERM || (cause == INTR_USER && !o->tty);
}

static int write_sink(const struct out *o, struct sink to, const char *p, size_t len)
{
	return sink_write(to, p, len, gives_up, o);
}

/* When the reader has gone, the program is to end as SIGPIPE would end it: whatever
 * call it is in, though sockets have that signal ignored. */
static void write_stdout(struct out *o, const char *p, size_t len)
{
	int why;

	if (!len || atomic_load(&o->failed))
		return;
	why = write_sink(o, o->standard, p, len);
	atomic_store(&o->failed, why);
	if (why == EPIPE)
		intr_raise_main(INTR_TERM, SIGPIPE);
}

static void flush_locked(struct out *o)
{
	if (!o->pending.len)
		return;
	write_stdout(o, o->pending.data, o->pending.len);
	buf_clear(&o->pending);
}

/* ---- the flusher ---- */

static void wait_until_due(struct out *o)
{
	int64_t due = intr_now() + FLUSH_AFTER;

	while (!o->closing && thread_wait(&o->closed, &o->lock, due) == 0)
		;
}

/* Waits for bytes on one condition and for its time on another, so that a
 * writer that fills an empty buffer wakes it only when it is truly asleep. It has
 * its own table of descriptors, because in a shared one each look-up of one, by
 * every call of the process, is atomic in the kernel. */
static void *flush_in_time(void *arg)
{
	struct out *o = arg;

	thread_unshare_files();
	pthread_mutex_lock(&o->lock);
	while (!o->closing) {
		if (!o->pending.len) {
			pthread_cond_wait(&o->filled, &o->lock);
			continue;
		}
		wait_until_due(o);
		flush_locked(o);
	}
	pthread_mutex_unlock(&o->lock);
	return NULL;
}

/* Returns whether there is a flusher. */
static bool start_flusher(struct out *o)
{
	if (!o->started)
		o->started = thread_start(&o->flusher, 0, flush_in_time, o) == 0;
	return o->started;
}

/* ---- writing ---- */

static const char ERASE[] = "\r\033[K";

static void erase_status(struct out *o)
{
	if (o->status)
		write_stdout(o, ERASE, strlen(ERASE));
	o->status = false;
}

static void buffer_locked(struct out *o, const char *p, size_t len)
{
	bool was_empty;

	erase_status(o);
	if (o->pending.len + len >= BUFFER_SIZE)
		flush_locked(o);
	if (o->tty || o->direct || len >= BUFFER_SIZE) {
		write_stdout(o, p, len);
		return;
	}
	was_empty = !o->pending.len;
	buf_add(&o->pending, p, len);
	if (!was_empty)
		return;
	if (start_flusher(o))
		pthread_cond_signal(&o->filled);
	else
		flush_locked(o);
}

/* Returns whether the hook has had the text. Leaves the lock for the call. */
static bool hand_to_hook(struct out *o, const char *p, size_t len, bool is_error)
{
	out_hook *hook = o->hook;
	void *context = o->context;

	if (!hook)
		return false;
	o->in_hook++;
	pthread_mutex_unlock(&o->lock);
	hook(context, p, len, is_error);
	pthread_mutex_lock(&o->lock);
	if (!--o->in_hook)
		pthread_cond_broadcast(&o->idle);
	return true;
}

/* What cannot be said on stderr can be said nowhere. */
static void error_locked(struct out *o, const char *p, size_t len)
{
	if (hand_to_hook(o, p, len, true))
		return;
	erase_status(o);
	flush_locked(o);
	write_sink(o, o->errors, p, len);
}

/* The owner of the descriptor closes it; until then it is silent. */
static void transcribe_locked(struct out *o, const char *p, size_t len)
{
	char line[128];
	int why;

	if (!o->transcribing)
		return;
	why = write_sink(o, o->transcript, p, len);
	if (!why)
		return;
	o->transcribing = false;
	snprintf(line, sizeof(line), "sosh: the transcript: %s\n", strerrordesc_np(why));
	error_locked(o, line, strlen(line));
}

static void show_locked(struct out *o, const char *p, size_t len)
{
	if (!hand_to_hook(o, p, len, false))
		buffer_locked(o, p, len);
}

void out_write(struct out *o, const char *p, size_t len)
{
	if (!len)
		return;
	pthread_mutex_lock(&o->lock);
	transcribe_locked(o, p, len);
	show_locked(o, p, len);
	pthread_mutex_unlock(&o->lock);
}

void out_show(struct out *o, const char *p, size_t len)
{
	if (!len)
		return;
	pthread_mutex_lock(&o->lock);
	show_locked(o, p, len);
	pthread_mutex_unlock(&o->lock);
}

void out_write_raw(struct out *o, const char *p, size_t len)
{
	if (!len)
		return;
	pthread_mutex_lock(&o->lock);
	buffer_locked(o, p, len);
	pthread_mutex_unlock(&o->lock);
}

void out_error(struct out *o, const char *p, size_t len)
{
	if (!len)
		return;
	pthread_mutex_lock(&o->lock);
	transcribe_locked(o, p, len);
	error_locked(o, p, len);
	pthread_mutex_unlock(&o->lock);
}

void out_status(struct out *o, const char *p, size_t len)
{
	pthread_mutex_lock(&o->lock);
	erase_status(o);
	if (len && o->tty && !o->hook) {
		write_stdout(o, p, len);
		o->status = true;
	}
	pthread_mutex_unlock(&o->lock);
}

void out_transcribe(struct out *o, const char *p, size_t len)
{
	pthread_mutex_lock(&o->lock);
	transcribe_locked(o, p, len);
	pthread_mutex_unlock(&o->lock);
}

void out_flush(struct out *o)
{
	pthread_mutex_lock(&o->lock);
	flush_locked(o);
	pthread_mutex_unlock(&o->lock);
}

int out_failed(const struct out *o)
{
	return atomic_load(&o->failed);
}

bool out_report(struct out *o)
{
	char line[128];
	int why;

	out_flush(o);
	why = out_failed(o);
	if (!why || why == EPIPE || why == EINTR)
		return false;
	snprintf(line, sizeof(line), "sosh: standard output: %s\n", strerrordesc_np(why));
	out_error(o, line, strlen(line));
	return true;
}

void out_hurry(struct out *o)
{
	atomic_store(&o->ending, true);
}

bool out_is_tty(const struct out *o)
{
	return o->tty;
}

size_t out_columns(const struct out *o)
{
	struct winsize size;

	return o->tty && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ? size.ws_col : 0;
}

/* ---- transcript and hook ---- */

int out_transcript(struct out *o, int fd)
{
	int before;

	pthread_mutex_lock(&o->lock);
	before = o->transcript.fd;
	o->transcript = fd < 0 ? NOWHERE : sink_of(fd);
	o->transcribing = fd >= 0;
	pthread_mutex_unlock(&o->lock);
	return before;
}

bool out_has_transcript(const struct out *o)
{
	return atomic_load_explicit(&o->transcribing, memory_order_relaxed);
}

void out_set_hook(struct out *o, out_hook *hook, void *context)
{
	pthread_mutex_lock(&o->lock);
	o->hook = hook;
	o->context = context;
	while (o->in_hook)
		pthread_cond_wait(&o->idle, &o->lock);
	pthread_mutex_unlock(&o->lock);
}

/* ---- open and close ---- */

struct out *out_open(void)
{
	struct out *o = mem_zalloc(1, sizeof(*o));

	pthread_mutex_init(&o->lock, NULL);
	pthread_cond_init(&o->filled, NULL);
	pthread_cond_init(&o->closed, NULL);
	pthread_cond_init(&o->idle, NULL);
	o->transcript = NOWHERE;
	o->standard = sink_of(STDOUT_FILENO);
	o->errors = sink_of(STDERR_FILENO);
	o->tty = isatty(STDOUT_FILENO);
	/* All it will ever hold: running out of memory with the lock held would
	 * end in exit handlers that may want to write. */
	buf_reserve(&o->pending, BUFFER_SIZE);
	return o;
}

static void stop_flusher(struct out *o)
{
	pthread_mutex_lock(&o->lock);
	o->closing = true;
	pthread_cond_signal(&o->filled);
	pthread_cond_signal(&o->closed);
	pthread_mutex_unlock(&o->lock);
	if (o->started)
		pthread_join(o->flusher, NULL);
}

void out_direct(struct out *o)
{
	o->direct = true;
}

void out_forget(struct out *o)
{
	buf_free(&o->pending);
	free(o);
}

int out_close(struct out *o)
{
	int failed;

	stop_flusher(o);
	flush_locked(o);
	failed = atomic_load(&o->failed);
	pthread_cond_destroy(&o->idle);
	pthread_cond_destroy(&o->closed);
	pthread_cond_destroy(&o->filled);
	pthread_mutex_destroy(&o->lock);
	buf_free(&o->pending);
	free(o);
	if (!failed)
		return 0;
	errno = failed;
	return -1;
}
