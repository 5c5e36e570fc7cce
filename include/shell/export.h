/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a session did, as a file: a script, a transcript, a report, a program.
 */
#ifndef SHELL_EXPORT_H
#define SHELL_EXPORT_H

#include "base/err.h"
#include "shell/session.h"

struct export;

/* A kind of file. */
struct export_format {
	const char *ending;
	void (*write)(struct export *x, struct buf *b); /* appends all of it */
};

/* The format that the ending of the file NAME asks for; NULL with E, which lists them. */
const struct export_format *export_format(struct slice name, struct err *e);

/* What the file could not say. */
struct export_told {
	size_t unsaid;    /* commands that stand there as comments */
	uint64_t dropped; /* commands, or calls, that are not kept any more */
};

/* Appends what S did so far. */
struct export_told export_session(struct session *s, const struct export_format *f, struct buf *b);

/* The same in words, a line each, for who asked for it; nothing where there is nothing to say. */
void export_tell(const struct export_told *t, struct buf *b);

#endif
