/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a word that is compared stands for, and as what it may be compared.
 */
#ifndef COMMANDS_OPERAND_H
#define COMMANDS_OPERAND_H

#include "shell/session.h"
#include "sock/snapshot.h"
#include "sock/value.h"

enum operand_kind {
	OPERAND_BYTES,   /* received, quoted, or put together: bytes, whatever they look like */
	OPERAND_WRITTEN, /* a bare word, or a variable that was set to one: a number if it reads as
			    one */
	OPERAND_TYPED,   /* a property: a value with its unit */
};

struct operand {
	enum operand_kind kind;
	struct buf text;    /* in any case; the caller frees it */
	struct value value; /* OPERAND_TYPED; what it points to belongs to the moment */
};

/* One look at the descriptors that an assertion names: both sides see one moment. */
struct moment {
	struct snapshot at[2];
	int count;
};

/* The word that a value was given by, or NULL. */
const struct word *operand_word(const struct run *r, const struct arg *a);

/* OPERAND_TYPED also of NAME.PROPERTY as a bare word, where NAME holds a descriptor. */
enum operand_kind operand_kind(const struct session *s, const struct word *w);

/* Reads what A stands for now; its properties from LOOKS. 0, or -1 with r->err. */
int operand_read(struct run *r, const struct arg *a, struct moment *moment, struct operand *o);

#endif
