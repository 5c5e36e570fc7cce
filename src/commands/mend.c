/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mend: a link that was cut carries frames again.
 */
#include "lang/types.h"
#include "shell/session.h"
#include "examples.h"
#include "linked.h"

static enum command_status run(struct run *r)
{
	return linked_cut(r, false);
}

const struct command command_mend = {
	.name = "mend",
	.group = GROUP_NET,
	.params =
		(const struct param[]){
			{ "END", &type_ends, REPEATED,
				.help = "both hosts of the link, A>B, or a switch's name" },
			{ 0 } },
	.summary = "mend a link that was cut",
	.examples =
		(const struct example[]){
			{ EXAMPLE_LINK, "cut romeo>juliet\nmend romeo juliet", NULL }, { 0 } },
	.see = "cut, link",
	.run = run,
};
