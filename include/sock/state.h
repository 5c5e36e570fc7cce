/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a socket is, and what it is doing, in a word. Looking never disturbs.
 */
#ifndef SOCK_STATE_H
#define SOCK_STATE_H

#include "base/buf.h"
#include "sock/snapshot.h"
#include "sock/value.h"

/* Beside the TCP states those of sockets that have none: CONNECTED, BOUND, UNCONNECTED. */
enum { STATE_CONNECTED = 64, STATE_BOUND, STATE_UNCONNECTED };
extern const struct names names_plain_state;

/* The name of a state of either kind, and in its help what it means; NULL: there is none. */
const struct name_row *state_row(long state);

/* The same by its name: C's of TCP, or without the TCP_, in any case, and TIME-WAIT. */
const struct name_row *state_find(struct slice name);

/* A TCP state ("LISTEN", "SYN_SENT"), "UNCONNECTED", "CONNECTED", "BOUND" for others;
 * -1 with errno if it is no socket. */
int state_get(struct snapshot *s, struct value *v);
int state_word(int fd, struct buf *b);

/* The name of its kind (sock/kind.h): "tcp", "udp6", "unix-dgram", or else FAMILY/TYPE; -1 with
 * errno if it is no socket. */
int state_kind_of(struct snapshot *s, struct buf *b);
int state_kind(int fd, struct buf *b);

/* What there is to say of it beyond its state and its byte counts: "queue 2/5" of a listener,
 * "next 5, rmem 768" of datagrams that wait, "drops 3", where the kernel keeps the
 * connection of a socket in CLOSE, and "other 5", the other end of a connection within this
 * shell. Nothing where there is nothing. */
void state_note(struct snapshot *s, struct buf *b);

/* Whether the peer sends nothing more, and nothing that it sent waits: poll(2), SIOCINQ. */
bool state_ended(int fd);

/* How many bytes a TCP socket was ever given to send, or -1: another does not tell. */
int64_t state_given(int fd);

/* Whether close(2) waits until what was sent is taken: SO_LINGER. */
bool state_lingers(int fd);

/* Whether calls on FD do not wait: O_NONBLOCK. */
bool state_is_nonblocking(int fd);

/* SO_DOMAIN and SO_TYPE, or AF_UNSPEC and 0 if FD is no socket. */
int state_family(int fd);
int state_type(int fd);

#endif
