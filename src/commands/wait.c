/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wait: until jobs and servers have ended.
 */
#include <poll.h>

#include "shell/emit.h"
#include "shell/job.h"
#include "shell/servers.h"
#include "shell/types.h"
#include "examples.h"

enum { WHAT };

/* The wait is over, what was waited for is not. */
static enum command_status gave_up(struct run *r, struct slice what)
{
	struct buf line = { 0 };

	if (intr_pending(r->sys.intr) != INTR_LIMIT)
		return DONE;
	r->result = (struct last){ 0 }; /* that of a job waited for before */
	run_gave_up(r);
	buf_adds(&line, "gave up waiting; it runs on: ");
	buf_add(&line, what.p, what.len);
	buf_addc(&line, '\n');
	if (!r->set->quiet)
		emit_text(r, buf_slice(&line));
	buf_free(&line);
	return DONE;
}

/* An expectation of wait's own is judged by what the job brought. */
static enum command_status take(struct run *r, struct job *j)
{
	struct session *s = r->session;

	if (r->parsed->expect.given) {
		r->result = job_run(j)->result;
		buf_clear(&r->words); /* of a job waited for before */
		buf_add(&r->words, job_run(j)->words.data, job_run(j)->words.len);
		job_forget(s, j);
		return DONE;
	}
	return job_finish(s, j) == FLOW_STOP ? STOPPED : DONE;
}

static enum command_status wait_for(struct run *r, struct job *j)
{
	if (job_wait(r->session, j, r->sys.intr))
		return gave_up(r, job_text(j));
	return take(r, j);
}

/* Until the server has ended by itself or the wait is interrupted; its threads
 * are joined then. */
static enum command_status wait_server(struct run *r, int fd)
{
	struct server *server = servers_find(r->session, fd);
	struct pollfd p = { .fd = server_wait_fd(server), .events = POLLIN };

	while (server_running(server) && !intr_pending(r->sys.intr))
		poll(&p, 1, -1);
	if (server_running(server) && intr_pending(r->sys.intr) == INTR_LIMIT)
		return gave_up(r, slice_of("the server"));
	if (!server_running(server))
		servers_stop(r->session, fd, 0);
	return DONE;
}

/* All of them; one that has ended meanwhile is found so. */
static void wait_servers(struct run *r)
{
	for (int fd = -1; !intr_pending(r->sys.intr) && (fd = servers_next(r->session, fd)) >= 0;)
		wait_server(r, fd);
}

static enum command_status wait_all(struct run *r)
{
	enum command_status status = DONE;

	if (!job_next(r->session, 0))
		wait_servers(r);
	for (int id = 0; status == DONE && (id = job_next(r->session, id));)
		status = wait_for(r, job_find(r->session, id));
	return status;
}

static enum command_status run(struct run *r)
{
	const struct arg *what = POS(r, WHAT);

	if (what->given && what->row)
		return wait_server(r, (int)what->num);
	if (!what->given || (what->bare && slice_is(what->text, "all")))
		return wait_all(r);
	return wait_for(r, job_find(r->session, (int)what->num));
}

const struct command command_wait = {
	.name = "wait",
	.group = GROUP_THREADS,
	.flags = MAKES_CALL | TAKES_TIME | JOINS,
	.calls = "connect, accept, recv, send",
	.params =
		(const struct param[]){
			{ "%N|FD|all", &type_waitable, OPTIONAL,
				.help = "a job, a server, or all jobs (default); without jobs, all servers" },
			{ 0 } },
	.summary = "wait until jobs, or a server, have ended",
	.details =
		"The job's result becomes this command's: $?, $errno and $data are set, an "
		"expectation that the job carries is judged, and an unexpected failure ends a script. "
		"Without an argument all jobs are waited for, in order; where there is no job, all servers.\n\n"
		"A server ends by itself with --once; Ctrl-C ends the wait.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_LISTENER "socket tcp as c\n",
				"accept l as s &\nconnect c 127.0.0.1 $l.port\nwait %1 = ok",
				NULL },
			{ 0 } },
	.see = "jobs, cancel, serve",
	.run = run,
};
