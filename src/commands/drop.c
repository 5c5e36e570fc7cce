/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * drop: the next frame on a link that looks so is lost.
 */
#include "insight/drops.h"
#include "lang/types.h"
#include "shell/session.h"
#include "examples.h"
#include "linked.h"

enum { WORDS };
enum { FORGET };

static unsigned from_of(const struct linked *found)
{
	return found->port == LINKED_ALL ? DROPS_EITHER : (unsigned)found->port;
}

static enum command_status run(struct run *r)
{
	struct drops *drops = r->session->drops;
	struct linked found;

	if (linked_find(r, &found) < 0)
		return REFUSED;
	if (OPT(r, FORGET)->given)
		drops_forget(drops, found.link->number, from_of(&found));
	else if (r->args.nrest == found.words) {
		err_at(&r->err, ERR_USAGE, r->parsed->span, "which frames?");
		err_hint(&r->err, "\"S\", \"P. 1:101(100)\": as packets and = packets have them");
		return REFUSED;
	}
	for (int i = found.words; i < r->args.nrest; i++)
		drops_add(drops, found.link->number, from_of(&found), r->args.rest[i].text);
	return DONE;
}

const struct command command_drop = {
	.name = "drop",
	.group = GROUP_NET,
	.params =
		(const struct param[]){
			{ "END|PATTERN", &type_ends, REPEATED,
				.help = "both hosts of the link, A>B, or a switch's name; then a word, "
					"quoted, for each frame" },
			{ 0 } },
	.options =
		(const struct option[]){
			{ .name = "--forget",
				.value = { .help = "those of before are not waited for any more" } },
			{ 0 } },
	.summary = "lose just that frame: the next that is as a pattern says",
	.details =
		"Patterns are those of = packets: first the word that the packet's line begins with (S, "
		"P., icmp), then any of the others in their order, numbers counted from the "
		"connection's first. Each is for one frame, the next that fits; several that are the "
		"same are for several. Both ways are watched, or with A>B one. links --json tells how "
		"many are waited for.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_LINK, "drop romeo>juliet S",
				"the next SYN: the kernel sends it again after a second" },
			{ EXAMPLE_LINK, "drop romeo juliet \"P. 1:101(100)\" \"F.\"", NULL },
			{ 0 } },
	.see = "link, cut, links, packets, capture",
	.run = run,
};
