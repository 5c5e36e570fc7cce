/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kernel tells by sock_diag(7): of every socket, whether it has a descriptor anywhere
 * or none any more. Needs no privilege, but a kernel may be built without it, or without it for
 * some families.
 */
#ifndef SOCK_DIAG_H
#define SOCK_DIAG_H

#include <linux/netlink.h>
#include <stdint.h>

#include "sock/addr.h"
#include "sock/fdtab.h"
#include "sock/names.h"

/* ---- one socket: asked for by a descriptor that is made, used and closed under the table's
 * lock ---- */

/* The state (a value of names_tcp_state) of the TCP connection between LOCAL and PEER,
 * and in *LEFT for how long a TIME_WAIT or FIN_WAIT2 will yet be kept (ns; else 0). A listener
 * on LOCAL stands for a connection that is not there. -1 with errno: ENOENT, there is none; or
 * the kernel does not say. */
int diag_tcp_state(
	struct fdtab *t, const struct addr *local, const struct addr *peer, int64_t *left);

/* Of a connected AF_UNIX socket: its peer's inode, fstat(2). 0, or -1 with errno: ENOENT, it
 * has no peer, or one that was not accepted yet. */
int diag_unix_peer(struct fdtab *t, int fd, uint32_t *inode);

/* The inode of the socket that gets what is sent from LOCAL to PEER, of TCP, UDP and UDP-Lite:
 * of a connection its other end. 0, or -1 with errno: ENOENT, there is none on this machine, or
 * nobody has it open; EOPNOTSUPP, not of this protocol. */
int diag_other_end(struct fdtab *t, int protocol, const struct addr *local, const struct addr *peer,
	uint32_t *inode);

/* Of an AF_UNIX listener: connections that wait to be accepted, and how many may. 0, or -1 with
 * errno. */
int diag_unix_queue(struct fdtab *t, int fd, uint32_t *queue, uint32_t *backlog);

/* ---- all of them ---- */

enum diag_only6 { ONLY6_UNTOLD, ONLY6_NO, ONLY6_YES };

struct diag_socket {
	int family, type, protocol;
	int state;                /* of state_name, sock/state.h */
	struct addr local, peer;  /* len 0: none */
	uint32_t unread, unacked; /* bytes; of a listener those that wait, and how many may;
				   * of datagrams the memory that they take */
	int timer, tries;         /* of names_diag_timer, or 0; how often it ran out before */
	int64_t left;             /* until it runs out: ns */
	uint32_t inode;           /* fstat(2); 0: nobody has it open */
	uint32_t other;           /* AF_UNIX: the peer's inode, or 0 */
	uint32_t file;            /* AF_UNIX: the inode of its file, stat(2), or 0; */
	uint32_t device;          /* and the kernel's number of its device: 12 bits, and 20 */
	enum diag_only6 only6;    /* AF_INET6, told of listeners and bound ones: IPV6_V6ONLY */
	uint32_t uid, index;      /* its maker; the interface that it is bound to, or 0 */
};

/* Zero-initialised is empty. */
struct diag_list {
	struct diag_socket *sockets;
	size_t count;
	int protocol;      /* of the messages that are taken: those of IP do not say */
	struct buf untold; /* kinds that this kernel does not tell of, a blank between two */
};

/* Adds all sockets of this network namespace. Makes a descriptor: in fdtab_aside. 0, or -1 with
 * E and errno. */
int diag_read(struct diag_list *l, struct err *e);
void diag_free(struct diag_list *l);

/* Adds S. */
void diag_add(struct diag_list *l, const struct diag_socket *s);

/* What a message tells, added to L: a struct netlink_answer's each, L its context. */
int diag_take(void *l, const struct nlmsghdr *m);

/* Whether S is a TCP connection that is in a listener's queue; and one that its program closed,
 * of which the kernel does the rest. */
bool diag_is_queued(const struct diag_socket *s);
bool diag_is_orphan(const struct diag_socket *s);

extern const struct names names_diag_timer; /* retransmit keepalive kept probe */

#endif
