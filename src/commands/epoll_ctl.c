/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * epoll_ctl: epoll_ctl(2).
 */
#include "shell/session.h"
#include "sock/events.h"
#include "examples.h"
#include "watch.h"

enum { EPOLL, OP, WHAT };

static enum command_status run(struct run *r)
{
	struct call_watch what = watch_of(r, POS(r, WHAT));

	sys_epoll_ctl(&r->sys, (int)POS(r, EPOLL)->num, (int)POS(r, OP)->num, &what);
	return DONE;
}

static void mend(const struct misfit *m, struct err *e)
{
	watch_mend(m, WHAT, &names_epoll, e);
}

const struct command command_epoll_ctl = {
	.name = "epoll_ctl",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "EPOLL", &type_fd, 0,
						  .help = "the list, of epoll_create" },
		{ "OP", &type_constant, 0, .of = &names_epoll_op, .help = "add, mod or del" },
		{ "FD:EVENTS", &type_watch, 0, .of = &names_epoll,
			.help = "a (which is a:in), a:in,et for edge-triggered, a:out,oneshot" },
		{ 0 } },
	.summary = "change what an epoll waits for",
	.details =
		"What is watched is the open file behind the number, under the name that stands here. "
		"It goes from the list by itself when the last descriptor of it is closed.\n\n"
		"Level-triggered, which is the default, an epoll_wait reports what is ready every "
		"time. With et it reports once, and again when something new comes: who has not "
		"read all by then waits for the next piece.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR "epoll_create as e\n",
				"epoll_ctl e add s:in,et\nsend c \"hello\"\n"
				"epoll_wait e -t 1s = 1 (s:in)\nrecv s 2\nepoll_wait e -t 50ms = 0",
				"three bytes are left, and nobody is told again" },
			{ EXAMPLE_PAIR "epoll_create as e\n",
				"epoll_ctl e add s\nepoll_ctl e add s = EEXIST\nepoll_ctl e del s\n"
				"epoll_ctl e mod s:out = ENOENT",
				NULL },
			{ 0 } },
	.slip = "make the list first: epoll_create as e; epoll_ctl e add FD:in",
	.mend = mend,
	.see = "epoll_ctl(2), epoll(7), epoll_create, epoll_wait",
	.run = run,
};
