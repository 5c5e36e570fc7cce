/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole reads and writes on a descriptor.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"

/* Appends what is left to read of FD, to its end. -1 with errno: the read's,
 * EISDIR for a directory. */
int file_read_all(int fd, struct buf *b);

/* Writes all LEN bytes. -1 with errno. */
int file_write_all(int fd, const char *p, size_t len);

#endif
