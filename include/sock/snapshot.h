/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One look at a descriptor: each part is read from the kernel once, when it is first
 * needed, and what several properties say of one moment fits together. Looking
 * never disturbs: nothing is consumed, and SO_ERROR, which reading clears, is not
 * read. Two snapshots taken whole can be compared property by property
 * (sock/property.h, value_same): such a one is sealed, and never reads the present.
 */
#ifndef SOCK_SNAPSHOT_H
#define SOCK_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "sock/addr.h"
#include "sock/fdtab.h"
#include "sock/tcpinfo.h"

/* What is read by a call of its own. */
enum snapshot_part {
	PART_FAMILY,    /* SO_DOMAIN */
	PART_TYPE,      /* SO_TYPE */
	PART_PROTOCOL,  /* SO_PROTOCOL */
	PART_LISTENING, /* SO_ACCEPTCONN */
	PART_LOCAL,     /* getsockname(2) */
	PART_PEER,      /* getpeername(2) */
	PART_TCP,       /* TCP_INFO */
	PART_UNREAD,    /* SIOCINQ, tcp(7), udp(7) */
	PART_UNACKED,   /* SIOCOUTQ */
	PART_UNSENT,    /* SIOCOUTQNSD */
	PART_MEMORY,    /* SO_MEMINFO */
	PART_ACCEPTS,   /* TCP_INFO, or sock_diag(7) of an AF_UNIX listener */
	PART_HELD,      /* sock_diag(7), and only of a TCP socket in CLOSE */
	PART_INODE,     /* fstat(2) */
	PART_PROCESS,   /* sock_diag(7) and all of /proc, proc(5): not cheap */
	PART_COUNT,
};

/* SO_MEMINFO, <linux/sock_diag.h>: bytes, but for the drops. */
struct memory_info {
	uint32_t rmem, rcvbuf, wmem, sndbuf, forward, queued, options, backlog, drops;
};

struct snapshot {
	int fd;
	uint64_t serial;     /* of fd, where it was taken whole; else 0 */
	bool sealed;         /* parts that were not taken are not read any more */
	struct fdtab *fds;   /* or NULL: sock_diag(7) is not asked */
	unsigned taken;      /* bits of the parts that the kernel was asked for */
	int why[PART_COUNT]; /* of those: 0, or the errno that it said */

	int family, type, protocol;
	bool listening;
	struct addr local, peer;
	struct tcp_fields tcp;
	int tcp_len; /* bytes of tcp that this kernel fills */
	int64_t unread, unacked, unsent;
	struct memory_info memory;
	uint32_t queue, backlog; /* of a listener: connections that wait, and how many may */
	int held;                /* the TCP state that the kernel keeps the closed connection in */
	int64_t held_left;       /* and for how long: ns */
	uint64_t inode;
	char process[160]; /* of the other end, as holder_print of each, a blank between two */
};

/* Reads nothing yet. With FDS NULL, parts that need sock_diag(7) are refused. */
void snapshot_begin(struct snapshot *s, int fd, struct fdtab *fds);

/* Of no descriptor: one TCP_INFO that was read before, LEN bytes of T. */
void snapshot_of_tcp(struct snapshot *s, const struct tcp_fields *t, int len);

/* Reads the part unless that was done. 0, or -1 with the errno of the kernel's refusal, or
 * ENODATA: it was not taken before the snapshot was sealed. */
int snapshot_need(struct snapshot *s, enum snapshot_part part);

/* Reads all that changes and can be had by a few calls, every part before PART_INODE, and
 * seals it. -1 with errno if FD is no socket, or (EBADF) became another meanwhile. */
int snapshot_take(struct snapshot *s, int fd, struct fdtab *fds);

/* The TCP state, or -1 with errno: no TCP socket (MPTCP counts as one). */
int snapshot_tcp_state(struct snapshot *s);

/* Whether a receive call takes whole messages of which SIOCINQ shows the next one's length only. */
bool snapshot_is_datagrams(struct snapshot *s);

#endif
