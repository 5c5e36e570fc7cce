/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What commands about links have in common: which one is meant.
 */
#ifndef COMMANDS_LINKED_H
#define COMMANDS_LINKED_H

#include "net/links.h"
#include "shell/run.h"

enum { LINKED_ALL = -1 };

/* A link as words name it: A B; or one way of it, A>B; a switch: lan, A>lan. */
struct linked {
	struct link *link;
	int port;  /* what comes by it; LINKED_ALL: both ways, all ways */
	int words; /* that it took */
};

/* The network of hosts. NULL: R's err is filled, at WHERE. */
struct net *linked_net(struct run *r, struct span where);

/* The host of that name; NULL: R's err is filled. */
const struct host *linked_host(struct run *r, struct slice name, struct span where);

/* The link that the first of R's words name. -1: R's err is filled. */
int linked_find(struct run *r, struct linked *found);

/* Whether PORT is among those that FOUND means. */
static inline bool linked_has(const struct linked *found, unsigned port)
{
	return found->port == LINKED_ALL || (unsigned)found->port == port;
}

/* Appends `romeo > juliet`: the way of what comes by PORT. */
void linked_way(const struct net *n, const struct link *l, unsigned port, struct buf *b);

/* Cuts or mends the link that R's words name, and no others stand behind. */
enum command_status linked_cut(struct run *r, bool cut);

#endif
