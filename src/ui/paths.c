/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths of the user's own files.
 */
#include "paths.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

int paths_add(struct buf *path, const char *variable, const char *fallback, const char *file)
{
	const char *base = getenv(variable);
	const char *home = getenv("HOME");

	if (base && base[0] == '/')
		buf_addf(path, "%s/sosh/%s", base, file);
	else if (home && home[0] == '/')
		buf_addf(path, "%s/%s/sosh/%s", home, fallback, file);
	else
		return -1;
	return 0;
}

void paths_make_folders(const char *path)
{
	char *copy = mem_strndup(path, strlen(path));

	for (char *p = copy + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(copy, 0700);
		*p = '/';
	}
	free(copy);
}
