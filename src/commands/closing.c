/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Closing, with what belongs to a descriptor beside the kernel's part.
 */
#include "shell/emit.h"
#include "shell/job.h"
#include "shell/samples.h"
#include "shell/servers.h"
#include "shell/session.h"
#include "closing.h"

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
int closing_close(struct run *r, int fd)
{
	if (!r->job) {
		servers_stop(r->session, fd, 0);
		samples_closing(r->session, fd);
	} else if (!fdtab_spare(r->sys.fds, fd)) {
		return err_set(&r->err, ERR_USAGE,
			"descriptor %d has a server: stop %d first, or close it without &", fd, fd);
	}
	if (!sys_close(&r->sys, fd) && !r->job)
		tell_of_jobs(r, fd);
	return 0;
}
