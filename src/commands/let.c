/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * let: sets a variable.
 */
#include "shell/session.h"
#include "lang/types.h"

enum { NAME, VALUE };

static enum command_status run(struct run *r)
{
	vars_set(&r->session->scope.vars, POS(r, NAME)->text, POS(r, VALUE)->text);
	return DONE;
}

const struct command command_let = {
	.name = "let",
	.group = GROUP_CHECK,
	.assigns = 1,
	.params = (const struct param[]){ { "NAME", &type_name, 0, .help = "the variable" },
		{ "VALUE", &type_text, 0, .help = "its value; an = may stand before it" }, { 0 } },
	.summary = "set a variable",
	.details =
		"$NAME is its value in bare and double-quoted words. A variable that holds a number "
		"also stands for that descriptor, as one set by as does.",
	.examples =
		(const struct example[]){
			{ NULL, "let host = 127.0.0.1\nprint \"will ask $host\"", NULL }, { 0 } },
	.see = "print, assert",
	.run = run,
};
