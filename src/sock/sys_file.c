/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls that move bytes between a file and a socket within the kernel. Their records
 * have the bytes' number, and none of them.
 */
#include <fcntl.h>
#include <sys/sendfile.h>

#include "sock/sys.h"
#include "sys_record.h"

ssize_t sys_sendfile(struct sys *s, int fd, int file, int64_t offset, size_t count)
{
	struct record r;
	ssize_t n;

	record_begin_fd(s, &r, "sendfile", fd);
	r.call.file = s->file;
	record_string(&r, s->file);
	record_int(&r, offset);
	record_int(&r, (int64_t)count);
	record_start(s, &r, true);
	do {
		off_t at = offset;

		n = sendfile(fd, file, &at, count);
	} while (record_again(s, n));
	record_finish(s, &r, n);
	r.call.aside = r.call.errnum == EINVAL;
	if (n > 0)
		fdtab_count(s->fds, fd, 0, (uint64_t)n);
	return (ssize_t)record_send(s, &r);
}

ssize_t sys_splice(struct sys *s, int fd, int to, size_t count)
{
	struct record r;
	ssize_t n;

	record_begin_fd(s, &r, "splice", fd);
	r.call.received = true;
	r.call.file = s->file;
	record_string(&r, NULL);
	record_string(&r, s->file);
	record_string(&r, NULL);
	record_int(&r, (int64_t)count);
	record_start(s, &r, true);
	do
		n = splice(fd, NULL, to, NULL, count, 0);
	while (record_again(s, n));
	record_finish(s, &r, n);
	r.call.aside = n == 0 || r.call.errnum == EINVAL;
	s->got = 0;
	if (n > 0)
		fdtab_count(s->fds, fd, (uint64_t)n, 0);
	return (ssize_t)record_send(s, &r);
}
