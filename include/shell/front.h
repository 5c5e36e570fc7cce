/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A front end, as the layers below see it: who is told of errors, and lends a
 * terminal where there is one. Calls are told of to observers (shell/observer.h).
 */
#ifndef SHELL_FRONT_H
#define SHELL_FRONT_H

#include "base/err.h"
#include "lang/command.h"

struct session;

/* What became of a command. */
enum verdict {
	VERDICT_HELD,    /* nothing failed, or it failed as expected */
	VERDICT_FAILED,  /* its call failed, and nothing was expected of it */
	VERDICT_UNMET,   /* it brought something else than was expected */
	VERDICT_REFUSED, /* it could not become a call, or could not be done */
	VERDICT_STOPPED, /* what ran within it ended the script or the block */
};

/* What a front end does for the layers below it; every function may be called
 * from the main thread only. Those of commands and comments may be NULL. */
struct front {
	/* Text that could not become a command, or a file that could not be read. */
	void (*error)(struct session *s, const struct err *e);
	/* P, a command of S->source, is about to run. */
	void (*before)(struct session *s, const struct parsed *p);
	/* It has run; that of a job when it is waited for, and not at all where nobody
	 * waits. E says what is wrong, NULL where nothing is or all has been said. */
	void (*after)(
		struct session *s, const struct parsed *p, enum verdict v, const struct err *e);
	/* A comment is passed, TEXT from its # on: before the commands of its line. */
	void (*comment)(struct session *s, struct slice text);
	/* The lines of the history, oldest first; NULL where there is none. */
	const char *(*history)(struct session *s, size_t index);
	/* A conversation on FD with whoever sits at the terminal; NULL where nobody does. */
	enum command_status (*converse)(struct run *r, int fd, bool crlf, int64_t idle);
	/* Gives the lesson PATH to whoever sits at the terminal; NULL where nobody does. */
	void (*lesson)(struct session *s, const char *path);
	bool interactive;
	/* The one in whose place it stands for a while, as a block's whose failures are none of the
	 * script's; or NULL. */
	const struct front *behind;
};

#endif
