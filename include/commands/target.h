/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What bind, connect and sendto have in common: an endpoint for a socket.
 */
#ifndef COMMANDS_TARGET_H
#define COMMANDS_TARGET_H

#include "shell/session.h"

/* The first address that EP means for a socket like FD. 0 and ADDR; else the
 * failed lookup is the command's result. */
int target_address(struct run *r, int fd, const struct endpoint *ep, struct addr *addr);

#endif
