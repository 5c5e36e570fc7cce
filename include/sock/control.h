/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control messages, cmsg(3): what goes along with data, by name and in words. One table
 * says how the bytes of each are words, and how words make them.
 */
#ifndef SOCK_CONTROL_H
#define SOCK_CONTROL_H

#include "base/buf.h"
#include "base/err.h"
#include "sock/call.h"

/* What a received message may bring beside its data, each for a variable. */
enum along {
	ALONG_FROM,   /* whom it is from: of an error, the host that reports it */
	ALONG_TTL,    /* TTL or hop limit */
	ALONG_DST,    /* the address that it was sent to */
	ALONG_IFNAME, /* the interface that it came by */
	ALONG_STAMP,  /* when: a time since the epoch, 1764465011.5s */
	ALONG_DROPS,  /* messages dropped so far for want of room */
	ALONG_COUNT,
};

enum control_form {
	CONTROL_INT,      /* "64"; 4 bytes, or one */
	CONTROL_BYTE,     /* the same, made as one byte */
	CONTROL_U16,      /* "1200" */
	CONTROL_U64,      /* "1764465011000000000" */
	CONTROL_FDS,      /* "4 5" */
	CONTROL_CREDS,    /* "pid 1 uid 0 gid 0" */
	CONTROL_TIMEVAL,  /* "1764465011.123456" */
	CONTROL_TIMESPEC, /* "1764465011.123456789" */
	CONTROL_STAMPS,   /* "software 1764465011.123456789", "hardware ..." */
	CONTROL_PKTINFO,  /* "to 10.0.0.1 on eth0 from 10.0.0.1" */
	CONTROL_PKTINFO6, /* "to ::1 on lo" */
	CONTROL_SOCKADDR, /* "10.0.0.1:80" */
	CONTROL_BYTES,    /* "00 ff 10" */
	CONTROL_FLOW,     /* "label 0x12345 class 5" */
	CONTROL_AUXDATA,  /* "status 1 len 98 snaplen 98 mac 0 net 14 vlan 0 tpid 0" */
	CONTROL_MTUINFO,  /* "to [2001:db8::1]:80 mtu 1280" */
	CONTROL_ERROR,    /* "ICMP port unreachable from 10.0.0.1"; made by the kernel only */
};

struct control_kind {
	int level, type;
	const char *name; /* "IP_TTL" */
	enum control_form form;
	int along; /* the variable that it sets, or ALONG_COUNT */
};
extern const struct control_kind control_kinds[];
extern const size_t control_kind_count;

/* The row, or NULL. */
const struct control_kind *control_find(int level, int type);
const struct control_kind *control_named(struct slice name);

/* "IP_TTL 64"; an error without its name; what the table does not have as "LEVEL:TYPE 00 ff",
 * and of what the room had no place for whole "SCM_CREDENTIALS cut 00 ff". */
void control_print(const struct call_control *c, struct buf *b);

/* The words behind the name. */
void control_print_value(const struct control_kind *k, struct slice data, struct buf *b);

/* The bytes that WORDS mean, as control_print_value gives them, behind what B has. */
int control_parse(const struct control_kind *k, struct slice words, struct buf *b, struct err *e);

void along_free(struct buf along[ALONG_COUNT]);

/* Puts what C tells into its variables, which stay as they are where it tells nothing. */
void control_along(const struct call_control *c, struct buf along[ALONG_COUNT]);

#endif
