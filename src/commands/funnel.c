/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a pipe to a file.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "funnel.h"

int funnel_open(struct funnel *f, struct fdtab *fds)
{
	*f = FUNNEL_NONE;
	if (!fdtab_pipe(fds, f->ends, FUNNEL_SIZE, "a pipe to a file"))
		return 0;
	*f = FUNNEL_NONE;
	return -1;
}

/* Returns how many bytes it has moved, or -1 with errno. */
static ssize_t copy(const struct funnel *f, int file, size_t len, const struct intr *i)
{
	char room[16384];
	ssize_t n = read(f->ends[0], room, len < sizeof(room) ? len : sizeof(room));

	return n > 0 && file_write_all(file, room, (size_t)n, i) ? -1 : n;
}

/* Whether it is to be tried again, with errno as the last try left it. A splice ends before it
 * begins where a signal is pending; a copy only where the file has to wait. */
static bool goes_on(struct funnel *f, const struct intr *i)
{
	if (errno == EINTR && intr_pending(i) == INTR_NO)
		return true;
	if (!f->copies && (errno == EINVAL || errno == EINTR)) { /* /dev/full, a terminal */
		f->copies = true;
		return true;
	}
	errno = intr_errno(i, errno);
	return false;
}

int funnel_drain(struct funnel *f, int file, size_t len, const struct intr *i)
{
	while (len) {
		ssize_t n = f->copies ? copy(f, file, len, i)
				      : splice(f->ends[0], NULL, file, NULL, len, 0);

		if (n > 0)
			len -= (size_t)n;
		else if (n == 0 || !goes_on(f, i))
			return -1;
	}
	return 0;
}

void funnel_close(struct funnel *f, struct fdtab *fds)
{
	for (int end = 0; end < 2; end++)
		if (f->ends[end] >= 0)
			fdtab_close(fds, f->ends[end]);
}
