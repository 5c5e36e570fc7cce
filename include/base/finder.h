/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text or an expression looked for in bytes that come piece by piece. Each byte counts
 * once for a text, whatever the pieces are; an expression is looked for in a window, of the
 * last FINDER_WINDOW bytes and the piece that follows them. Memory is bounded by these.
 */
#ifndef BASE_FINDER_H
#define BASE_FINDER_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/intr.h"
#include "base/pattern.h"

enum { FINDER_WINDOW = 64 * 1024 };

struct finder;

/* A finder of TEXT, of at least a byte, which it borrows. Freed by finder_free. */
struct finder *finder_text(struct slice text);

/* One of an extended regular expression (base/pattern.h). NULL with E: it does not compile,
 * or matches an empty text. */
struct finder *finder_pattern(struct slice text, struct err *e);
void finder_free(struct finder *f);

/* Looks in PIECE and what was fed before it. Returns how many bytes of PIECE there are up to the
 * end of the match, or FINDER_NONE, or FINDER_FAILED with E (I interrupted a search, no
 * memory). Feeds nothing. ^ is the first byte fed since the beginning, $ the end of PIECE. */
ssize_t finder_look(struct finder *f, struct slice piece, const struct intr *i, struct err *e);
#define FINDER_NONE   ((ssize_t)-1)
#define FINDER_FAILED ((ssize_t)-2)

/* What the match that was found last consists of: 0 all of it, 1 and on its
 * parentheses. False: there is no such, or it took no part. Valid until something is fed. */
bool finder_capture(const struct finder *f, int i, struct slice *text);

/* PIECE has passed: what is looked for may have begun in it. */
void finder_feed(struct finder *f, struct slice piece);

/* Nothing has: the next piece has nothing to do with those before it. */
void finder_restart(struct finder *f);

#endif
