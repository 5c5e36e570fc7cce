/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variables: one name space, texts as values. Automatic ones ($?, $data, $1)
 * belong to the session, not to this table.
 */
#ifndef LANG_VARS_H
#define LANG_VARS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* The variables that the shell sets, by enum automatic. */
enum automatic {
	AUTOMATIC_RESULT,
	AUTOMATIC_ERRNO,
	AUTOMATIC_TIME,
	AUTOMATIC_DATA,
	AUTOMATIC_ADDR,
	AUTOMATIC_FROM, /* from here on what a message brought, by enum along */
	AUTOMATIC_TTL,
	AUTOMATIC_DST,
	AUTOMATIC_IFNAME,
	AUTOMATIC_STAMP,
	AUTOMATIC_DROPS,
	AUTOMATIC_ARG_COUNT,
	AUTOMATIC_ARGS,
	AUTOMATIC_ARG,     /* $0 ... $9 */
	AUTOMATIC_CAPTURE, /* $m0 ... $m9 */
	AUTOMATIC_COUNT,
};

/* How one is written, and what it holds. */
struct automatic_name {
	const char *name, *help;
};
extern const struct automatic_name automatic_names[AUTOMATIC_COUNT];

/* Which one NAME is, and the digit of those that have one; AUTOMATIC_COUNT: none. */
enum automatic automatic_find(struct slice name, int *digit);

struct var;
struct vars {
	struct var **slots; /* a hash table; zero-initialised is empty */
	size_t slot_count, count;
	size_t sets; /* how often any variable was set */
};

void vars_free(struct vars *v);

/* Fails (ERR_NAME) on what is no name, or reserved: all fd ok as, errno names,
 * GAVEUP and the automatic variables. */
int vars_check_name(struct slice name, struct err *e);

/* Takes the next of the names that `as` gives, NAME[,NAME], off LIST. False when there are no
 * more (LIST's p is NULL then); a NAME may be empty, or none. */
bool vars_next_name(struct slice *list, struct slice *name);

/* Sets a name that vars_check_name accepts; VALUE is copied. -1 with ENOMEM, and
 * nothing changed, where there is no memory for it. */
int vars_set(struct vars *v, struct slice name, struct slice value);
void vars_set_number(struct vars *v, struct slice name, long number);

/* The same for a descriptor that `as` names. */
void vars_name_fd(struct vars *v, struct slice name, int fd);

/* Notes that the value stands as it was written, without quotes: where it reads as a number it
 * may be compared as one. vars_set forgets it, vars_set_number notes it. */
void vars_mark_written(struct vars *v, struct slice name);
bool vars_is_written(const struct vars *v, struct slice name);

/* The value, valid until the variable is set again; NULL p if undefined. */
struct slice vars_get(const struct vars *v, struct slice name);

/* True if NAME is defined and its value is a number that fits an int. */
bool vars_get_fd(const struct vars *v, struct slice name, int *fd);

/* Calls FN for every variable, in the order of their names. */
void vars_each(const struct vars *v,
	void (*fn)(void *context, struct slice name, struct slice value), void *context);

/* Makes the name that is nearest to WRONG the hint of E, if one is near enough; returns -1. */
int vars_hint(const struct vars *v, struct slice wrong, struct err *e);

/* The name that `as` gave this descriptor number (the one given last), or NULL p. */
struct slice vars_name_of_fd(const struct vars *v, int fd);

/* The same of all below COUNT at once, into NAMES: one pass, where there are thousands. */
void vars_names_of_fds(const struct vars *v, struct slice *names, size_t count);

#endif
