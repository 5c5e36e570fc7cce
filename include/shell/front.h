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

/* What a front end does for the layers below it; every function may be called
 * from the main thread only. */
struct front {
	/* A line that could not become a call, or a failed expectation: report it. */
	void (*error)(struct session *s, const struct err *e);
	/* The lines of the history, oldest first; NULL where there is none. */
	const char *(*history)(struct session *s, size_t index);
	/* A conversation on FD with whoever sits at the terminal; NULL where nobody does. */
	enum command_status (*converse)(struct run *r, int fd, bool crlf);
	bool interactive;
};

#endif
