/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which processes have a socket open: by the inodes in /proc/PID/fd, proc(5). Of another user's
 * process nothing is told without privilege.
 */
#ifndef SOCK_HOLDER_H
#define SOCK_HOLDER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

struct holder {
	uint64_t inode;
	pid_t pid;
	int fd;        /* its number there */
	char name[16]; /* the process's, as it calls itself: any bytes */
};

/* By inode. Zero-initialised is empty. */
struct holders {
	struct holder *items;
	size_t count;
};

/* Adds the descriptors of all sockets. Opens many files: in fdtab_aside. -1 with errno: there is
 * no /proc. */
int holders_read(struct holders *h);
void holders_free(struct holders *h);

/* The first of the COUNT that have INODE open. */
const struct holder *holders_of(const struct holders *h, uint64_t inode, size_t *count);

/* NAME/PID:FD, one word: a blank in the name is an underscore, what a terminal must not see is
 * escaped. */
void holder_print(const struct holder *h, struct buf *b);

#endif
