/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The history's file.
 */
#include "ui/history.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "paths.h"

enum { NEWLINE_INSIDE = '\001' };

void history_open(struct history *h, struct fdtab *fds)
{
	const char *own = getenv("SOSH_HISTORY");

	*h = (struct history){ .fds = fds };
	if (own)
		buf_adds(&h->path, own);
	else
		paths_add(&h->path, "XDG_STATE_HOME", ".local/state", "history");
}

void history_close(struct history *h)
{
	buf_free(&h->path);
}

bool history_wants(const char *entry, const char *last)
{
	if (entry[0] == ' ' || entry[strspn(entry, " \t\n")] == '\0')
		return false;
	return !last || strcmp(entry, last) != 0;
}

/* The file, locked, or -1. */
static int open_locked(struct history *h, int flags)
{
	struct stat st;
	int fd;

	if (!h->path.len)
		return -1;
	fd = fdtab_open_file(h->fds, h->path.data, O_RDWR | O_APPEND | flags, 0600, "history");
	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX) || fstat(fd, &st)) {
		fdtab_close(h->fds, fd);
		return -1;
	}
	if (S_ISREG(st.st_mode) && !st.st_size)
		fchmod(fd, 0600); /* the umask may have left less */
	return fd;
}

static bool is_regular(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISREG(st.st_mode);
}

/* Where the last HISTORY_MAX lines begin. */
static size_t last_lines(const struct buf *text)
{
	size_t at = text->len, lines = 0;

	while (at) {
		if (text->data[at - 1] == '\n' && lines++ == HISTORY_MAX)
			break;
		at--;
	}
	return at;
}

static void swap_bytes(char *text, char from, char to)
{
	for (char *p = text; (p = strchr(p, from)); p++)
		*p = to;
}

static void hand_out(char *text, void (*line)(const char *text))
{
	char *next;

	for (; *text; text = next) {
		next = strchrnul(text, '\n');
		if (*next)
			*next++ = '\0';
		swap_bytes(text, NEWLINE_INSIDE, '\n');
		if (*text)
			line(text);
	}
}

void history_load(struct history *h, void (*line)(const char *text))
{
	struct buf text = { 0 };
	int fd = open_locked(h, 0);
	size_t from;

	if (fd < 0)
		return;
	if (is_regular(fd) && file_read_all(fd, &text, FILE_DATA_MAX, NULL))
		buf_clear(&text);
	from = last_lines(&text);
	if (from && !ftruncate(fd, 0))
		file_write_all(fd, text.data + from, text.len - from, NULL);
	fdtab_close(h->fds, fd);
	if (text.data)
		hand_out(text.data + from, line);
	buf_free(&text);
}

void history_append(struct history *h, const char *entry)
{
	struct buf line = { 0 };
	int fd = open_locked(h, O_CREAT);

	if (fd < 0 && h->path.len) {
		paths_make_folders(h->path.data);
		fd = open_locked(h, O_CREAT);
	}
	if (fd < 0)
		return;
	buf_adds(&line, entry);
	swap_bytes(line.data, '\n', NEWLINE_INSIDE);
	buf_addc(&line, '\n');
	file_write_all(fd, line.data, line.len, NULL);
	fdtab_close(h->fds, fd);
	buf_free(&line);
}
