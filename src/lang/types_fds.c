/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Descriptors that are passed on: several in a word.
 */
#include "lang/scope.h"
#include "lang/types.h"
#include "sock/fdtab.h"

/* Each may be passed on, 0-2 too; but what the shell holds is nobody's. */
static int parse_fds(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct slice list = a->text;
	struct arg one = { .given = true };

	while (vars_next_name(&list, &one.text)) {
		if (type_fd_look.parse(c, &one, e))
			return -1;
		const char *owner =
			c->scope && one.num > 2 ? fdtab_owner(c->scope->fds, (int)one.num) : NULL;
		if (owner)
			return err_set(e, ERR_USAGE, "descriptor %d is %s", (int)one.num, owner);
	}
	return 0;
}

static void complete(const struct arg_context *c, struct candidates *out)
{
	type_fd_look.complete(c, out);
}

const struct arg_type type_fds = { .flags = TYPE_LOOKS_UP | TYPE_OF_NAMES,
	.name = "FDS",
	.what = "descriptors by number or name, a comma between two: 4 or a,b",
	.parse = parse_fds,
	.complete = complete };
