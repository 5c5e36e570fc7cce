/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the functions share that look for the reason of a failure: one for each errno
 * (insight/reasons.h has who calls them). Each appends to r->text, or appends nothing.
 */
#ifndef INSIGHT_REASON_H
#define INSIGHT_REASON_H

#include "insight/reasons.h"
#include "sock/snapshot.h"

struct reason {
	const struct reasons_scene *scene;
	const struct call *call;
	const struct addr *named; /* that the call names, or NULL */
	struct snapshot now; /* of the descriptor; fd -1: there is none, or it is another now */
	struct buf *text;
};

typedef void reason_fn(struct reason *r);

/* Whether the call is one of NAMES, with a blank between two: "send sendto". */
bool reason_is(const struct reason *r, const char *names);

/* "descriptor 3 (l)". */
void reason_add_fd(const struct reason *r, int fd);

/* The same without a noun: "3 (l)". */
void reason_add_number(const struct reason *r, int fd);

/* An address as it is printed everywhere; and without its port. */
void reason_add_addr(const struct reason *r, const struct addr *a);
void reason_add_host(const struct reason *r, const struct addr *a);

/* Of what is open at FD and no socket: "descriptor 1 is /dev/pts/3". */
void reason_add_target(struct reason *r, int fd);

/* The descriptor's state: SYN_SENT, BOUND; its kind: tcp6. "" where the kernel does not tell. */
void reason_add_state(struct reason *r);
void reason_add_kind(struct reason *r);

/* Whether it has the part: the kernel tells it. */
bool reason_has(struct reason *r, enum snapshot_part part);

/* Its TCP state, or -1. */
int reason_tcp_state(struct reason *r);

/* To whom the descriptor is connected, or was; false: nobody knows. */
bool reason_peer(struct reason *r, struct addr *peer);

/* An option by its name: its value as text, or "" where the kernel does not tell. */
const char *reason_option(struct reason *r, const char *name, struct buf *room);
bool reason_option_is(struct reason *r, const char *name, const char *value);

/* An argument of the call: the first of KIND, or NULL. */
const struct call_arg *reason_arg(const struct reason *r, enum call_arg_kind kind);

/* Whether the call has that flag (MSG_). */
bool reason_flag(const struct reason *r, long flag);

/* Tells EACH of the calls before this one that the session remembers, the oldest first. */
void reason_past(
	const struct reason *r, void (*each)(void *context, const struct call *c), void *context);

/* Whether these are all that there were. */
bool reason_knows_all(const struct reason *r);

/* The last call before this one of that name (NULL: any), on the descriptor of that serial, that
 * returned (or failed, as FAILED says) and FITS (NULL: any). False: none is known. */
struct past {
	uint64_t serial;
	const char *name;
	bool failed;
	bool (*fits)(const struct call *c);
	uint64_t id; /* found: */
	int fd, errnum;
	struct buf cmd; /* freed by the caller */
};
bool reason_find_past(const struct reason *r, struct past *p);

/* Appends who said that the call is not to wait: a flag, the descriptor, or TIMEOUT, an option;
 * or nothing. */
void reason_add_why_not(struct reason *r, const char *timeout);

/* Appends that the descriptor has no peer, and why not, as far as the calls tell; false, and
 * nothing: it has one. */
bool reason_add_no_peer(struct reason *r);

/* By which command, between backquotes, behind a blank. */
void reason_add_cmd(const struct reason *r, const struct past *p);

/* reasons_port.c */
reason_fn reason_eaddrinuse, reason_econnrefused;
/* reasons_route.c */
reason_fn reason_eaddrnotavail, reason_enetunreach, reason_eafnosupport, reason_enodev;
reason_fn reason_enxio;
/* reasons_state.c */
reason_fn reason_eisconn, reason_enotconn, reason_edestaddrreq, reason_einval;
reason_fn reason_einprogress, reason_ealready, reason_etimedout;
/* reasons_wait.c, reasons_end.c */
reason_fn reason_eagain, reason_epipe, reason_econnreset;
/* reasons_number.c */
reason_fn reason_ebadf, reason_enotsock, reason_emfile, reason_emsgsize, reason_efbig, reason_esrch;
/* reasons_kind.c */
reason_fn reason_eopnotsupp, reason_eprotonosupport, reason_enoprotoopt, reason_eperm;
/* reasons_path.c */
reason_fn reason_path, reason_eacces, reason_eprototype;

/* Whether A is an address of this machine. */
bool reason_is_here(const struct reason *r, const struct addr *a);

/* Where the call names a broadcast address, and SO_BROADCAST is off; or a route forbids it. */
void reason_add_forbidden(struct reason *r);

/* That no port is free for a socket that has none yet. */
void reason_add_ports(struct reason *r);

/* Which argument is one that the kernel does not take of anybody (EINVAL). */
void reason_add_invalid(struct reason *r);

/* Who is, or is not, at the path or the abstract name that the call names. */
void reason_add_unix(struct reason *r);

#endif
