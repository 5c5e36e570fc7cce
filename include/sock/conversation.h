/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation on one socket, both ways, in steps that never block.
 *
 * The calls that move the bytes are recorded as steps on the way (struct call:
 * aside). The call that ends a direction is one by itself: a recv of nothing, a
 * shutdown, one that fails. Messages (datagrams, SOCK_SEQPACKET) are lines: each line added
 * is sent by a call of its own, its line feed included.
 */
#ifndef SOCK_CONVERSATION_H
#define SOCK_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "sock/sys.h"

enum conversation_got { CONVERSATION_NOTHING, CONVERSATION_DATA, CONVERSATION_END };

struct conversation {
	struct sys *sys;
	int fd;
	bool messages;  /* each call moves one */
	bool connected; /* of a kind that has an end of stream and a half-close */
	bool crlf;      /* to be set: a line feed is sent as CR LF */
	bool closed;    /* nothing more will be added */
	bool out_ended; /* nothing more will be sent */
	bool in_ended;  /* nothing more will come */
	bool failed;    /* a call did, and was recorded */
	int64_t began;
	int why;           /* errno of the recv that ended it, or 0 */
	int64_t end_began; /* when that one began */
	char last;         /* the byte added last */
	struct buf out;    /* to be sent, from SENT on */
	size_t sent;
	struct buf in; /* what came last */
};

/* FD may be any number: a wrong one fails at the first call. */
void conversation_open(struct conversation *c, struct sys *s, int fd);
void conversation_free(struct conversation *c);

/* Queues bytes to send. Dropped when sending has ended. */
void conversation_add(struct conversation *c, const char *p, size_t len);

/* Nothing more will be added: behind the last byte a connection is shut down. */
void conversation_close(struct conversation *c);

/* Bytes that have not been sent. */
size_t conversation_unsent(const struct conversation *c);

/* Whether something can be sent now; if not, more may be added. */
bool conversation_wants_to_send(const struct conversation *c);

/* What to poll(2) for: POLLIN, POLLOUT, or 0. */
short conversation_events(const struct conversation *c);

/* After poll: sends what the socket takes. */
void conversation_send(struct conversation *c);

/* After poll: receives what is there into c->in, if only an empty message.
 * CONVERSATION_END: nothing more will come; to be recorded by conversation_end_receiving. */
enum conversation_got conversation_receive(struct conversation *c);
void conversation_end_receiving(struct conversation *c);

/* Records that the time limit, which is pending in the session's intr, ended it. */
void conversation_give_up(struct conversation *c);

#endif
