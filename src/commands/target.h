/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What commands that take endpoints have in common.
 */
#ifndef COMMANDS_TARGET_H
#define COMMANDS_TARGET_H

#include "lang/types.h"
#include "shell/run.h"

/* The first address that EP means for a socket like FD. 0 and ADDR; else the
 * failed lookup is the command's result. */
int target_address(struct run *r, int fd, const struct endpoint *ep, struct addr *addr);

/* The kind of socket named by the word KIND, or else the one that ENDPOINT means. */
const struct socket_kind *target_kind(const struct arg *kind, const struct arg *endpoint);

/* Whether ENDPOINT is an address of KIND's family; else r->err says what it needs. */
bool target_fits(struct run *r, const struct socket_kind *kind, const struct arg *endpoint);

/* Closes a socket that came to nothing. The result stays that of the call that failed. */
void target_drop(struct run *r, int fd);

#endif
