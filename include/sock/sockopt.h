/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket options as a table: one row says how to parse, print, set and get.
 */
#ifndef SOCK_SOCKOPT_H
#define SOCK_SOCKOPT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/nearest.h"
#include "sock/names.h"
#include "sock/unit.h"

enum { SOCKOPT_VALUE_MAX = 4096 };

/* A value as the kernel takes and gives it: LEN bytes. What is behind them is zero as far as
 * the members of the union reach. */
struct sockopt_value {
	socklen_t len;
	union {
		int number;
		uint64_t wide;
		struct linger linger;
		struct timeval time;
		char bytes[SOCKOPT_VALUE_MAX];
	};
};

struct sockopt;
struct fdtab;

/* A kind of value: how it is written. What prints parses. */
struct sockopt_kind {
	/* V is cleared, and its len is SIZE. E says what is wrong, not with which option. */
	int (*parse)(const struct sockopt *o, struct slice text, struct sockopt_value *v,
		struct err *e); /* NULL: can only be read */
	void (*print)(const struct sockopt *o, const struct sockopt_value *v, struct buf *b);
	socklen_t size; /* of a value, or of the largest; 0: its option tells */
	bool late;      /* judged when it is set: several words, or the name of an interface */
	/* Reads into BECAME what the kernel made of V, where reading the option does not tell;
	 * false: nothing else. May be NULL. */
	bool (*became)(const struct sockopt *o, const struct sockopt_value *v,
		struct sockopt_value *became);
};

/* Those that others ask for. */
extern const struct sockopt_kind sockopt_int;     /* an int: 64k where a size, 2m where a time */
extern const struct sockopt_kind sockopt_bool;    /* an int: on or off; prints 1 or 0 */
extern const struct sockopt_kind sockopt_name;    /* an int that the struct names OF prints */
extern const struct sockopt_kind sockopt_wide;    /* 64 bits, unsigned */
extern const struct sockopt_kind sockopt_linger;  /* off, or seconds (0s: reset on close) */
extern const struct sockopt_kind sockopt_timeval; /* a duration; 0 means for ever */
extern const struct sockopt_kind sockopt_string;  /* characters; OF, where it is not NULL, is the
						     path of a file in which the kernel lists
						     those that it takes */
extern const struct sockopt_kind sockopt_raw;     /* any bytes, of an option by its number */
extern const struct sockopt_kind sockopt_arrival; /* a descriptor, which reading opens */

struct sockopt {
	const char *name;       /* C's: "SO_RCVBUF"; unique in its level. NULL: by number */
	const char *level_name; /* NULL: by number */
	int level, option;      /* arguments of setsockopt(2) */
	const struct sockopt_kind *kind;
	const void *of; /* what the kind knows the values by: a struct names, the fields */
	bool get, set;
	bool disturbs; /* reading changes something: SO_ERROR is cleared */
	const char
		*values; /* what may be given: "0|1", "BYTES", "off|SECONDS"; "[0]": or nothing */
	const char *summary; /* one line, no full stop */
};

extern const struct sockopt sockopts[];
extern const size_t sockopt_count;

/* The row of a name: C's spelling, or without SO_, TCP_, IP_, IPV6_ ... where
 * that is unambiguous; any case; LEVEL:NAME where it is not. NULL with E (and "did you
 * mean") if none. */
const struct sockopt *sockopt_find(struct slice name, struct err *e);

/* Makes a hint of LEVEL and NAME that stand as two words, as C has them. False, and E as it was,
 * if they are none. */
bool sockopt_hint_level(struct slice level, struct slice name, struct err *e);

/* Any option as it may be written: a row's name, or LEVEL:NUMBER[:HEX], of which ROOM is
 * filled and returned. *V has the bytes behind the second colon, len 0 if there are none. NULL
 * with E if it is neither. */
const struct sockopt *sockopt_written(
	struct slice word, struct sockopt *room, struct sockopt_value *v, struct err *e);

/* Whether nothing is set where no value is given: of those that take something away the value does
 * not matter, and is 0 then. */
bool sockopt_needs_value(const struct sockopt *o);

/* Whether another level has an option of that name too: then it is written LEVEL:NAME. */
bool sockopt_needs_level(const struct sockopt *o);

/* The level and the name in C's spelling, or a number. */
void sockopt_print_level(const struct sockopt *o, struct buf *b);
void sockopt_print_name(const struct sockopt *o, struct buf *b);

/* Offers the names of all options, long and short. */
void sockopt_offer(struct nearest *near);

/* The name without SO_, TCP_ ...: what follows its first underscore. */
const char *sockopt_short(const struct sockopt *o);

/* What the number of a SOCKOPT_INT is counted in, as `values` tells whoever sets it. */
enum unit sockopt_unit(const struct sockopt *o);

/* Text to value and back; what is printed parses again. Parsing does not judge
 * ranges: that is the kernel's. Kinds that are `late` may open a descriptor for a
 * moment, to look up an interface. */
int sockopt_parse(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e);
void sockopt_print(const struct sockopt *o, const struct sockopt_value *v, struct buf *b);

/* The calls themselves, no record. Return 0, or -1 with errno. Of some options the kernel
 * writes what it chose into V. */
int sockopt_write(const struct sockopt *o, int fd, struct sockopt_value *v);
int sockopt_read(const struct sockopt *o, int fd, struct sockopt_value *v);

/* Whether reading asks about something that is to be named: a group, for its sources. Then,
 * and of an option by number, sockopt_ask reads: V says what is asked, with as many bytes as
 * there is room for. */
bool sockopt_asks(const struct sockopt *o);
int sockopt_ask(const struct sockopt *o, int fd, struct sockopt_value *v);

/* Where V ends: its bytes, and what of the union's members is behind them. */
size_t sockopt_value_end(const struct sockopt_value *v);

/* What stands in a list of all: it can be read, and looking changes nothing. */
bool sockopt_looks(const struct sockopt *o);

/* An option of a socket as text. */
struct sockopt_reading {
	const struct sockopt *row;
	struct slice value;
	struct slice fresh; /* what a new socket of the same kind has, or "none"; NULL p: that */
};

/* Tells EACH of every option that the kernel answers for FD, of those that a list has, and
 * returns how many; T's lock is held meanwhile. *WHY is 0, or the errno with which a new socket
 * to compare with was refused. */
size_t sockopt_each(struct fdtab *t, int fd, int *why,
	void (*each)(void *context, const struct sockopt_reading *r), void *context);

/* Whether this kernel has the option for this socket. Of one that looking would
 * disturb, or that can only be set, another of its level tells. */
bool sockopt_fits(const struct sockopt *o, int fd);

#endif
