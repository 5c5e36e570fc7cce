/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole reads and writes on a descriptor.
 */
#include <errno.h>
#include <unistd.h>

#include "base/file.h"

enum { READ_SIZE = 65536 };

/* Whether a call that failed is to be made again; sets errno when it is not. */
static bool goes_on(const struct intr *i)
{
	if (errno != EINTR)
		return false;
	if (!i || intr_pending(i) == INTR_NO)
		return true;
	errno = intr_errno(i, EINTR);
	return false;
}

int file_read_some(int fd, struct buf *b, size_t most, const struct intr *i)
{
	size_t end = b->len + most;

	while (b->len < end) {
		size_t size = end - b->len < READ_SIZE ? end - b->len : READ_SIZE;
		char *room = buf_try_reserve(b, size);
		ssize_t n = room ? read(fd, room, size) : -1;

		if (n < 0 && goes_on(i))
			continue;
		if (n <= 0)
			return (int)n;
		b->len += (size_t)n;
		b->data[b->len] = '\0';
		if (i && intr_pending(i) != INTR_NO) {
			errno = intr_errno(i, EINTR);
			return -1;
		}
	}
	return 1;
}

int file_read_all(int fd, struct buf *b, size_t max, const struct intr *i)
{
	int status = file_read_some(fd, b, max + 1, i);

	if (status <= 0)
		return status;
	errno = EFBIG;
	return -1;
}

int file_write_all(int fd, const char *p, size_t len, const struct intr *i)
{
	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && goes_on(i))
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}
