/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of the command history: $SOSH_HISTORY, else sosh/history in the XDG
 * state directory. One entry a line; a newline inside an entry is kept as \001.
 *
 * Each entry is appended as it is made, under a lock, so several shells share
 * the file and none loses a line, however it ends. Nothing here is an error: a
 * history that cannot be kept is not kept.
 */
#ifndef UI_HISTORY_H
#define UI_HISTORY_H

#include <stdbool.h>

#include "base/buf.h"
#include "sock/fdtab.h"

enum { HISTORY_MAX = 10000 }; /* entries kept */

struct history {
	struct fdtab *fds;
	struct buf path; /* empty: none is kept */
};

void history_open(struct history *h, struct fdtab *fds);
void history_close(struct history *h);

/* Hands the entries to LINE, oldest first, and cuts the file to HISTORY_MAX. */
void history_load(struct history *h, void (*line)(const char *text));

/* Appends an entry; makes the file (0600) and its directory (0700) if needed. */
void history_append(struct history *h, const char *entry);

/* Whether ENTRY belongs in a history that ends in LAST (or NULL): it is neither
 * blank, nor begins with a blank, nor repeats LAST. */
bool history_wants(const char *entry, const char *last);

#endif
