/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain: what an error means, what causes it, what to try.
 */
#include "base/text.h"
#include "insight/explain.h"
#include "shell/emit.h"
#include "shell/job.h"
#include "shell/session.h"
#include "lang/types.h"
#include "sock/state.h"

enum { ERRNO };

/* The failure that is explained, or NULL: the last call's, or that of a job which has
 * ended since and was not waited for, *JOB. */
static const struct last *find_failure(const struct run *r, int *job)
{
	const struct session *s = r->session;
	const struct last *found = s->last.error && *s->last.error ? &s->last : NULL;

	*job = 0;
	for (int id = 0; (id = job_next(s, id));) {
		const struct job *j = job_find(s, id);
		const struct last *brought = job_running(j) ? NULL : &job_run(j)->result;

		if (!brought || !brought->error || !*brought->error ||
			(found && brought->id < found->id))
			continue;
		found = brought;
		*job = id;
	}
	return found;
}

/* What to explain; the failure that it came of, or NULL, goes to *OF. */
static int find(struct run *r, struct slice *what, const struct last **of, struct buf *b)
{
	int job;
	const struct last *failure = find_failure(r, &job);

	*what = POS(r, ERRNO)->given ? POS(r, ERRNO)->text
				     : slice_of(failure ? failure->error : "");
	*of = failure && explain_find(*what) == explain_find(slice_of(failure->error)) ? failure
										       : NULL;
	if (!what->len)
		return err_set(&r->err, ERR_USAGE,
			"the last call did not fail; name an error: explain EADDRINUSE");
	if (job && !POS(r, ERRNO)->given) {
		buf_addf(b, "Job %%%d has ended with this, and waits for `wait %%%d`: ", job, job);
		text_add_clean(b, job_text(job_find(r->session, job)).p,
			job_text(job_find(r->session, job)).len);
		buf_addc(b, '\n');
	}
	return 0;
}

/* What is to be seen of the descriptor that the call was made on, if it is the same yet: where
 * the kernel keeps a connection that is over. */
static void add_here(struct run *r, const struct last *last, struct buf *b)
{
	struct fdtab *fds = r->session->scope.fds;
	struct snapshot look;

	if (!last->serial || fdtab_serial(fds, last->fd) != last->serial)
		return;
	snapshot_begin(&look, last->fd, fds);
	if (snapshot_need(&look, PART_HELD) < 0)
		return;
	buf_addf(b, "Here:\n  - descriptor %d is in CLOSE: ", last->fd);
	state_note(&look, b);
	buf_addc(b, '\n');
}

static enum command_status run(struct run *r)
{
	struct slice what;
	struct buf text = { 0 };
	const struct last *of;
	int errnum;

	if (find(r, &what, &of, &text))
		return REFUSED;
	const struct explanation *x = explain_find(what);
	if (x)
		explain_write(x, of ? of->call : NULL, &text);
	else if (!names_errno_parse(what, &errnum, &r->err))
		buf_addf(&text, "%s (errno %d): %s. Socket calls do not normally return it.\n",
			names_errno(errnum), errnum, names_errno_text(errnum));
	if (of)
		add_here(r, of, &text);
	emit_prose(r, buf_slice(&text));
	buf_free(&text);
	return DONE;
}

const struct command command_explain = {
	.name = "explain",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "ERRNO", &type_errno, OPTIONAL,
				.help = "a name, number or text: ECONNREFUSED, 111, \"connection refused\"; none: the last error, also of a job that was not waited for yet" },
			{ 0 } },
	.summary = "what an error means, what causes it, what to try",
	.examples = (const struct example[]){ { NULL, "explain EADDRINUSE", NULL },
		{ NULL, "connect 99 127.0.0.1:9 = EBADF\nexplain", "the error just seen" }, { 0 } },
	.see = "errno(3), help",
	.run = run,
};
