/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A network of one's own: a user and a network namespace (namespaces(7)) in which there is
 * a loopback interface alone. Ports there are nobody else's, low ones and raw sockets need
 * no privilege, and nothing leaves.
 */
#ifndef SOCK_PRIVATE_H
#define SOCK_PRIVATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Puts the process into such a network, as SPEC says: parts with a comma between two,
 * mtu:BYTES of the interface, or NAME=VALUE of a sysctl. By the only thread, before any
 * socket is made: what was made before stays where it was. The user's number is mapped to
 * root's, so that programs that are started may do all there, too. -1 with E: a part of SPEC that
 * is none, before anything is done; or the kernel refuses, with the reason as far as it can be told
 * and what to do about it. */
int private_enter(struct slice spec, struct err *e);

/* In such a network: what else SPEC says of it. -1 with E, as above. */
int private_adapt(struct slice spec, struct err *e);

/* Whether this process has a capability (CAP_NET_RAW) of capabilities(7). */
bool private_may(int capability);

#endif
