/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * epoll_create: epoll_create1(2).
 */
#include "shell/session.h"
#include "examples.h"
#include "flags.h"

static enum command_status run(struct run *r)
{
	sys_epoll_create(&r->sys, (int)r->args.flags);
	return DONE;
}

const struct command command_epoll_create = {
	.name = "epoll_create",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | NAMES_RESULT | MAY_BE_JOB,
	.options =
		(const struct option[]){
			FLAGS_OPTION(names_epoll_flag, "flags of the call: EPOLL_CLOEXEC"), { 0 } },
	.summary = "make a list of descriptors to wait for",
	.details =
		"The list is in the kernel, and is a descriptor itself: epoll_ctl changes it, "
		"epoll_wait tells which of it are ready, poll says whether any is, close ends it.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR,
				"epoll_create as e\nepoll_ctl e add s:in\nsend c \"x\" = 1\n"
				"epoll_wait e -t 1s = 1 (s:in)",
				NULL },
			{ 0 } },
	.calls = "epoll_create1",
	.see = "epoll_create1(2), epoll(7), epoll_ctl, epoll_wait",
	.run = run,
};
