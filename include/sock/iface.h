/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interfaces by name and by index: netdevice(7). The kernel is asked each time, for they come,
 * go and get other names. What libc does, if_indextoname(3), opens a socket each time, which for
 * a moment has a number of the user's: here one is opened when first needed, and stays open
 * among the shell's numbers. Not for threads with a table of their own (fdtab_unshare).
 */
#ifndef SOCK_IFACE_H
#define SOCK_IFACE_H

#include <net/if.h>

#include "base/buf.h"
#include "sock/fdtab.h"

/* T is where that socket is to be, until iface_end, which closes it. Before and behind, each
 * question opens a socket of its own. */
void iface_begin(struct fdtab *t);
void iface_end(const struct fdtab *t);

/* The process has another network: its interfaces are asked for by another socket. */
void iface_renew(void);

/* The name of an interface in NAME, which is returned; NULL: there is none. */
const char *iface_name(unsigned index, char name[IF_NAMESIZE]);

/* The index of the interface that has this name; 0: none. */
unsigned iface_index(struct slice name);

/* Prints the name of an interface; its number where it has none, or one that reads as a number. */
void iface_print(unsigned index, struct buf *b);

#endif
