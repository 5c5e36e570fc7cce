/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole reads and writes on a descriptor.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/intr.h"

/* The most that is read, so that /dev/zero ends before the memory does. */
#define FILE_SCRIPT_MAX (64UL << 20)
#define FILE_DATA_MAX   (1UL << 30)

/* Appends what is left to read of FD, to its end, but MOST bytes at most. 1 where more
 * may come, 0 at the end; -1 with errno: the read's (EISDIR for a directory), ENOMEM,
 * EINTR or ETIME when a cause is pending on I (or NULL: nothing interrupts it). */
int file_read_some(int fd, struct buf *b, size_t most, const struct intr *i);

/* All of that: 0, or -1 as above, EFBIG behind MAX bytes. */
int file_read_all(int fd, struct buf *b, size_t max, const struct intr *i);

/* Writes all LEN bytes. -1 with errno: the write's, EINTR or ETIME as above. */
int file_write_all(int fd, const char *p, size_t len, const struct intr *i);

#endif
