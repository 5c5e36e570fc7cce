/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the files of sock/sys.h make a record: begin, add the arguments, start,
 * issue the call, finish, add the notes, send. Private to them. Records live on
 * the stack, with room for what they hold in vectors, and are filled field by
 * field: clearing one whole would cost as much as a clock read.
 */
#ifndef SOCK_SYS_RECORD_H
#define SOCK_SYS_RECORD_H

#include <errno.h>

#include "sock/kind.h"
#include "sock/sys.h"

enum {
	RECORD_ARGS = 6, /* beside the descriptor; getaddrinfo shows the most */
	RECORD_NOTES = 4,
};

struct record {
	struct call call;
	struct call_arg args[RECORD_ARGS];
	struct call_note notes[RECORD_NOTES];
	struct slice data; /* of a call with one buffer */
};

static inline void record_begin(const struct sys *s, struct record *r, const char *name)
{
	struct call *c = &r->call;

	c->id = 0;
	c->job = s->job;
	c->cmd = s->cmd;
	c->as = s->as;
	c->aside = false;
	c->name = name;
	c->has_fd = false;
	c->fd = -1;
	c->serial = 0;
	c->made = 0;
	c->paired = 0;
	c->other = 0;
	c->args = r->args;
	c->nargs = 0;
	c->data = NULL;
	c->ndata = 0;
	c->received = false;
	c->file = NULL;
	c->control = NULL;
	c->ncontrol = 0;
	c->outcome = CALL_RETURNED;
	c->result = 0;
	c->errnum = 0;
	c->limit = 0;
	c->notes = r->notes;
	c->nnotes = 0;
	c->list = NULL;
	c->list_count = 0;
	c->canonical = NULL;
	c->began = 0;
	c->duration = 0;
	c->missing = 0;
}

static inline void record_begin_fd(const struct sys *s, struct record *r, const char *name, int fd)
{
	record_begin(s, r, name);
	r->call.has_fd = true;
	r->call.fd = fd;
	r->call.serial = fdtab_serial(s->fds, fd);
}

/* ---- arguments ---- */

static inline struct call_arg *record_arg(struct record *r, enum call_arg_kind kind, int64_t num)
{
	struct call_arg *arg = &r->args[r->call.nargs++];

	arg->kind = kind;
	arg->num = num;
	return arg;
}

static inline void record_int(struct record *r, int64_t num)
{
	record_arg(r, CALL_INT, num);
}

static inline void record_name(struct record *r, int64_t num, const struct names *names)
{
	record_arg(r, CALL_NAME, num)->names = names;
}

/* PROTOCOL of FAMILY: the numbers of each family are its own. */
static inline void record_protocol(struct record *r, int family, int64_t protocol)
{
	const struct names *names = kind_protocols(family);

	if (family == AF_PACKET)
		record_arg(r, CALL_NET16, ntohs((uint16_t)protocol))->names = names;
	else if (names && (protocol || family == AF_NETLINK))
		record_name(r, protocol, names);
	else
		record_int(r, protocol);
}

static inline void record_flags(struct record *r, int64_t num, const struct names *names)
{
	record_arg(r, CALL_FLAGS, num)->names = names;
}

static inline void record_addr(struct record *r, const struct addr *addr)
{
	record_arg(r, CALL_ADDR, 0)->addr = addr;
}

static inline void record_string(struct record *r, const char *text)
{
	record_arg(r, CALL_STRING, 0)->text = text;
}

/* The argument that is the buffer of LEN bytes at P, which may be NULL. */
static inline void record_buffer(struct record *r, const void *p, size_t len)
{
	if (p || !len)
		record_arg(r, CALL_DATA, 0);
	else
		record_string(r, NULL);
}

/* The data goes by the one buffer of LEN bytes at P. */
static inline void record_data(struct record *r, const void *p, size_t len)
{
	r->data = (struct slice){ p, len };
	r->call.data = &r->data;
	r->call.ndata = 1;
}

/* ---- notes ---- */

static inline struct call_note *record_note(struct record *r, enum call_note_kind kind, int64_t num)
{
	struct call_note *note = &r->notes[r->call.nnotes++];

	note->kind = kind;
	note->num = num;
	return note;
}

static inline void record_note_addr(struct record *r, const struct addr *addr)
{
	record_note(r, NOTE_ADDR, 0)->addr = addr;
}

static inline void record_note_value(
	struct record *r, const struct sockopt *option, const struct sockopt_value *value)
{
	struct call_note *note = record_note(r, NOTE_VALUE, 0);

	note->option = option;
	note->value = value;
}

/* ---- the call ---- */

/* The call is about to be made. */
static inline void record_start(const struct sys *s, struct record *r, bool may_block)
{
	if (s->before)
		s->before(s->context, &r->call, may_block);
	r->call.began = intr_call(s->intr);
}

/* The number kept, and what is open there, is the user's. */
static inline void record_hand_over(struct sys *s)
{
	if (s->reserved)
		fdtab_hand_over(s->fds, s->reserved);
	s->reserved = 0;
}

/* Notes a descriptor just made, on the number kept for it if there is one (the
 * table's lock held). Returns its number. */
static inline int record_new(
	struct sys *s, struct record *r, int fd, const char *role, uint64_t listener)
{
	if (s->reserved) {
		fd = fdtab_settle(s->fds, fd, s->reserved);
		if (fd != s->reserved || !s->drops)
			record_hand_over(s);
	}
	r->call.made = fdtab_add(s->fds, fd, role, listener);
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
void record_finish(const struct sys *s, struct record *r, int64_t result);

/* ---- what receiving calls share (sys_data.c) ---- */

/* What 0 bytes on FD are: a note that says it is the end. */
void record_nothing(struct record *r, int fd);

/* FLAGS, and on a socket of messages MSG_TRUNC, which tells a message's length. */
int record_with_length(const struct sys *s, int fd, int flags);

/* Whether FD discards the data because of FLAGS, and fills no buffer. */
bool record_discards(int fd, int flags);

/* ---- waiting without holding a number (sys_accept.c) ---- */

/* A number of the shell's for the open file behind FD, or FD itself. */
int record_hold(struct fdtab *t, int fd);

/* When a receive on FD that begins NOW ends in EAGAIN (SO_RCVTIMEO), or 0: never. */
int64_t record_deadline(int fd, int64_t now);

/* Waits until FD may be read. Returns 0, or -1 with errno. */
int record_wait_readable(const struct sys *s, int fd, int64_t deadline);

/* Tells of the call; returns its result, with errno. */
int64_t record_send(const struct sys *s, struct record *r);

#endif
