/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The properties of a descriptor by name: $c.port, $c.rtt, $c.SO_RCVBUF. One row each
 * says which parts of a snapshot it is made of; a socket option is read by its own call.
 */
#ifndef SOCK_PROPERTY_H
#define SOCK_PROPERTY_H

#include "base/buf.h"
#include "base/err.h"
#include "sock/snapshot.h"
#include "sock/value.h"

struct property {
	const char *name;
	const char *summary;
	/* Fills V from S; -1 with errno when the kernel does not tell. */
	int (*get)(struct snapshot *s, const struct property *p, struct value *v);
	enum unit unit;
	const struct names *names; /* of numbers that have names; or NULL */
	size_t offset, size;       /* of a field of TCP_INFO or SO_MEMINFO; else 0 */
	bool slow;                 /* it takes more than a call or two: not to be read unasked */
};

/* fd state local peer other listener process addr port paddr pport unread next unacked
 * unsent queue backlog rmem wmem drops held family type protocol serial inode */
extern const struct property properties[];
extern const size_t property_count;
extern const struct property tcp_info_fields[]; /* every TCP_INFO field, by C's name: tcpi_rtt */
extern const size_t tcp_info_field_count;

/* The summary and the unit: "smoothed round-trip time, microseconds". */
void property_describe(const struct property *p, struct buf *b);

/* The name as it is written where no property has it: rtt of tcpi_rtt. */
const char *property_short(const struct property *p);

/* The row of a property or, with tcpi_ or without, of a TCP_INFO field, of which cwnd and ssthresh
 * stand for snd_cwnd and snd_ssthresh; NULL: it is none. */
const struct property *property_find(struct slice name);

/* All of the LEN bytes of T that one TCP_INFO filled: "state=ESTABLISHED,ca_state=open,...". */
void tcp_info_print(const struct tcp_fields *t, size_t len, struct buf *b);

/* The value of property NAME of the descriptor that S looks at: a property, a TCP_INFO
 * field (with or without tcpi_ where no property has that name), or a socket
 * option that can be read without disturbing. What V points to belongs to S. -1
 * with E: unknown name (ERR_NAME, "did you mean"), or the kernel's refusal
 * (ERR_SYSTEM). */
int property_get(struct snapshot *s, struct slice name, struct value *v, struct err *e);

/* The same, appended to B as text. */
int property_read(struct snapshot *s, struct slice name, struct buf *b, struct err *e);

/* Whether NAME is one that property_get knows, whatever the kernel says. */
bool property_exists(struct slice name);

#endif
