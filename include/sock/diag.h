/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kernel tells by sock_diag(7) alone: of a connection that has no descriptor
 * any more, and of AF_UNIX sockets. Needs no privilege, but a kernel may be
 * built without it. The netlink socket is made, used and closed under the table's lock.
 */
#ifndef SOCK_DIAG_H
#define SOCK_DIAG_H

#include <stdint.h>

#include "sock/addr.h"
#include "sock/fdtab.h"

/* The state (a value of names_tcp_state) of the TCP connection between LOCAL and PEER,
 * and in *LEFT for how long a TIME_WAIT or FIN_WAIT2 will yet be kept (ns; else 0). A listener
 * on LOCAL stands for a connection that is not there. -1 with errno: ENOENT, there is none; or
 * the kernel does not say. */
int diag_tcp_state(
	struct fdtab *t, const struct addr *local, const struct addr *peer, int64_t *left);

/* Of a connected AF_UNIX socket: its peer's inode, fstat(2). 0, or -1 with errno: ENOENT, it
 * has no peer, or one that was not accepted yet. */
int diag_unix_peer(struct fdtab *t, int fd, uint32_t *inode);

/* Of an AF_UNIX listener: connections that wait to be accepted, and how many may. 0, or -1 with
 * errno. */
int diag_unix_queue(struct fdtab *t, int fd, uint32_t *queue, uint32_t *backlog);

#endif
