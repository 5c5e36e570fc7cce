/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the files of sock/sys.h make a record: begin, add the arguments, start,
 * issue the call, finish. Private to them. Records live on the stack and are
 * filled field by field: clearing one whole would cost as much as a clock read.
 */
#ifndef SOCK_SYS_RECORD_H
#define SOCK_SYS_RECORD_H

#include <errno.h>

#include "sock/sys.h"

static inline void record_begin(const struct sys *s, struct call *c, const char *name)
{
	c->name = name;
	c->has_fd = false;
	c->fd = -1;
	c->nargs = 0;
	c->data = NULL;
	c->len = 0;
	c->received = false;
	c->hex = s->hex;
	c->hidden = s->hidden;
	c->outcome = CALL_RETURNED;
	c->result = 0;
	c->errnum = 0;
	c->limit = 0;
	c->note = NOTE_NONE;
	c->note_addr = NULL;
	c->note_text = NULL;
	c->list = NULL;
	c->list_count = 0;
	c->canonical = NULL;
	c->start = 0;
	c->duration = 0;
}

static inline void record_begin_fd(const struct sys *s, struct call *c, const char *name, int fd)
{
	record_begin(s, c, name);
	c->has_fd = true;
	c->fd = fd;
}

static inline struct call_arg *record_arg(struct call *c, enum call_arg_kind kind, int64_t num)
{
	struct call_arg *arg = &c->args[c->nargs++];

	arg->kind = kind;
	arg->num = num;
	return arg;
}

static inline void record_int(struct call *c, int64_t num)
{
	record_arg(c, CALL_INT, num);
}

static inline void record_name(struct call *c, int64_t num, const struct names *names)
{
	record_arg(c, CALL_NAME, num)->names = names;
}

static inline void record_flags(struct call *c, int64_t num, const struct names *names)
{
	record_arg(c, CALL_FLAGS, num)->names = names;
}

static inline void record_addr(struct call *c, const struct addr *addr)
{
	record_arg(c, CALL_ADDR, 0)->addr = addr;
}

static inline void record_text(struct call *c, enum call_arg_kind kind, const char *text)
{
	record_arg(c, kind, 0)->text = text;
}

static inline void record_note_addr(struct call *c, const struct addr *addr)
{
	c->note = NOTE_ADDR;
	c->note_addr = addr;
}

static inline void record_note_text(struct call *c, const char *text)
{
	c->note = NOTE_TEXT;
	c->note_text = text;
}

/* Until the call is finished, duration holds the moment it began. start is read
 * apart from that, because the wall clock may be set while a call waits. */
static inline void record_start(const struct sys *s, struct call *c)
{
	c->start = s->dated ? intr_wall() : 0;
	c->duration = intr_now();
}

/* The same before a call that may block. */
static inline void record_start_blocking(const struct sys *s, struct call *c)
{
	if (s->pending)
		s->pending(s->context, c);
	record_start(s, c);
}

/* Notes a descriptor just made, on the number kept for it if there is one (the
 * table's lock held). Returns its number. */
static inline int record_new(struct sys *s, int fd, const char *role, uint64_t listener)
{
	if (s->reserved)
		fd = fdtab_settle(fd, s->reserved);
	s->reserved = 0;
	fdtab_add(s->fds, fd, role, listener);
	return fd;
}

/* Whether a call that returned RESULT was disturbed by a signal that means
 * nothing to it, and is to be made again. */
static inline bool record_again(const struct sys *s, int64_t result)
{
	return result < 0 && errno == EINTR && intr_pending(s->intr) == INTR_NO;
}

/* Takes the time, the result and errno, and says whether the time limit ended
 * the wait. Notes go in between this and record_send. */
void record_finish(const struct sys *s, struct call *c, int64_t result);

/* Hands the record to the sink; returns its result, with errno. */
int64_t record_send(const struct sys *s, const struct call *c);

#endif
