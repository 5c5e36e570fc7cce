/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * poll: poll(2).
 */
#include "shell/session.h"
#include "sock/events.h"
#include "examples.h"
#include "watch.h"

enum { TIMEOUT };

static enum command_status run(struct run *r)
{
	struct intr_limit outer;
	int64_t timeout = watch_begin(r, OPT(r, TIMEOUT), &outer);

	sys_poll(&r->sys, watch_rest(r), (size_t)r->args.nrest, timeout);
	watch_end(r, outer);
	return DONE;
}

static void mend(const struct misfit *m, struct err *e)
{
	watch_mend(m, 0, &names_poll, e);
}

static int doubt(const struct misfit *m, struct err *e)
{
	return watch_doubt(m, &m->args->opt[TIMEOUT], e);
}

const struct command command_poll = {
	.name = "poll",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params =
		(const struct param[]){
			{ "FD:EVENTS", &type_watch, REPEATED, .of = &names_poll,
				.help = "what to wait for: a (which is a:in), a:out, a:in,pri" },
			{ 0 } },
	.options = (const struct option[]){ TIMEOUT_OPTION, { 0 } },
	.summary = "wait until one of several descriptors is ready",
	.details =
		"The result is how many are ready, and which for what; 0 is the timeout. Ready means "
		"that the call would not wait, not that it would succeed: an error, the end of the "
		"stream and a connection to accept are ready too. err, hup and nval come unasked. "
		"Nothing is consumed: what is ready is so again at the next poll.\n\n"
		"A connect of a socket made with --nonblock goes on by itself; it has ended when "
		"the socket can be written, and getsockopt FD SO_ERROR says how.",
	.examples = (const struct example
			[]){ { EXAMPLE_PAIR,
				     "send c \"hello\"\npoll c:out s -t 1s = 2 (c:out s:in)",
				     NULL },
		{ EXAMPLE_PAIR, "poll c s -t 10ms = 0", "nothing has come" },
		{ EXAMPLE_LISTENER "socket tcp --nonblock as c\n",
			"connect c 127.0.0.1 $l.port = ok|EINPROGRESS\npoll c:out -t 2s = 1\n"
			"getsockopt c SO_ERROR = 0 (0)",
			"a connection that is made in the background" },
		{ 0 } },
	.mend = mend,
	.doubt = doubt,
	.see = "poll(2), select, epoll_create",
	.run = run,
};
