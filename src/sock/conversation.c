/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both directions of a conversation, piece by piece.
 */
#include "sock/conversation.h"

#include <poll.h>
#include <string.h>

#include "sock/state.h"
#include "sys_record.h"

enum {
	STREAM_MAX = 32 * 1024,    /* small enough that both directions get their turn */
	MESSAGE_MAX = 256 * 1024,  /* a Unix datagram may be as large as the send buffer */
	LINE_MAX_KEPT = 64 * 1024, /* a line for a message that does not end is sent here */
};

static size_t receive_max(const struct conversation *c)
{
	return c->messages ? MESSAGE_MAX : STREAM_MAX;
}

void conversation_open(struct conversation *c, struct sys *s, int fd)
{
	int type;

	*c = (struct conversation){ .sys = s, .fd = fd, .began = intr_call(s->intr) };
	type = state_type(fd);
	c->messages = type && type != SOCK_STREAM;
	c->connected = type != SOCK_DGRAM;
}

void conversation_free(struct conversation *c)
{
	buf_free(&c->out);
	buf_free(&c->in);
}

/* ---- records ---- */

static void begin(const struct conversation *c, struct record *r, const char *name, size_t len)
{
	record_begin_fd(c->sys, r, name, c->fd);
	record_arg(r, CALL_DATA, 0);
	record_int(r, (int64_t)len);
	record_flags(r, MSG_DONTWAIT, &names_msg);
}

static void begin_receiving(const struct conversation *c, struct record *r)
{
	begin(c, r, "recv", receive_max(c));
	r->call.received = true;
}

/* There was nothing to do, after all. */
static bool is_nothing(int why)
{
	return why == EAGAIN || why == EINTR;
}

/* After a failure the socket is of no more use in the other direction either. */
void conversation_end_receiving(struct conversation *c)
{
	struct record r;

	c->in_ended = true;
	begin_receiving(c, &r);
	r.call.began = c->end_began;
	errno = c->why;
	record_finish(c->sys, &r, c->why ? -1 : 0);
	if (c->why) {
		c->failed = c->out_ended = true;
	} else {
		record_data(&r, "", 0);
		record_note(&r, NOTE_EOF, 0);
	}
	record_send(c->sys, &r);
}

void conversation_give_up(struct conversation *c)
{
	struct record r;

	begin_receiving(c, &r);
	r.call.began = c->began;
	c->failed = true;
	errno = EINTR;
	record_finish(c->sys, &r, -1);
	record_send(c->sys, &r);
}

/* ---- sending ---- */

size_t conversation_unsent(const struct conversation *c)
{
	return c->out.len - c->sent;
}

/* How much the next call has to send: of a stream all, else a line; 0: nothing yet. */
static size_t next_piece(const struct conversation *c)
{
	size_t len = conversation_unsent(c);
	const char *p = buf_cstr(&c->out) + c->sent, *newline;

	if (!len || !c->messages)
		return len;
	newline = memchr(p, '\n', len);
	if (newline)
		return (size_t)(newline - p) + 1;
	return c->closed || len >= LINE_MAX_KEPT ? len : 0;
}

bool conversation_wants_to_send(const struct conversation *c)
{
	return !c->out_ended && next_piece(c) > 0;
}

static void drop_sent(struct conversation *c)
{
	if (!c->sent)
		return;
	c->out.len -= c->sent;
	memmove(c->out.data, c->out.data + c->sent, c->out.len + 1);
	c->sent = 0;
}

/* A CR LF that is there already stays one, also when it came in two pieces. */
static void add_lines(struct conversation *c, const char *p, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		if (p[at] == '\n' && c->last != '\r')
			buf_addc(&c->out, '\r');
		buf_addc(&c->out, p[at]);
		c->last = p[at];
	}
}

void conversation_add(struct conversation *c, const char *p, size_t len)
{
	if (c->out_ended)
		return;
	drop_sent(c);
	if (c->crlf)
		add_lines(c, p, len);
	else
		buf_add(&c->out, p, len);
}

/* Once the peer has ended its side too, nobody is left to tell, and a failure
 * (ENOTCONN after a reset, tcp(7)) is no news. */
static void end_sending(struct conversation *c)
{
	struct record r;

	c->out_ended = true;
	if (!c->connected)
		return;
	if (!c->in_ended) {
		c->failed |= sys_shutdown(c->sys, c->fd, SHUT_WR) < 0;
		return;
	}
	record_begin_fd(c->sys, &r, "shutdown", c->fd);
	record_name(&r, SHUT_WR, &names_shut);
	record_start(c->sys, &r, false);
	record_finish(c->sys, &r, shutdown(c->fd, SHUT_WR));
	r.call.aside = true;
	record_send(c->sys, &r);
}

void conversation_close(struct conversation *c)
{
	c->closed = true;
	if (!c->out_ended && !conversation_unsent(c))
		end_sending(c);
}

/* Sends the LEN bytes at P as far as the socket takes them. */
static void send_piece(struct conversation *c, const char *p, size_t len)
{
	struct record r;

	begin(c, &r, "send", len);
	r.call.file = c->sys->file;
	record_data(&r, p, len);
	record_start(c->sys, &r, false);
	ssize_t n = send(c->fd, p, len, MSG_DONTWAIT);
	record_finish(c->sys, &r, n);
	r.call.aside = n >= 0 || is_nothing(r.call.errnum);
	if (n >= 0) {
		fdtab_count(c->sys->fds, c->fd, 0, (uint64_t)n);
		c->sent += (size_t)n;
	} else if (!r.call.aside) {
		c->failed = c->out_ended = true;
	}
	record_send(c->sys, &r);
}

void conversation_send(struct conversation *c)
{
	if (c->out_ended)
		return;
	send_piece(c, buf_cstr(&c->out) + c->sent, next_piece(c));
	if (c->closed && !c->out_ended && !conversation_unsent(c))
		end_sending(c);
}

/* ---- receiving ---- */

/* Whether 0 bytes are the end, and no empty message. */
static bool is_end(const struct conversation *c)
{
	return c->connected && (!c->messages || state_ended(c->fd));
}

/* What ends it is recorded by conversation_end_receiving. */
enum conversation_got conversation_receive(struct conversation *c)
{
	struct record r;
	char *room;

	buf_clear(&c->in);
	room = buf_reserve(&c->in, receive_max(c));
	begin_receiving(c, &r);
	record_start(c->sys, &r, false);
	ssize_t n = recv(c->fd, room, receive_max(c), MSG_DONTWAIT);
	int why = n < 0 ? errno : 0;
	if ((n < 0 && !is_nothing(why)) || (n == 0 && is_end(c))) {
		c->why = why;
		c->end_began = r.call.began;
		return CONVERSATION_END;
	}
	record_finish(c->sys, &r, n);
	r.call.aside = true;
	if (n >= 0) {
		c->in.len = (size_t)n;
		room[n] = '\0';
		record_data(&r, room, (size_t)n);
		fdtab_count(c->sys->fds, c->fd, (uint64_t)n, 0);
	}
	record_send(c->sys, &r);
	return n < 0 ? CONVERSATION_NOTHING : CONVERSATION_DATA;
}

short conversation_events(const struct conversation *c)
{
	return (short)((c->in_ended ? 0 : POLLIN) | (conversation_wants_to_send(c) ? POLLOUT : 0));
}
