/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding a command by its name, or by what the user may have meant.
 */
#include <string.h>

#include "base/nearest.h"
#include "lang/command.h"
#include "lang/foreign.h"

const char *const command_group_names[GROUP_COUNT] = {
	[GROUP_NAMES] = "Names and addresses",
	[GROUP_SOCKET] = "Sockets and connections",
	[GROUP_DATA] = "Data",
	[GROUP_OPTIONS] = "Looking and tuning",
	[GROUP_NET] = "Several hosts",
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

bool command_is(const struct command *row, struct slice name)
{
	return is_named(row->name, name) || (row->alias && is_named(row->alias, name));
}

const struct command *command_find(const struct command_table *t, struct slice name)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct command *row = t->rows[i];

		if (command_is(row, name))
			return row;
	}
	return NULL;
}

static bool begins_with(const struct command *row, struct slice name)
{
	return name.len && !strncmp(row->name, name.p, name.len);
}

static void ambiguous(const struct command_table *t, struct slice name, struct err *e)
{
	struct buf candidates = { 0 };

	if (!e)
		return;
	for (size_t i = 0; i < t->count; i++)
		if (begins_with(t->rows[i], name))
			buf_addf(&candidates, "%s%s", candidates.len ? ", " : "", t->rows[i]->name);
	err_set(e, ERR_USAGE, "'%.*s' may be %s", (int)name.len, name.p, buf_cstr(&candidates));
	buf_free(&candidates);
}

/* The one command that NAME begins; *COUNT says how many there are. */
static const struct command *find_prefix(
	const struct command_table *t, struct slice name, size_t *count)
{
	const struct command *found = NULL;

	*count = 0;
	for (size_t i = 0; i < t->count; i++)
		if (begins_with(t->rows[i], name)) {
			found = t->rows[i];
			++*count;
		}
	return *count == 1 ? found : NULL;
}

static void unknown(const struct command_table *t, struct slice name, struct err *e)
{
	struct nearest near = nearest_to(name);

	if (!e)
		return;
	for (size_t i = 0; i < t->count; i++)
		nearest_offer(&near, t->rows[i]->name);
	err_set(e, ERR_USAGE, "no command '%.*s'", (int)name.len, name.p);
	if (!foreign_hint(t, name, e) && !nearest_hint(&near, e))
		err_hint(e, "help lists the commands");
}

const struct command *command_lookup(
	const struct command_table *t, struct slice name, bool prefix, struct err *e)
{
	const struct command *row = command_find(t, name);
	size_t beginnings = 0;

	if (!row && prefix)
		row = find_prefix(t, name, &beginnings);
	if (!row && beginnings > 1)
		ambiguous(t, name, e);
	else if (!row)
		unknown(t, name, e);
	return row;
}
