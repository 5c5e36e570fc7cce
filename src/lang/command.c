/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding a command by its name, or by what the user may have meant.
 */
#include <limits.h>
#include <string.h>

#include "lang/command.h"
#include "sock/names.h"

const char *const command_group_names[GROUP_COUNT] = {
	[GROUP_NAMES] = "Names and addresses",
	[GROUP_SOCKET] = "Sockets and connections",
	[GROUP_DATA] = "Data",
	[GROUP_OPTIONS] = "Looking and tuning",
	[GROUP_THREADS] = "Jobs and servers",
	[GROUP_CHECK] = "Scripts and checks",
	[GROUP_SHELL] = "The shell",
};

/* slice_is without a call: this is done for every row at every command. */
static inline bool is_named(const char *name, struct slice word)
{
	size_t i = 0;

	while (i < word.len && name[i] == word.p[i] && name[i])
		i++;
	return i == word.len && !name[i];
}

const struct command *command_find(const struct command_table *t, struct slice name)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct command *row = t->rows[i];

		if (is_named(row->name, name) || (row->alias && is_named(row->alias, name)))
			return row;
	}
	return NULL;
}

static const struct command *find_prefix(
	const struct command_table *t, struct slice name, struct err *e)
{
	const struct command *found = NULL;
	struct buf candidates = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct command *row = t->rows[i];

		if (strncmp(row->name, name.p, name.len))
			continue;
		found = row;
		buf_addf(&candidates, "%s%s", count++ ? ", " : "", row->name);
	}
	if (count > 1)
		err_set(e, ERR_USAGE, "'%.*s' may be %s", (int)name.len, name.p,
			buf_cstr(&candidates));
	buf_free(&candidates);
	return count == 1 ? found : NULL;
}

static void suggest(const struct command_table *t, struct slice name, struct err *e)
{
	const struct command *near = NULL;
	int best = INT_MAX;

	for (size_t i = 0; i < t->count; i++)
		if (names_nearer(name, t->rows[i]->name, &best))
			near = t->rows[i];
	if (near)
		err_hint(e, "did you mean %s?", near->name);
	else
		err_hint(e, "help lists the commands");
}

const struct command *command_lookup(
	const struct command_table *t, struct slice name, bool prefix, struct err *e)
{
	const struct command *row = command_find(t, name);

	if (row)
		return row;
	err_clear(e);
	if (prefix && name.len)
		row = find_prefix(t, name, e);
	if (!row && e->kind == ERR_NONE) {
		err_set(e, ERR_USAGE, "no command '%.*s'", (int)name.len, name.p);
		suggest(t, name, e);
	}
	return row;
}
