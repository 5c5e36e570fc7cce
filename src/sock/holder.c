/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Processes and their sockets.
 */
#include "sock/holder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"

static void add(struct holders *h, const struct holder *one)
{
	if (!(h->count & (h->count - 1))) /* the capacity is a power of two */
		h->items = mem_realloc(h->items, (h->count ? h->count * 2 : 1) * sizeof(*one));
	h->items[h->count++] = *one;
}

void holders_free(struct holders *h)
{
	free(h->items);
	*h = (struct holders){ 0 };
}

/* "socket:[1234]" */
static bool read_inode(int dir, const char *name, uint64_t *inode)
{
	static const char lead[] = "socket:[";
	char target[64];
	ssize_t n = readlinkat(dir, name, target, sizeof(target) - 1);

	if (n < (ssize_t)sizeof(lead) || memcmp(target, lead, sizeof(lead) - 1) != 0)
		return false;
	target[n] = '\0';
	*inode = strtoull(target + sizeof(lead) - 1, NULL, 10);
	return true;
}

static void read_name(int proc, pid_t pid, char *name, size_t size)
{
	char path[32];
	ssize_t n = 0;

	snprintf(path, sizeof(path), "%d/comm", (int)pid);
	int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, name, size - 1);
		close(fd);
	}
	if (n > 0 && name[n - 1] == '\n')
		n--;
	name[n > 0 ? n : 0] = '\0';
}

static DIR *open_at(int dir, const char *path)
{
	int fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *opened = fd < 0 ? NULL : fdopendir(fd);

	if (!opened && fd >= 0)
		close(fd);
	return opened;
}

/* The descriptors of the process, which may end meanwhile. */
static void read_process(struct holders *h, int proc, const char *pid)
{
	struct holder one = { .pid = (pid_t)atoi(pid) };
	size_t first = h->count;
	char path[32];
	struct dirent *entry;

	snprintf(path, sizeof(path), "%d/fd", (int)one.pid);
	DIR *fds = open_at(proc, path);
	if (!fds)
		return;
	while ((entry = readdir(fds)))
		if (entry->d_name[0] != '.' && read_inode(dirfd(fds), entry->d_name, &one.inode)) {
			one.fd = atoi(entry->d_name);
			if (h->count == first)
				read_name(proc, one.pid, one.name, sizeof(one.name));
			add(h, &one);
		}
	closedir(fds);
}

static int compare(const void *a, const void *b)
{
	const struct holder *x = a, *y = b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	return (x->fd > y->fd) - (x->fd < y->fd);
}

int holders_read(struct holders *h)
{
	DIR *proc = open_at(AT_FDCWD, "/proc");
	struct dirent *entry;

	if (!proc)
		return -1;
	while ((entry = readdir(proc)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			read_process(h, dirfd(proc), entry->d_name);
	closedir(proc);
	if (h->count)
		qsort(h->items, h->count, sizeof(*h->items), compare);
	return 0;
}

const struct holder *holders_of(const struct holders *h, uint64_t inode, size_t *count)
{
	size_t low = 0, high = h->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (h->items[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	for (*count = 0; low + *count < h->count && h->items[low + *count].inode == inode;)
		++*count;
	return *count ? &h->items[low] : NULL;
}

void holder_print(const struct holder *h, struct buf *b)
{
	size_t start = b->len;

	text_add_clean(b, h->name, strlen(h->name));
	for (size_t i = start; i < b->len; i++)
		if (b->data[i] == ' ')
			b->data[i] = '_';
	buf_addf(b, "/%d:%d", (int)h->pid, h->fd);
}
