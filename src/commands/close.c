/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * close: close(2), of one, several or all descriptors.
 */
#include "lang/types.h"
#include "closing.h"
#include "examples.h"

static int close_all(struct run *r)
{
	struct fdtab *t = r->sys.fds;
	struct fd_info info;

	for (int fd = 2; (fd = fdtab_next(t, fd)) >= 0;)
		if (fdtab_get(t, fd, &info) && !info.shell && !info.kept && closing_close(r, fd))
			return -1;
	return 0;
}

static enum command_status run(struct run *r)
{
	for (int i = 0; i < r->args.nrest; i++) {
		const struct arg *a = &r->args.rest[i];

		bool all = a->num == -1 && slice_is(a->text, "all");

		if (all ? close_all(r) : closing_close(r, (int)a->num))
			return REFUSED;
	}
	return DONE;
}

const struct command command_close = {
	.name = "close",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD|all", &type_fd_all, REPEATED,
						  .help = "descriptors; all: every one of yours" },
		{ 0 } },
	.summary = "close descriptors",
	.details =
		"On TCP the kernel still sends what is queued, then a FIN; with unread data, or with "
		"SO_LINGER at 0s, it sends a reset. A name keeps its number: using it afterwards shows "
		"EBADF, or another socket that got the number since.",
	.examples =
		(const struct example[]){ { EXAMPLE_PAIR, "close c\nsend c \"x\" = EBADF", NULL },
			{ EXAMPLE_PAIR, "close all", NULL }, { 0 } },
	.see = "close(2), shutdown, abort",
	.run = run,
};
