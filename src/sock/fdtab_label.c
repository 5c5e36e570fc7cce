/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names by number, for calls to which the kernel gives a number back (epoll_wait(2)).
 * A script has few names, and each is kept once.
 */
#include <string.h>

#include "base/mem.h"
#include "fdtab_table.h"

static uint32_t find_or_add(struct fdtab *t, const char *text)
{
	for (uint32_t i = 0; i < t->nlabels; i++)
		if (!strcmp(t->labels[i], text))
			return i + 1;
	t->labels = mem_realloc(t->labels, sizeof(*t->labels) * (t->nlabels + 1));
	t->labels[t->nlabels] = mem_strndup(text, strlen(text));
	return ++t->nlabels;
}

uint32_t fdtab_label(struct fdtab *t, const char *text)
{
	if (!text)
		return 0;
	fdtab_lock(t);
	uint32_t label = find_or_add(t, text);
	fdtab_unlock(t);
	return label;
}

const char *fdtab_label_text(struct fdtab *t, uint64_t label)
{
	fdtab_lock(t);
	const char *text = label && label <= t->nlabels ? t->labels[label - 1] : NULL;
	fdtab_unlock(t);
	return text;
}
