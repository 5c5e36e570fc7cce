/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is connected to whom: the table's descriptors (sock/fdtab.h) are told whom they
 * were connected to, and if that is another descriptor of the table, the user's or the
 * shell's, which one. These take the table's lock; a number that is not in the table is
 * passed over.
 */
#ifndef SOCK_PEER_H
#define SOCK_PEER_H

#include <stdint.h>

#include "sock/addr.h"
#include "sock/fdtab.h"

/* FD was connected to PEER, or is being connected. Of IPv4 and IPv6 the other end is the
 * descriptor whose own address and peer are FD's the other way round, whichever of the
 * two is noted first. That of AF_UNIX is found when it is accepted. A PEER of AF_UNSPEC is none:
 * the connection was dissolved. */
void peer_connected(struct fdtab *t, int fd, const struct addr *peer);

/* FD, which has just been noted, was accepted from the descriptor whose serial is
 * LISTENER (0: not known), and is connected to PEER. Returns the other end's serial, or 0. */
uint64_t peer_accepted(struct fdtab *t, int fd, uint64_t listener, const struct addr *peer);

/* FD is of the same open file as OF, and knows what that knows of its other end; A and B are
 * each other's. All have just been noted, and the lock is held. */
void peer_copied(struct fdtab *t, int fd, int of);
void peer_paired(struct fdtab *t, int a, int b);

#endif
