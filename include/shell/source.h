/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text that is being run, and where it came from.
 */
#ifndef SHELL_SOURCE_H
#define SHELL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct arena;

enum { SOURCE_DEPTH_MAX = 64 }; /* of files and blocks within each other */

/* Where a text was sourced: a line of a text that has a name. */
struct caller {
	const char *name;
	size_t line;
	const struct caller *outer; /* where that text was sourced, or NULL */
};

/* Text being run: where an error's span points. */
struct source {
	const char *name; /* "<stdin>", "<command>", a file; NULL at the prompt */
	const char *text;
	size_t len;
	size_t first_line;           /* number of the line that TEXT begins with */
	bool final;                  /* no more text will follow: an open quote is an error */
	const struct caller *caller; /* NULL: at the prompt, or by nobody */
	const struct source *within; /* TEXT is a copy of what stands there, in place of */
	size_t at;                   /* first_line, from here on; or NULL */
};

/* The number of the line that OFFSET stands in. */
size_t source_line(const struct source *src, size_t offset);

/* A copy in A of the lines of SRC that hold [FROM, TO), up to TO, with their place in the script:
 * it outlives SRC. Returns where in SRC they begin. */
size_t source_copy(
	struct source *copy, const struct source *src, size_t from, size_t to, struct arena *a);

#endif
