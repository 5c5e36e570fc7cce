/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation on one socket, both ways, in steps that never block.
 *
 * The bytes are counted, but the calls that move them are not recorded one by
 * one. The call that ends a direction is: a recv of nothing, a shutdown, one
 * that fails. Messages (datagrams, SOCK_SEQPACKET) are lines: each line added
 * is sent by a call of its own, its line feed included.
 */
#ifndef SOCK_COPY_H
#define SOCK_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "sock/sys.h"

enum copy_got { COPY_NOTHING, COPY_DATA, COPY_END };

struct copy {
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
	int why;        /* errno of the recv that ended it, or 0 */
	char last;      /* the byte added last */
	struct buf out; /* to be sent, from SENT on */
	size_t sent;
	struct buf in; /* what came last */
};

/* FD may be any number: a wrong one fails at the first call. */
void copy_open(struct copy *c, struct sys *s, int fd);
void copy_free(struct copy *c);

/* Queues bytes to send. Dropped when sending has ended. */
void copy_add(struct copy *c, const char *p, size_t len);

/* Nothing more will be added: behind the last byte a connection is shut down. */
void copy_close(struct copy *c);

/* Bytes that have not been sent. */
size_t copy_unsent(const struct copy *c);

/* Whether something can be sent now; if not, more may be added. */
bool copy_wants_to_send(const struct copy *c);

/* What to poll(2) for: POLLIN, POLLOUT, or 0. */
short copy_events(const struct copy *c);

/* After poll: sends what the socket takes. */
void copy_send(struct copy *c);

/* After poll: receives what is there into c->in, if only an empty message.
 * COPY_END: nothing more will come; to be recorded by copy_end_receiving. */
enum copy_got copy_receive(struct copy *c);
void copy_end_receiving(struct copy *c);

/* Records that the time limit, which is pending in the session's intr, ended it. */
void copy_give_up(struct copy *c);

#endif
