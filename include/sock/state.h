/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state of a socket, read from the kernel at that moment. Looking never
 * disturbs: SO_ERROR, which reading clears, is not read.
 */
#ifndef SOCK_STATE_H
#define SOCK_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* A property: $c.NAME. */
struct property {
	const char *name;
	const char *summary;
	/* Appends the value; -1 with errno when the kernel does not tell. */
	int (*read)(int fd, const struct property *p, struct buf *b);
	int offset, size; /* of a TCP_INFO field; else 0 */
};
extern const struct property
	properties[]; /* fd state local peer addr port paddr pport unread
			 unacked unsent backlog queue, family, type, protocol */
extern const size_t property_count;
extern const struct property tcp_info_fields[]; /* every TCP_INFO field, by C's name: tcpi_rtt */
extern const size_t tcp_info_field_count;

/* The value of property NAME of FD as text: a property, a TCP_INFO field (with
 * or without tcpi_ where no property has that name), or a socket option that can be read without
 * disturbing. -1 with E: unknown name (ERR_NAME, "did you mean"), or the
 * kernel's refusal (ERR_SYSTEM). */
int state_read(int fd, struct slice name, struct buf *b, struct err *e);

/* What the socket is doing, in one word: a TCP state ("LISTEN", "SYN_SENT"),
 * "UNCONNECTED", "CONNECTED", "BOUND" for others; -1 with errno if FD is no socket. */
int state_word(int fd, struct buf *b);

/* "tcp", "tcp6", "udp", "udp6", "unix", "unix-dgram", "unix-seqpacket", or
 * FAMILY/TYPE; -1 with errno if FD is no socket. */
int state_kind(int fd, struct buf *b);

/* SO_DOMAIN and SO_TYPE, or AF_UNSPEC and 0 if FD is no socket. */
int state_family(int fd);
int state_type(int fd);

/* Bytes waiting to be read (SIOCINQ) and not yet acknowledged or taken by the
 * peer (SIOCOUTQ); -1 with errno. */
int state_unread(int fd, int64_t *bytes);
int state_unacked(int fd, int64_t *bytes);

#endif
