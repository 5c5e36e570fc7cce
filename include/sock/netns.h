/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Network namespaces, network_namespaces(7): a thread is in one, and what it makes stays there.
 * Threads that it starts are in the same. Linux only.
 */
#ifndef SOCK_NETNS_H
#define SOCK_NETNS_H

#include <stdint.h>

#include "base/err.h"
#include "sock/fdtab.h"

struct netns {
	int fd;          /* of the shell's numbers; it keeps the namespace; -1: none */
	uint64_t cookie; /* SO_NETNS_COOKIE, socket(7): the same for all sockets made in it */
};

/* The calling thread's; by the main thread. -1 with E. */
int netns_here(struct fdtab *t, struct netns *ns, struct err *e);

/* A new one with lo up; the calling thread stays where it is. In it no address waits to be found
 * unique (DAD), and nobody asks for routers, so that all is usable at once. -1 with E, which says
 * what the system lacks; nothing is left then. */
int netns_make(struct fdtab *t, struct netns *ns, struct err *e);

/* Puts the calling thread into NS, setns(2). -1 with E. */
int netns_enter(const struct netns *ns, struct err *e);

void netns_close(struct fdtab *t, struct netns *ns);

/* In which namespace FD, a socket, was made: its cookie; 0: not known. */
uint64_t netns_cookie(int fd);

#endif
