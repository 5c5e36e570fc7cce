/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Errors that never allocate. A function that can fail takes a trailing
 * struct err *, fills it and returns -1; it prints nothing. Only a front end
 * prints. A failed socket call is not an error in this sense: it is a result.
 *
 * Who does not ask why passes NULL: the functions below then do nothing, and a
 * look-up skips what costs time and is for a person alone, such as "did you mean".
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

enum err_kind {
	ERR_NONE,
	ERR_SYNTAX, /* the text could not become a command */
	ERR_USAGE,  /* unknown command, option or word; too few or too many */
	ERR_NAME,   /* a name that was never defined, or is reserved */
	ERR_SYSTEM, /* a file or the system said no; errnum says why */
	ERR_EXPECT, /* a result was not the expected one */
};

/* Byte offsets into the text that is being run: [start, end). */
struct span {
	size_t start, end;
};

struct err {
	enum err_kind kind;
	int errnum;       /* errno value for ERR_SYSTEM, else 0 */
	bool located;     /* span is meaningful */
	bool suggests;    /* the hint names what was probably meant */
	struct span span; /* the offending word */
	char text[320];   /* one line; may quote raw input, so the printer must clean it */
	char hint[200];   /* what to try instead, or "" */
	char below[480];  /* lines that are shown as they are, or "" */
};

/* Makes E say that nothing is wrong; cheaper than clearing all of it. */
static inline void err_clear(struct err *e)
{
	if (!e)
		return;
	e->kind = ERR_NONE;
	e->errnum = 0;
	e->located = e->suggests = false;
	e->text[0] = e->hint[0] = e->below[0] = '\0';
}

/* Fills E; returns -1 so that callers can `return err_set(...)`. Text that does
 * not fit is cut at a character boundary and ends in "...". FORMAT is printf's, with
 * s c d u o X and z l ll; `%.*s` shows all its bytes, a NUL as \0, so that each of
 * them must be there. */
int err_set(struct err *e, enum err_kind kind, const char *format, ...)
	__attribute__((cold, format(printf, 3, 4)));

/* The same with the offending span. */
int err_at(struct err *e, enum err_kind kind, struct span where, const char *format, ...)
	__attribute__((cold, format(printf, 4, 5)));

/* err_set of kind ERR_SYSTEM from errno: "WHAT: strerror". */
int err_system(struct err *e, int errnum, const char *what) __attribute__((cold));

/* Adds or replaces the hint; returns -1. */
int err_hint(struct err *e, const char *format, ...) __attribute__((cold, format(printf, 2, 3)));

/* Adds or replaces the lines below; what does not fit is left out. LEN bytes, fit for the screen,
 * a newline at the end. Returns -1. */
int err_below(struct err *e, const char *lines, size_t len) __attribute__((cold));

/* Sets the span where none is set yet; returns -1. */
int err_locate(struct err *e, struct span where) __attribute__((cold));

#endif
