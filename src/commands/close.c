/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * close: close(2), of one, several or all descriptors.
 */
#include "shell/emit.h"
#include "shell/job.h"
#include "shell/servers.h"
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

/* Closing wakes nobody: a blocked call holds the open file, not its number. */
static void tell_of_jobs(struct run *r, int fd)
{
	struct session *s = r->session;
	struct buf line = { 0 };

	for (int id = 0; (id = job_next(s, id));) {
		const struct job *j = job_find(s, id);

		if (!job_running(j) || job_run(j)->args.pos[0].num != fd || s->set.quiet)
			continue;
		buf_addf(&line,
			"job %%%d still waits on it: closing does not wake a blocked call, "
			"cancel %%%d does\n",
			id, id);
	}
	emit_text(r, buf_slice(&line));
	buf_free(&line);
}

/* Servers and jobs are the main thread's business: `close c &` only closes. A server
 * would go on with whatever gets its number next. */
static int close_one(struct run *r, int fd)
{
	if (!r->job)
		servers_stop(r->session, fd, 0);
	else if (!fdtab_spare(r->sys.fds, fd))
		return err_set(&r->err, ERR_USAGE,
			"descriptor %d has a server: stop %d first, or close it without &", fd, fd);
	if (!sys_close(&r->sys, fd) && !r->job)
		tell_of_jobs(r, fd);
	return 0;
}

static int close_all(struct run *r)
{
	struct fdtab *t = r->sys.fds;
	struct fd_info info;

	for (int fd = 2; (fd = fdtab_next(t, fd)) >= 0;)
		if (fdtab_get(t, fd, &info) && !info.shell && !info.kept && close_one(r, fd))
			return -1;
	return 0;
}

static enum command_status run(struct run *r)
{
	for (int i = 0; i < r->args.nrest; i++) {
		const struct arg *a = &r->args.rest[i];

		bool all = a->num == -1 && slice_is(a->text, "all");

		if (all ? close_all(r) : close_one(r, (int)a->num))
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
	.see = "close(2), shutdown",
	.run = run,
};
