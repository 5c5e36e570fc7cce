/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cut: a link carries nothing from now on.
 */
#include "lang/types.h"
#include "shell/session.h"
#include "examples.h"
#include "linked.h"

static enum command_status run(struct run *r)
{
	return linked_cut(r, true);
}

const struct command command_cut = {
	.name = "cut",
	.group = GROUP_NET,
	.params =
		(const struct param[]){
			{ "END", &type_ends, REPEATED,
				.help = "both hosts of the link, A>B, or a switch's name" },
			{ 0 } },
	.summary = "cut a link: what is sent is lost from now on",
	.details =
		"Nobody is told, as with a cable that is broken somewhere on its way: interfaces stay "
		"up. What is on its way arrives. cut A>B cuts one way alone; of a switch, cut A>NAME what "
		"A sends.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_LINK, "cut romeo juliet\nmend romeo juliet", NULL }, { 0 } },
	.see = "mend, link, drop, links",
	.run = run,
};
