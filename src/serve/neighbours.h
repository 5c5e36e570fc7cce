/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The servers of a session that take datagrams, as each of them may ask. Private to serve.
 *
 * RFC 862 and its kin have no way to tell a question from an answer: two services that
 * answer whatever comes would do so for ever, once a datagram has a false sender.
 */
#ifndef SERVE_NEIGHBOURS_H
#define SERVE_NEIGHBOURS_H

#include "conn.h"

/* S, which takes datagrams, is one of those that run beside it from now on. By the
 * session's thread, as the other. */
void neighbours_join(struct server *s);

/* And is none any more. */
void neighbours_leave(struct server *s);

/* Whether a datagram from PEER is to be answered by S: not where the sender's port is that
 * of a service that would answer again, nor where it is one of our own servers. What is not
 * answered is said, once for a sender. V is the calling thread's own, at first all zero. */
bool neighbours_may_answer(struct server *s, const struct addr *peer, struct verdict *v);

#endif
