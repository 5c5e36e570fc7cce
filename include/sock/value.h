/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Typed values: what a property of a socket is, with the unit it is counted in.
 * A value prints as the bare number it always was; compared, it has its unit.
 */
#ifndef SOCK_VALUE_H
#define SOCK_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sock/addr.h"
#include "sock/names.h"
#include "sock/sockopt.h"
#include "sock/unit.h"

enum value_kind {
	VALUE_WORD,   /* text: a constant */
	VALUE_NUMBER, /* in unit */
	VALUE_NAME,   /* a number that names prints: a constant, a state, or flags */
	VALUE_ADDR,   /* addr, whole */
	VALUE_HOST,   /* its host part, or path */
	VALUE_OPTION, /* a socket option's: number where numeric, and raw */
};

struct value {
	enum value_kind kind;
	bool numeric; /* it has a number: kinds NUMBER and NAME, and most options */
	bool negative;
	enum unit unit;
	uint64_t magnitude; /* of the number */
	const struct names *names;
	const char *text;
	const struct addr *addr; /* borrowed: from a snapshot */
	const struct sockopt *option;
	struct sockopt_value raw;
};

void value_number(struct value *v, int64_t number, enum unit unit);
void value_unsigned(struct value *v, uint64_t number, enum unit unit);
void value_name(struct value *v, long number, const struct names *names);
void value_addr(struct value *v, enum value_kind kind, const struct addr *addr);
void value_word(struct value *v, const char *text);
/* A copy for value_parse and value_compare: of an option without its bytes. */
void value_copy_number(struct value *v, const struct value *from);

void value_option(struct value *v, const struct sockopt *o, const struct sockopt_value *raw);

/* As text: numbers without their unit, names and flags by name. */
void value_print(const struct value *v, struct buf *b);

/* The same with the unit, a time in one that it has no fraction of: 200ms, 1 byte, 5 bytes/s. */
void value_print_unit(const struct value *v, struct buf *b);

/* A number as somebody wrote it to be compared with LIKE: bare in LIKE's unit, or
 * with a unit of its own (5ms, 4k), one of LIKE's names, on or off. False: it is none. */
bool value_parse(struct slice text, const struct value *like, struct value *v);

/* Whether both have numbers of one sort: two times, or two of which none is one. */
bool value_comparable(const struct value *a, const struct value *b);

/* Of comparable values: below, at or above 0 as A is less than, equal to or greater than B. */
int value_compare(const struct value *a, const struct value *b);

/* Whether two readings of one property are the same. */
bool value_same(const struct value *a, const struct value *b);

#endif
