/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing whole texts to whoever reads them, or not.
 */
#include "sink.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_AGAIN 100 /* ms */

struct sink sink_of(int fd)
{
	struct stat st;

	return (struct sink){ fd,
		fstat(fd, &st) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) || isatty(fd) };
}

/* Returns 0 when FD can be written, or EINTR. The time is for threads that no signal
 * of the process reaches. Where poll fails, write(2) is to say what there is to say. */
static int wait_writable(int fd, bool gives_up(const void *context), const void *context)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int n;

	do {
		n = poll(&p, 1, LOOK_AGAIN);
		if (n > 0 || (n < 0 && errno != EINTR))
			return 0;
	} while (!gives_up(context));
	return EINTR;
}

/* A pipe that poll calls writable takes PIPE_BUF bytes without a wait (pipe(7)): a thread
 * that waited in write(2) would hold its lock as long as the reader likes. What has no
 * reader is written whole. */
int sink_write(struct sink to, const char *p, size_t len, bool gives_up(const void *context),
	const void *context)
{
	while (len) {
		int why = to.waits ? wait_writable(to.fd, gives_up, context) : 0;
		ssize_t n;

		if (why)
			return why;
		n = write(to.fd, p, to.waits && len > PIPE_BUF ? PIPE_BUF : len);
		if (n >= 0) {
			p += n;
			len -= (size_t)n;
		} else if (errno != EAGAIN && (errno != EINTR || gives_up(context))) {
			return errno;
		}
	}
	return 0;
}
