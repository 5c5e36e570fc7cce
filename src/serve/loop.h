/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Relays that lead to themselves. Private to serve.
 */
#ifndef SERVE_LOOP_H
#define SERVE_LOOP_H

#include "serve/server.h"

/* -1 with E when a target of the relay C is its own listener, or leads to it through
 * relays among C->others: one client would become as many connections as there are
 * descriptors. What leads back through another program cannot be seen from here. */
int loop_check(const struct server_config *c, struct err *e);

/* Whether what is sent to TARGET comes to FD, by the addresses; for any thread. */
bool loop_reaches(const struct addr *target, int fd, struct fdtab *fds);

#endif
