/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands on other hosts (net/hosts.h): the main thread goes there for as long as one takes. What
 * it starts meanwhile, a job or a server, stays there.
 */
#ifndef SHELL_AWAY_H
#define SHELL_AWAY_H

#include "shell/run.h"

/* Goes to the host that ON names, for R. -1 with E, located. */
int away_go(struct run *r, const struct word *on, struct err *e);

/* Goes to the host of the first socket that R's command names, where there are hosts: what it looks
 * at and looks up is that host's. -1 with E. */
int away_follow(struct run *r, struct err *e);

/* R is away no more: back to where S was. */
void away_end(struct run *r, struct session *s);

#endif
