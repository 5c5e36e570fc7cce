/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings of the kernel, below /proc/sys: those of net/ are of the network that the
 * process is in.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "sock/sysctl.h"

enum { VALUE_MAX = 65536 };

/* NAME is checked: it has no NUL. */
static int refused(struct slice name, int errnum, struct err *e)
{
	struct buf what = { 0 };

	buf_add(&what, name.p, name.len);
	err_system(e, errnum, buf_cstr(&what));
	buf_free(&what);
	return errnum == ENOENT
		       ? err_hint(e, "this kernel has no such setting, or not in every network")
		       : -1;
}

static bool is_plain(char c)
{
	return c && (strchr("_-/.@", c) || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			    (c >= 'A' && c <= 'Z'));
}

static bool is_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_plain(name.p[i]))
			return false;
	return name.len && !strchr("/.", name.p[0]) && !memmem(name.p, name.len, "..", 2) &&
	       !memmem(name.p, name.len, "//", 2);
}

/* As sysctl(8): of dot and slash, which comes first stands between the parts, and the other
 * for a dot in one of them. */
static bool has_dots_between(struct slice name)
{
	const char *dot = memchr(name.p, '.', name.len), *slash = memchr(name.p, '/', name.len);

	return dot && (!slash || dot < slash);
}

/* Opens the file of a setting; with a table where the user's numbers are not disturbed. */
static int open_setting(struct fdtab *t, struct slice name, int flags, struct err *e)
{
	static const char root[] = "/proc/sys/";
	bool swap = has_dots_between(name);
	struct buf path = { 0 };
	int fd, errnum;

	if (!is_name(name))
		return err_set(e, ERR_NAME, "\"%.*s\" is not the name of a setting of the kernel",
			(int)name.len, name.p);
	buf_adds(&path, root);
	buf_add(&path, name.p, name.len);
	for (char *c = path.data + strlen(root); swap && *c; c++)
		if (*c == '.' || *c == '/')
			*c = *c == '.' ? '/' : '.';
	fd = t ? fdtab_open_file(t, path.data, flags, 0, "a setting")
	       : open(path.data, flags | O_CLOEXEC);
	errnum = errno;
	buf_free(&path);
	return fd < 0 ? refused(name, errnum, e) : fd;
}

static void close_setting(struct fdtab *t, int fd)
{
	if (t)
		fdtab_close(t, fd);
	else
		close(fd);
}

int sysctl_read(struct fdtab *t, struct slice name, struct buf *b, struct err *e)
{
	int fd = open_setting(t, name, O_RDONLY, e), status;

	if (fd < 0)
		return -1;
	status = file_read_all(fd, b, VALUE_MAX, NULL);
	if (status)
		refused(name, errno, e);
	close_setting(t, fd);
	while (!status && b->len && b->data[b->len - 1] == '\n')
		b->data[--b->len] = '\0';
	return status;
}

int sysctl_write(struct fdtab *t, struct slice name, struct slice value, struct err *e)
{
	int fd = open_setting(t, name, O_WRONLY, e), status;

	if (fd < 0)
		return -1;
	status = file_write_all(fd, value.p, value.len, NULL);
	if (status)
		refused(name, errno, e);
	close_setting(t, fd);
	return status;
}
