/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole reads and writes on a descriptor.
 */
#include <errno.h>
#include <unistd.h>

#include "base/file.h"

enum { READ_SIZE = 65536 };

int file_read_all(int fd, struct buf *b)
{
	for (;;) {
		char *room = buf_reserve(b, READ_SIZE);
		ssize_t n = read(fd, room, READ_SIZE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return (int)n;
		b->len += (size_t)n;
		b->data[b->len] = '\0';
	}
}

int file_write_all(int fd, const char *p, size_t len)
{
	while (len) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}
