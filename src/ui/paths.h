/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the user's files are, by the XDG Base Directory Specification.
 */
#ifndef UI_PATHS_H
#define UI_PATHS_H

#include "base/buf.h"

/* Appends the directory that VARIABLE names (an absolute path), else FALLBACK
 * below HOME, and then "/sosh/FILE". -1 and nothing when there is no home. */
int paths_add(struct buf *path, const char *variable, const char *fallback, const char *file);

/* Makes the folders above the file PATH that are not there, each for the user alone. */
void paths_make_folders(const char *path);

#endif
