/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kernel knows of a connection that has no descriptor any more, by
 * sock_diag(7). Needs no privilege, but a kernel may be built without it.
 */
#ifndef SOCK_DIAG_H
#define SOCK_DIAG_H

#include <stdint.h>

#include "sock/addr.h"
#include "sock/fdtab.h"

/* The state (a value of names_tcp_state) of the TCP connection between LOCAL and PEER,
 * and in *LEFT for how long a TIME_WAIT or FIN_WAIT2 will yet be kept (ns; else 0). A listener
 * on LOCAL stands for a connection that is not there. -1 with errno: ENOENT, there is none; or
 * the kernel does not say. The descriptor used for it is gone when the table's lock is released. */
int diag_tcp_state(
	struct fdtab *t, const struct addr *local, const struct addr *peer, int64_t *left);

#endif
