/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * epoll_wait: epoll_wait(2).
 */
#include "shell/session.h"
#include "digits.h"
#include "examples.h"
#include "watch.h"

enum { EPOLL, MAX };
enum { TIMEOUT };
#define DEFAULT_MAX 16

enum { MAX_MAX = 65536 };

static enum command_status run(struct run *r)
{
	const struct arg *max = POS(r, MAX);
	struct intr_limit outer;
	int64_t timeout = watch_begin(r, OPT(r, TIMEOUT), &outer);

	sys_epoll_wait(&r->sys, (int)POS(r, EPOLL)->num, max->given ? (int)max->num : DEFAULT_MAX,
		timeout);
	watch_end(r, outer);
	return DONE;
}

const struct command command_epoll_wait = {
	.name = "epoll_wait",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "EPOLL", &type_fd, 0,
						  .help = "the list, of epoll_create" },
		{ "MAX", &type_number, OPTIONAL, .min = INT_MIN, .max = MAX_MAX,
			.help = "how many to report at most (" DIGITS(DEFAULT_MAX) ")" },
		{ 0 } },
	.options = (const struct option[]){ TIMEOUT_OPTION, { 0 } },
	.summary = "wait until one of an epoll's descriptors is ready",
	.details = "The result is how many are ready, and which for what, under the names that "
		   "epoll_ctl had for them; 0 is the timeout.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR
				"epoll_create as e\nepoll_ctl e add c:out\nepoll_ctl e add s\n",
				"epoll_wait e -t 0 = 1 (c:out)\nsend c \"x\" = 1\n"
				"epoll_wait e -t 1s = 2 (c:out s:in)",
				NULL },
			{ 0 } },
	.slip = "make the list first: epoll_create as e; epoll_ctl e add FD:in; epoll_wait e",
	.see = "epoll_wait(2), epoll(7), epoll_create, epoll_ctl",
	.run = run,
};
