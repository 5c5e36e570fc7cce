/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A descriptor to write to, whose reader may keep it waiting.
 */
#ifndef BASE_SINK_H
#define BASE_SINK_H

#include <stdbool.h>
#include <stddef.h>

struct sink {
	int fd;     /* or -1 */
	bool waits; /* as long as nobody reads: a pipe, a socket, a terminal */
};

#define NOWHERE ((struct sink){ .fd = -1 })

struct sink sink_of(int fd);

/* Writes all LEN bytes. Returns 0 or an errno: EINTR where GIVES_UP, which is asked with
 * CONTEXT every now and then, says that the reader is not waited for. */
int sink_write(struct sink to, const char *p, size_t len, bool gives_up(const void *context),
	const void *context);

#endif
