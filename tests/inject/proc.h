/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What proc(5) says of another process.
 */
#ifndef INJECT_PROC_H
#define INJECT_PROC_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROC_PATH = 320, PROC_TEXT = 256, PROC_NAME = 32 };

/* The first line of the file that holds WORD, without its line feed; "" if none does. */
static inline void proc_line(const char *path, const char *word, char *line, int size)
{
	FILE *f = fopen(path, "re");
	bool found = false;

	while (!found && f && fgets(line, size, f))
		found = strstr(line, word);
	if (!found)
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (f)
		fclose(f);
}

/* The name of thread TID, of PROC_NAME bytes: main for the first. */
static inline void proc_thread_name(pid_t pid, pid_t tid, char *name)
{
	char path[PROC_PATH];

	snprintf(path, sizeof(path), "/proc/%d/comm", tid);
	if (tid == pid)
		snprintf(name, PROC_NAME, "main");
	else
		proc_line(path, "", name, PROC_NAME);
}

/* What a descriptor stands for, of PROC_TEXT bytes. */
static inline void proc_fd_target(pid_t pid, int fd, char *target)
{
	char path[PROC_PATH];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	len = readlink(path, target, PROC_TEXT - 1);
	target[len < 0 ? 0 : len] = '\0';
}

/* Where the heap ends: 0, if it has not begun. */
static inline int64_t proc_heap_end(pid_t pid)
{
	char path[PROC_PATH], line[PROC_TEXT];
	unsigned long long end = 0;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	proc_line(path, "[heap]", line, sizeof(line));
	return sscanf(line, "%*x-%llx", &end) == 1 ? (int64_t)end : 0;
}

/* Calls FN for the numbers in a folder: fd or task. */
static inline void proc_each(pid_t pid, const char *folder, void (*fn)(pid_t pid, int number))
{
	char path[PROC_PATH];
	const struct dirent *entry;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, folder);
	d = opendir(path);
	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			fn(pid, atoi(entry->d_name));
	if (d)
		closedir(d);
}

#endif
