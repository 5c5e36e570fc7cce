/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * select: select(2).
 */
#include <sys/select.h>

#include "shell/session.h"
#include "sock/events.h"
#include "examples.h"
#include "watch.h"

enum { TIMEOUT };

/* A set holds so many bits, and C's macros write beside it for others. */
static int check_room(struct run *r)
{
	for (int i = 0; i < r->args.nrest; i++) {
		const struct arg *a = &r->args.rest[i];

		if (a->num >= 0 && a->num < FD_SETSIZE)
			continue;
		err_at(&r->err, ERR_USAGE, a->span,
			"an fd_set has no room for descriptor %lld: FD_SETSIZE is %d",
			(long long)a->num, FD_SETSIZE);
		return err_hint(&r->err, "poll takes any descriptor");
	}
	return 0;
}

static enum command_status run(struct run *r)
{
	struct intr_limit outer;

	if (check_room(r))
		return REFUSED;
	int64_t timeout = watch_begin(r, OPT(r, TIMEOUT), &outer);
	sys_select(&r->sys, watch_rest(r), (size_t)r->args.nrest, timeout);
	watch_end(r, outer);
	return DONE;
}

static void mend(const struct misfit *m, struct err *e)
{
	watch_mend(m, 0, &names_select, e);
}

static int doubt(const struct misfit *m, struct err *e)
{
	return watch_doubt(m, &m->args->opt[TIMEOUT], e);
}

const struct command command_select = {
	.name = "select",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params =
		(const struct param[]){
			{ "FD:EVENTS", &type_watch, REPEATED, .of = &names_select,
				.help = "a (which is a:in) for readfds, a:out for writefds, a:pri for "
					"exceptfds" },
			{ 0 } },
	.options = (const struct option[]){ TIMEOUT_OPTION, { 0 } },
	.summary = "wait for several descriptors, with three sets of bits",
	.details =
		"As poll, in the older form: the line shows the three sets, and before them the "
		"highest number plus one. A set has room for the numbers below 1024 (FD_SETSIZE), "
		"which is why programs use poll. A descriptor that is not open fails the whole call "
		"with EBADF, where poll reports nval for that one.",
	.examples = (const struct example
			[]){ { EXAMPLE_PAIR,
				     "send c \"hello\"\nselect c:out s -t 1s = 2 (c:out s:in)",
				     NULL },
		{ EXAMPLE_PAIR,
			"close c\nselect c s -t 1s = EBADF\npoll c s -t 1s = 2 (c:nval s:in)",
			"where the two differ" },
		{ 0 } },
	.mend = mend,
	.doubt = doubt,
	.see = "select(2), poll",
	.run = run,
};
