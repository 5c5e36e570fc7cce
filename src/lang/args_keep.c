/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of the values that were bound are looked up again (args.c) in each run.
 */
#include "lang/args.h"

#include "lang/command.h"
#include "lang/scope.h"

/* Whether A, of TYPE, is to be looked up each time. */
static unsigned looks_up(struct args *args, const struct arg *a, const struct arg_type *type)
{
	if (!a->given || !type || !(type->flags & TYPE_LOOKS_UP))
		return 0;
	args->of_names &= (type->flags & TYPE_OF_NAMES) != 0;
	return 1;
}

void args_keep(struct scope *sc, const struct command *row, struct args *args)
{
	args->pos_looked_up = args->opt_looked_up = 0;
	args->of_names = true;
	args->names_at = scope_names_at(sc);
	for (int i = 0; row->params && row->params[i].name; i++)
		args->pos_looked_up |= looks_up(args, &args->pos[i], row->params[i].type) << i;
	for (int i = 0; row->options && row->options[i].name; i++)
		args->opt_looked_up |= looks_up(args, &args->opt[i], row->options[i].value.type)
				       << i;
}
