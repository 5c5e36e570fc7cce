/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Views of a value: what `${NAME:u32}` and its kin make of the bytes of a
 * variable. Numbers are in network byte order (RFC 1700) unless `le` is said.
 */
#ifndef LANG_VIEW_H
#define LANG_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum view_kind {
	VIEW_WHOLE,  /* the value as it is */
	VIEW_LENGTH, /* ${#NAME}: how many bytes it has */
	VIEW_PACK,   /* ${NAME:u32}: the number that it is, as four bytes */
	VIEW_UNPACK, /* ${NAME:u32@4}, $NAME.u16: the number that its bytes are there */
};

struct view {
	enum view_kind kind;
	unsigned char bytes; /* of the number: 1, 2, 4 or 8 */
	bool is_signed, little;
	size_t offset; /* VIEW_UNPACK */
};

/* Reads the name of a number, `u8 u16 u32 u64 i8 i16 i32 i64`, `le` behind it for the other
 * byte order, with `@OFFSET` or without, into V (PACK without an offset). False if S is none. */
bool view_parse(struct slice s, struct view *v);

/* The names that view_parse reads, without an offset. A NULL ends them. */
struct view_name {
	const char *name, *help;
};
extern const struct view_name view_names[];

/* Appends V of the bytes of VALUE to B. -1 with E (unlocated): it is no number that
 * fits, or has no such bytes. */
int view_add(const struct view *v, struct slice value, struct buf *b, struct err *e);

#endif
