/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hosts file of a network: a file of the memory, mounted over the machine's in the mount
 * namespace of this process.
 */
#ifndef NET_NAMES_H
#define NET_NAMES_H

#include "net/hosts.h"

/* Makes it, empty. -1 with E. */
int names_begin(struct net *n, struct err *e);

/* Takes it away: the machine's can be read again. */
void names_end(struct net *n);

#endif
