/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The only writer to stdout, stderr and the transcript. Any thread may call
 * it; each call writes its text whole, never interleaved with another's.
 *
 * stdout on a terminal is written at once. Elsewhere it is buffered, and
 * flushed at 64 KiB, before stderr is written, at out_close, and within 50 ms
 * by a thread of its own that is started with the first buffered byte. A signal
 * in its place would end the main thread's calls: a send that blocks returns what
 * it has sent, a receive begins its SO_RCVTIMEO anew, a close stops lingering.
 */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct out;

/* One for the process, on descriptors 1 and 2. Freed by out_close. */
struct out *out_open(void);

/* Flushes, stops the thread, frees. Returns 0, or -1 and
 * errno when anything written to stdout was ever lost (ENOSPC, EPIPE, EIO). */
int out_close(struct out *o);

/* Writes at once from now on, and starts no thread: for who is to fork. */
void out_direct(struct out *o);

/* In a child of fork(2), frees the parent's and writes nothing. */
void out_forget(struct out *o);

/* To stdout and the transcript. Errors are remembered, not returned. */
void out_write(struct out *o, const char *p, size_t len);

/* To stdout alone: what the transcript has in a form of its own. */
void out_show(struct out *o, const char *p, size_t len);

/* To stdout alone, past a hook: a copy of what the terminal already shows. */
void out_write_raw(struct out *o, const char *p, size_t len);

/* To stderr and the transcript, after what is buffered for stdout. */
void out_error(struct out *o, const char *p, size_t len);

/* A line of the moment, without its newline, on a terminal that nobody else owns the screen
 * of: the next one takes its place, and so does whatever else is written. LEN 0: it goes. */
void out_status(struct out *o, const char *p, size_t len);

/* To the transcript alone, if there is one: what the user typed. */
void out_transcribe(struct out *o, const char *p, size_t len);

void out_flush(struct out *o);

/* 0, or the errno of the first failed write to stdout. A front end ends a
 * script when this is not 0 (EPIPE: the reader has gone; SIGPIPE is raised, too, by
 * intr_raise_main, and ends the call that the main thread is in). */
int out_failed(const struct out *o);

/* Flushes, and says on stderr what was lost of stdout and why, if anything was; true then.
 * A reader that went, or was not waited for, knows. */
bool out_report(struct out *o);

/* From now on a reader that does not read is not waited for: what it does not
 * take at once is lost (out_failed: EINTR). The same holds while a signal is
 * pending that ends the program (intr_main). */
void out_hurry(struct out *o);

/* Whether stdout is a terminal, and its columns now; 0 where it is none or does not say. */
bool out_is_tty(const struct out *o);
size_t out_columns(const struct out *o);

/* Starts a transcript on FD, or ends it with FD -1. Returns the one before, or -1:
 * they are the caller's to close. One that fails is reported once on stderr and
 * written no more; it is no transcript then, but still what the next call returns. */
int out_transcript(struct out *o, int fd);
bool out_has_transcript(const struct out *o);

/* Takes the place of plain writing while something else owns the screen: as
 * long as HOOK is set, out_write and out_error hand their text to it (with
 * is_error) instead of writing. HOOK is called without O's lock, by any thread.
 * NULL ends it. Returns when no call of the former hook is under way, so a hook
 * must not call it. */
typedef void out_hook(void *context, const char *p, size_t len, bool is_error);
void out_set_hook(struct out *o, out_hook *hook, void *context);

#endif
