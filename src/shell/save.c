/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files under their name when they are whole.
 */
#include "shell/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static int write_to(struct run *r, const char *name, const struct buf *b)
{
	int fd = fdtab_open_file(
		r->sys.fds, name, O_WRONLY | O_CREAT | O_TRUNC, 0666, "a file being written");
	int status, why;

	if (fd < 0) {
		errno = intr_errno(r->sys.intr, errno);
		return -1;
	}
	status = file_write_all(fd, buf_cstr(b), b->len, r->sys.intr);
	why = errno;
	if (fdtab_close(r->sys.fds, fd) && !status)
		return -1;
	errno = why;
	return status;
}

/* What NAME is stays as it was until all is written. */
static int write_beside(struct run *r, const char *name, const struct buf *b)
{
	struct buf part = { 0 };
	int status, why;

	buf_addf(&part, "%s.part", name);
	status = write_to(r, buf_cstr(&part), b);
	if (!status)
		status = rename(buf_cstr(&part), name);
	why = errno;
	if (status)
		unlink(buf_cstr(&part));
	buf_free(&part);
	errno = why;
	return status;
}

/* A FIFO, or what a link leads to, is written itself. */
int save_file(struct run *r, const char *name, const struct buf *b)
{
	struct stat st;
	bool other = !lstat(name, &st) && !S_ISREG(st.st_mode);

	if (other ? write_to(r, name, b) : write_beside(r, name, b))
		return err_system(&r->err, errno, name);
	return 0;
}
