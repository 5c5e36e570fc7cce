/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket options as a table: one row says how to parse, print, set and get.
 */
#ifndef SOCK_SOCKOPT_H
#define SOCK_SOCKOPT_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/nearest.h"
#include "sock/names.h"
#include "sock/unit.h"

enum sockopt_type {
	SOCKOPT_INT,     /* an int: 64k where it is a size, 2m where it is a time */
	SOCKOPT_BOOL,    /* an int: on or off as text_bool has them; prints 1 or 0 */
	SOCKOPT_NAME,    /* an int printed by names */
	SOCKOPT_LINGER,  /* struct linger: off, or seconds (0s: reset on close) */
	SOCKOPT_TIMEVAL, /* struct timeval: a duration; 0 means for ever */
	SOCKOPT_STRING,  /* characters: TCP_CONGESTION, SO_BINDTODEVICE */
	SOCKOPT_UCRED,   /* struct ucred: pid=,uid=,gid=; read only */
	SOCKOPT_ERRNO,   /* an int: an errno's name, or 0 */
};

struct sockopt {
	const char *name; /* C's: "SO_RCVBUF"; unique */
	const char *level_name;
	int level, option; /* arguments of setsockopt(2) */
	enum sockopt_type type;
	const struct names *names; /* SOCKOPT_NAME */
	bool get, set;
	bool disturbs;       /* reading changes something: SO_ERROR is cleared */
	const char *values;  /* what may be given: "0|1", "BYTES", "off|SECONDS" */
	const char *summary; /* one line, no full stop */
};

extern const struct sockopt sockopts[];
extern const size_t sockopt_count;

struct sockopt_value {
	socklen_t len;
	union {
		int number;
		struct linger linger;
		struct timeval time;
		char bytes[256];
	};
};

/* The row of a name: C's spelling, or without SO_, TCP_, IP_, IPV6_ ... where
 * that is unambiguous; any case. NULL with E (and "did you mean") if none. */
const struct sockopt *sockopt_find(struct slice name, struct err *e);

/* Offers the names of all options, long and short. */
void sockopt_offer(struct nearest *near);

/* The name without SO_, TCP_ ...: what follows its first underscore. */
const char *sockopt_short(const struct sockopt *o);

/* What the number of a SOCKOPT_INT is counted in, as `values` tells whoever sets it. */
enum unit sockopt_unit(const struct sockopt *o);

/* Text to value and back; what is printed parses again. Parsing does not judge
 * ranges: that is the kernel's. */
int sockopt_parse(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e);
void sockopt_print(const struct sockopt *o, const struct sockopt_value *v, struct buf *b);

/* The call itself, no record: for looking. Returns 0, or -1 with errno. */
int sockopt_read(const struct sockopt *o, int fd, struct sockopt_value *v);

/* Whether this kernel has the option for this socket. Of one that looking would
 * disturb, or that can only be set, another of its level tells. */
bool sockopt_fits(const struct sockopt *o, int fd);

#endif
