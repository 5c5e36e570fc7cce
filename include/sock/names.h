/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of constants, as tables that parse and print. An unknown value prints
 * as a number and a number always parses, so nothing the kernel knows is out
 * of reach.
 */
#ifndef SOCK_NAMES_H
#define SOCK_NAMES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct name_row {
	long value;
	const char *name; /* C's spelling: "SOCK_STREAM" */
	const char *help; /* a few words for lists, or NULL */
};

struct names {
	const char *what;   /* "a socket type" */
	const char *prefix; /* what the short spelling leaves out: "SOCK_" */
	const struct name_row *rows;
	size_t count;
	bool flags;   /* values are bits: A|B parses and prints, A,B parses */
	long offered; /* of flags those that do something where they are passed; 0: all */
};

extern const struct names names_family;     /* AF_: INET INET6 UNIX NETLINK PACKET ... */
extern const struct names names_type;       /* SOCK_: STREAM DGRAM SEQPACKET RAW */
extern const struct names names_type_flag;  /* SOCK_NONBLOCK SOCK_CLOEXEC, flags */
extern const struct names names_protocol;   /* IPPROTO_ */
extern const struct names names_netlink;    /* NETLINK_, protocols of AF_NETLINK */
extern const struct names names_ether;      /* ETH_P_, protocols of AF_PACKET, before htons(3) */
extern const struct names names_msg;        /* MSG_, flags */
extern const struct names names_msg_send;   /* the same, for calls that send: send(2) */
extern const struct names names_msg_recv;   /* and for those that receive: recv(2) */
extern const struct names names_file_flag;  /* O_, flags of an open file: fcntl(2) */
extern const struct names names_epoll_flag; /* EPOLL_CLOEXEC, flags: epoll_create1(2) */
extern const struct names names_fcntl;      /* F_GETFL F_SETFL */
extern const struct names names_shut;       /* SHUT_ */
extern const struct names names_tcp_state;  /* TCP_ESTABLISHED ...; printed without prefix */
extern const struct names names_eai;        /* EAI_ */
extern const struct names names_ni;         /* NI_, flags: getnameinfo(3) */
extern const struct names names_ai;         /* AI_, flags: getaddrinfo(3) */

/* The first row that S names: C's spelling or the short one (prefix left out),
 * in any case; else a number; with flags, several joined by '|' or ','. */
int names_parse(const struct names *n, struct slice s, long *value, struct err *e);

/* The first row that S names as names_parse does; NULL if none, for a number too. */
const struct name_row *names_row(const struct names *n, struct slice s);

/* C's spelling, or the number; 0 of a flags table prints as "0". */
void names_print(const struct names *n, long value, struct buf *b);

/* The row's name, or NULL. */
const char *names_find(const struct names *n, long value);

/* errno values: "ECONNREFUSED" and "Connection refused" by strerrorname_np(3);
 * NULL for what is none. Parsing takes the name in any case, or a number; EAGAIN stands for
 * EWOULDBLOCK, which is the same on Linux. */
const char *names_errno(int errnum);
const char *names_errno_text(int errnum);
int names_errno_parse(struct slice s, int *errnum, struct err *e);

/* Whether S is NAME in any case (of ASCII, whatever the locale says). */
bool names_same(struct slice s, const char *name);

#endif
