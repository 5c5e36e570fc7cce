/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings of the kernel by name, as sysctl(8) has them: net.ipv4.tcp_ecn, or
 * net/ipv4/conf/eth0.5/mtu where a part has a dot of its own. Those of net. are of the network
 * that the process is in.
 */
#ifndef SOCK_SYSCTL_H
#define SOCK_SYSCTL_H

#include "base/buf.h"
#include "base/err.h"
#include "sock/fdtab.h"

/* Appends its text to B, without the newline at the end. T is NULL where there is no
 * table of descriptors yet. -1 with E. */
int sysctl_read(struct fdtab *t, struct slice name, struct buf *b, struct err *e);

/* Sets it, for all who are in this network, and where it is not one of a network for the
 * whole machine. -1 with E. */
int sysctl_write(struct fdtab *t, struct slice name, struct slice value, struct err *e);

#endif
