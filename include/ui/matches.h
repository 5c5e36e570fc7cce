/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completions as an editor and a reader want them.
 */
#ifndef UI_MATCHES_H
#define UI_MATCHES_H

#include "base/buf.h"
#include "lang/complete.h"

enum { MATCHES_SHOWN = 100 }; /* candidates shown */

/* Appends the candidates: with their descriptions one a line, else in columns
 * of a screen WIDTH columns wide. Of a path the last part is shown. */
void matches_list(const struct candidates *c, size_t width, struct buf *b);

/* Adds the names of files that begin with the prefix; of hidden ones only where
 * it begins with a dot. */
void matches_add_files(struct candidates *c);

/* What LINE up to POINT may become, in readline's form: first what all have in
 * common, then each, then NULL; or a single one; or NULL. The word is quoted as
 * it must be. The caller frees the texts and the array. */
char **matches_make(const char *line, size_t point, const struct completion *c);

#endif
