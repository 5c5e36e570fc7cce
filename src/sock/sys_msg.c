/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sendmsg(2) and recvmsg(2): pieces, and what goes along with them.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "sock/names.h"
#include "sock/state.h"
#include "sock/sys.h"
#include "sys_record.h"

/* ---- the record ---- */

/* Arguments of a call with N pieces and M control messages: a piece and its length, flags,
 * an address. The caller frees them. */
static struct call_arg *make_args(struct record *r, size_t n, size_t m)
{
	struct call_arg *args = mem_alloc(sizeof(*args) * (2 * n + m + 2));

	r->call.args = args;
	return args;
}

static struct call_arg *add_arg(struct record *r, enum call_arg_kind kind, int64_t num)
{
	struct call_arg *arg = (struct call_arg *)&r->call.args[r->call.nargs++];

	arg->kind = kind;
	arg->num = num;
	return arg;
}

/* A buffer of bytes that is NULL. */
static bool is_none(struct slice piece)
{
	return !piece.p && piece.len;
}

/* Those of N pieces that have bytes, for one that is none is the last. */
static size_t count_pieces(const struct slice *pieces, size_t n)
{
	return n && is_none(pieces[n - 1]) ? n - 1 : n;
}

static void add_pieces(struct record *r, const struct slice *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (is_none(pieces[i]))
			add_arg(r, CALL_STRING, 0)->text = NULL;
		else
			add_arg(r, CALL_PIECE, (int64_t)i);
		add_arg(r, CALL_INT, (int64_t)pieces[i].len);
	}
}

static struct iovec *make_vector(const struct slice *pieces, size_t n)
{
	struct iovec *v = mem_alloc(sizeof(*v) * (n ? n : 1));

	for (size_t i = 0; i < n; i++)
		v[i] = (struct iovec){ (void *)pieces[i].p, pieces[i].len };
	return v;
}

/* ---- sending ---- */

/* The control messages as the kernel reads them; the caller frees it. */
static char *make_control(const struct message *m, size_t *size)
{
	*size = 0;
	for (size_t i = 0; i < m->ncontrol; i++)
		*size += CMSG_SPACE(m->control[i].data.len);
	if (!*size)
		return NULL;
	char *room = mem_zalloc(1, *size), *at = room;
	for (size_t i = 0; i < m->ncontrol; i++) {
		const struct call_control *c = &m->control[i];
		struct cmsghdr *h = (struct cmsghdr *)at;

		h->cmsg_level = c->level;
		h->cmsg_type = c->type;
		h->cmsg_len = CMSG_LEN(c->data.len);
		if (c->data.len)
			memcpy(CMSG_DATA(h), c->data.p, c->data.len);
		at += CMSG_SPACE(c->data.len);
	}
	return room;
}

static void record_message(
	const struct sys *s, struct record *r, int fd, const struct message *m, int flags)
{
	record_begin_fd(s, r, "sendmsg", fd);
	make_args(r, m->npieces, m->ncontrol);
	r->call.data = m->pieces;
	r->call.ndata = count_pieces(m->pieces, m->npieces);
	r->call.control = m->control;
	r->call.ncontrol = m->ncontrol;
	add_pieces(r, m->pieces, m->npieces);
	for (size_t i = 0; i < m->ncontrol; i++)
		add_arg(r, CALL_CONTROL, (int64_t)i);
	add_arg(r, CALL_FLAGS, flags)->names = &names_msg;
	if (m->to)
		add_arg(r, CALL_ADDR, 0)->addr = m->to;
}

ssize_t sys_sendmsg(struct sys *s, int fd, const struct message *m, int flags)
{
	struct record r;
	size_t size;
	char *control = make_control(m, &size);
	struct iovec *vector = make_vector(m->pieces, m->npieces);
	struct msghdr h = { .msg_iov = vector,
		.msg_iovlen = m->npieces,
		.msg_control = control,
		.msg_controllen = size };
	ssize_t n;

	if (m->to) {
		h.msg_name = (void *)&m->to->sa;
		h.msg_namelen = m->to->len;
	}
	record_message(s, &r, fd, m, flags);
	record_start(s, &r, true);
	do
		n = sendmsg(fd, &h, flags);
	while (record_again(s, n));
	record_finish(s, &r, n);
	if (n > 0 && flags & MSG_OOB)
		fdtab_mix(s->fds, fd);
	if (n > 0)
		fdtab_count(s->fds, fd, 0, (uint64_t)n);
	free(control);
	free(vector);
	n = (ssize_t)record_send(s, &r);
	free((void *)r.call.args);
	return n;
}

/* ---- receiving ---- */

/* A call of recvmsg on the user's number, which the record has, through HELD. */
struct receipt {
	struct sys *sys;
	struct record *record;
	struct arrival *arrival;
	struct iovec *vector;
	int held, flags;
	struct msghdr header;
};

static ssize_t receive(struct receipt *c, int more_flags)
{
	struct arrival *a = c->arrival;

	c->header = (struct msghdr){ .msg_name = &a->from.storage,
		.msg_namelen = sizeof(a->from.storage),
		.msg_iov = c->vector,
		.msg_iovlen = a->nrooms,
		.msg_control = a->control_size ? a->control_room : NULL,
		.msg_controllen = a->control_size };
	return recvmsg(c->held, &c->header, c->flags | more_flags);
}

static bool holds_descriptors(const struct cmsghdr *h)
{
	enum { PIDFD = 0x04 }; /* SCM_PIDFD, unix(7) */

	return h->cmsg_level == SOL_SOCKET && (h->cmsg_type == SCM_RIGHTS || h->cmsg_type == PIDFD);
}

/* Notes each descriptor that has come, the table's lock held. */
static void take_descriptors(struct receipt *c)
{
	struct arrival *a = c->arrival;
	struct cmsghdr *h = CMSG_FIRSTHDR(&c->header);

	for (; h; h = CMSG_NXTHDR(&c->header, h)) {
		size_t count = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		for (size_t i = 0; holds_descriptors(h) && i < count; i++) {
			unsigned char *at = CMSG_DATA(h) + i * sizeof(int);
			int fd;

			memcpy(&fd, at, sizeof(fd));
			fd = record_new(c->sys, c->record, fd, "received", 0);
			memcpy(at, &fd, sizeof(fd));
			if (a->nfds < ARRIVAL_FDS)
				a->fds[a->nfds++] = fd;
		}
	}
}

/* Receives what is there, if anything is, and what descriptors it brings: between the
 * table's locks, so that their numbers are the lowest free ones. */
static ssize_t receive_locked(struct receipt *c)
{
	fdtab_lock(c->sys->fds);
	ssize_t n = receive(c, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	int why = errno;
	if (n >= 0)
		take_descriptors(c);
	fdtab_unlock(c->sys->fds);
	errno = why;
	return n;
}

static bool may_wait(int fd, int flags)
{
	int file = fcntl(fd, F_GETFL);

	return !(flags & (MSG_DONTWAIT | MSG_ERRQUEUE)) && file >= 0 && !(file & O_NONBLOCK);
}

/* With descriptors, maybe: the wait holds no number. What is there may not do (SO_PEEK_OFF
 * is behind it): then it is looked at again a little later. */
static ssize_t receive_descriptors(struct receipt *c)
{
	enum { LATER = 5 }; /* ms */
	struct sys *s = c->sys;
	int fd = c->held;
	bool waits = may_wait(fd, c->flags);

	if (waits)
		c->held = record_hold(s->fds, fd);
	record_start(s, c->record, waits);
	int64_t deadline = record_deadline(fd, c->record->call.began);
	ssize_t n = receive_locked(c);
	while (n < 0 && waits && errno == EAGAIN && !record_wait_readable(s, c->held, deadline)) {
		n = receive_locked(c);
		if (n < 0 && errno == EAGAIN) {
			poll(NULL, 0, LATER);
			errno = EAGAIN;
		}
	}
	int why = errno;
	if (c->held != fd)
		fdtab_close(s->fds, c->held);
	errno = why;
	return n;
}

static ssize_t receive_any(struct receipt *c)
{
	ssize_t n;

	if (c->arrival->control_size && state_family(c->held) == AF_UNIX)
		return receive_descriptors(c);
	record_start(c->sys, c->record, true);
	do
		n = receive(c, 0);
	while (record_again(c->sys, n));
	return n;
}

static void list_control(struct receipt *c)
{
	struct arrival *a = c->arrival;
	struct cmsghdr *h;

	for (h = CMSG_FIRSTHDR(&c->header); h; h = CMSG_NXTHDR(&c->header, h))
		a->ncontrol++;
	a->control = mem_alloc(sizeof(*a->control) * (a->ncontrol ? a->ncontrol : 1));
	a->ncontrol = 0;
	for (h = CMSG_FIRSTHDR(&c->header); h; h = CMSG_NXTHDR(&c->header, h))
		a->control[a->ncontrol++] = (struct call_control){ h->cmsg_level, h->cmsg_type,
			{ (const char *)CMSG_DATA(h), h->cmsg_len - CMSG_LEN(0) } };
	c->record->call.control = a->control;
	c->record->call.ncontrol = a->ncontrol;
}

/* The first GOT bytes of the rooms, as the pieces that they filled; at least one. */
static struct slice *filled(const struct arrival *a, size_t got, size_t *n)
{
	struct slice *pieces = mem_alloc(sizeof(*pieces) * (a->nrooms ? a->nrooms : 1));

	pieces[0] = (struct slice){ "", 0 };
	size_t rooms = count_pieces(a->rooms, a->nrooms);

	for (*n = 0; *n < rooms && (got || !*n); ++*n) {
		size_t len = a->rooms[*n].len < got ? a->rooms[*n].len : got;

		pieces[*n] = (struct slice){ a->rooms[*n].p, len };
		got -= len;
	}
	return pieces;
}

static size_t total_room(const struct slice *rooms, size_t n)
{
	size_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += rooms[i].len;
	return total;
}

/* What a message of WHOLE bytes came with, of which the caller is told N. */
static void add_notes(const struct receipt *c, ssize_t n, ssize_t whole, int flags)
{
	enum { SAID = MSG_TRUNC | MSG_CMSG_CLOEXEC | MSG_DONTWAIT };
	struct record *r = c->record;
	struct arrival *a = c->arrival;
	int came = c->header.msg_flags & ~flags & ~SAID;

	a->from.len = c->header.msg_namelen;
	if (whole > n)
		record_note(r, NOTE_OF, whole);
	else if ((c->header.msg_flags & MSG_TRUNC) && !(flags & MSG_TRUNC))
		came |= MSG_TRUNC;
	if (n == 0 && total_room(a->rooms, a->nrooms) && !(flags & MSG_ERRQUEUE))
		record_nothing(r, r->call.fd);
	if (a->from.len)
		record_note_addr(r, &a->from);
	if (came)
		record_note(r, NOTE_FLAGS, came)->names = &names_msg;
}

static struct slice *end_receipt(struct receipt *c, ssize_t whole, int flags)
{
	struct sys *s = c->sys;
	struct record *r = c->record;
	struct arrival *a = c->arrival;
	size_t room = total_room(a->rooms, a->nrooms);
	size_t real = total_room(a->rooms, count_pieces(a->rooms, a->nrooms));
	ssize_t n = whole > (ssize_t)room && !(flags & MSG_TRUNC) ? (ssize_t)room : whole;

	record_finish(s, r, n);
	s->got = 0;
	if (n < 0)
		return NULL;
	if (!record_discards(r->call.fd, flags))
		s->got = (size_t)n < real ? (size_t)n : real;
	else if (n > 0)
		record_note(r, NOTE_DISCARDED, 0);
	struct slice *pieces = filled(a, s->got, &r->call.ndata);
	r->call.data = pieces;
	list_control(c);
	add_notes(c, n, whole, flags);
	if (n > 0 && !(flags & (MSG_PEEK | MSG_ERRQUEUE)))
		fdtab_count(s->fds, r->call.fd, (uint64_t)n, 0);
	return pieces;
}

ssize_t sys_recvmsg(struct sys *s, int fd, struct arrival *a, int flags)
{
	struct record r;
	struct receipt c = { .sys = s,
		.record = &r,
		.arrival = a,
		.held = fd,
		.flags = record_with_length(s, fd, flags) };

	a->control = NULL;
	a->ncontrol = 0;
	a->nfds = 0;
	a->from.len = 0;
	record_begin_fd(s, &r, "recvmsg", fd);
	r.call.received = true;
	r.call.file = s->file;
	struct call_arg *args = make_args(&r, a->nrooms, 0);
	add_pieces(&r, a->rooms, a->nrooms);
	add_arg(&r, CALL_FLAGS, flags)->names = &names_msg;
	c.vector = make_vector(a->rooms, a->nrooms);
	struct slice *pieces = end_receipt(&c, receive_any(&c), flags);
	free(c.vector);
	ssize_t n = (ssize_t)record_send(s, &r);
	free(args);
	free(pieces);
	return n;
}

void arrival_free(struct arrival *a)
{
	free(a->control);
	a->control = NULL;
}
