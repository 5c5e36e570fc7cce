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

/* HOW is O_TRUNC for a file that may be there, O_EXCL for one that may not. */
static int write_to(
	struct fdtab *t, const struct intr *i, const char *name, int how, const struct buf *b)
{
	int fd = fdtab_open_file(t, name, O_WRONLY | O_CREAT | how, 0666, "a file being written");
	int status, why;

	if (fd < 0) {
		errno = i ? intr_errno(i, errno) : errno;
		return -1;
	}
	status = file_write_all(fd, buf_cstr(b), b->len, i);
	why = errno;
	if (fdtab_close(t, fd) && !status)
		return -1;
	errno = why;
	return status;
}

/* What NAME is stays as it was until all is written. */
static int write_beside(
	struct fdtab *t, const struct intr *i, const char *name, const struct buf *b)
{
	struct buf part = { 0 };
	int status, why;

	buf_addf(&part, "%s.part", name);
	status = write_to(t, i, buf_cstr(&part), O_EXCL, b);
	if (!status)
		status = rename(buf_cstr(&part), name);
	why = errno;
	if (status && why != EEXIST) /* that one is somebody else's */
		unlink(buf_cstr(&part));
	buf_free(&part);
	errno = why;
	return status;
}

/* A FIFO, or what a link leads to, is written itself. */
int save_file_as(
	struct fdtab *t, const struct intr *i, const char *name, const struct buf *b, struct err *e)
{
	struct stat st;
	bool other = !lstat(name, &st) && !S_ISREG(st.st_mode);

	if (!(other ? write_to(t, i, name, O_TRUNC, b) : write_beside(t, i, name, b)))
		return 0;
	err_system(e, errno, name);
	return errno == EEXIST ? err_hint(e, "%s.part, as it is while it grows, is there", name)
			       : -1;
}

int save_file(struct run *r, const char *name, const struct buf *b)
{
	return save_file_as(r->sys.fds, r->sys.intr, name, b, &r->err);
}
