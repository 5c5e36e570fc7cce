/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What commands have of sock/rtnl.h: read without taking a number from the user.
 */
#ifndef COMMANDS_RTNL_READ_H
#define COMMANDS_RTNL_READ_H

#include "shell/emit.h"
#include "sock/rtnl.h"

/* The lists of WHAT, or with TO the route there, and the links. Freed by rtnl_free. -1: R's err
 * is filled. */
int read_rtnl(struct run *r, unsigned what, const struct addr *to, struct rtnl *found);

/* A cell: the name of a link, or its index. */
void table_link(struct table *t, const struct rtnl *found, unsigned index);

/* A cell: the name of VALUE among N. */
void table_name(struct table *t, const struct names *n, long value);

#endif
