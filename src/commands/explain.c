/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain: what an error means, what causes it, what to try; and a descriptor in words.
 */
#include "base/text.h"
#include "insight/explain.h"
#include "shell/emit.h"
#include "shell/job.h"
#include "shell/session.h"
#include "lang/types.h"
#include "sock/state.h"
#include "examples.h"

enum { EXPLAINED };

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

	*what = POS(r, EXPLAINED)->given ? POS(r, EXPLAINED)->text
					 : slice_of(failure ? failure->error : "");
	*of = failure && explain_find(*what) == explain_find(slice_of(failure->error)) ? failure
										       : NULL;
	if (!what->len)
		return err_set(&r->err, ERR_USAGE,
			"the last call did not fail; name an error: explain EADDRINUSE");
	if (job && !POS(r, EXPLAINED)->given) {
		buf_addf(b, "Job %%%d has ended with this, and waits for `wait %%%d`: ", job, job);
		text_add_clean(b, job_text(job_find(r->session, job)).p,
			job_text(job_find(r->session, job)).len);
		buf_addc(b, '\n');
	}
	return 0;
}

/* Why the call failed, by the record of it. */
static void add_reason(const struct session *s, uint64_t id, struct buf *b)
{
	struct reasons_scene scene = session_scene(s, true);
	struct ring_walk walk;
	const struct call *c;

	ring_walk(&walk, &s->ring);
	while ((c = ring_next(&walk)))
		if (c->id == id) {
			buf_adds(b, "  - ");
			if (reasons_add(&scene, c, b))
				buf_addc(b, '\n');
			else
				buf_clear(b);
			return;
		}
}

/* Where the kernel keeps a connection that is over, of the descriptor that the call was made on, if
 * it is the same yet. */
static void add_held(struct run *r, const struct last *last, struct buf *b)
{
	struct fdtab *fds = r->session->scope.fds;
	struct snapshot look;

	if (!last->serial || fdtab_serial(fds, last->fd) != last->serial)
		return;
	snapshot_begin(&look, last->fd, fds);
	if (snapshot_need(&look, PART_HELD) < 0)
		return;
	buf_addf(b, "  - descriptor %d is in CLOSE: ", last->fd);
	state_note(&look, b);
	buf_addc(b, '\n');
}

/* What is to be seen here of the failure LAST. */
static void find_here(struct run *r, const struct last *last, struct buf *b)
{
	struct buf lines = { 0 };

	observers_pause(&r->session->observers);
	add_reason(r->session, last->id, &lines);
	observers_resume(&r->session->observers);
	add_held(r, last, &lines);
	if (lines.len) {
		buf_adds(b, "Here:\n");
		buf_add(b, lines.data, lines.len);
	}
	buf_free(&lines);
}

static void explain_errno(struct run *r, struct slice what, const struct last *of, struct buf *text)
{
	const struct explanation *x = explain_find(what);
	struct buf here = { 0 };
	int errnum;

	if (of)
		find_here(r, of, &here);
	if (x) {
		explain_write(x, of ? of->call : NULL, buf_slice(&here), text);
	} else if (!names_errno_parse(what, &errnum, &r->err)) {
		buf_addf(text, "%s (errno %d): %s. Socket calls do not normally return it.\n",
			names_errno(errnum), errnum, names_errno_text(errnum));
		buf_add(text, here.data, here.len);
	}
	buf_free(&here);
}

static void explain_fd(struct run *r, int fd, struct buf *text)
{
	struct reasons_scene scene = session_scene(r->session, true);

	observers_pause(&r->session->observers);
	explain_descriptor(&scene, fd, text);
	observers_resume(&r->session->observers);
}

static enum command_status run(struct run *r)
{
	const struct arg *word = POS(r, EXPLAINED);
	struct slice what;
	struct buf text = { 0 };
	const struct last *of;

	if (word->given && word->num >= 0) {
		explain_fd(r, (int)word->num, &text);
	} else {
		if (find(r, &what, &of, &text))
			return REFUSED;
		explain_errno(r, what, of, &text);
	}
	emit_prose(r, buf_slice(&text));
	buf_free(&text);
	return DONE;
}

/* What an error's text says, without quotes. */
static void mend(const struct misfit *m, struct err *e)
{
	if (m->count > 1 && explain_name_of(m->words[0]->text, true))
		err_hint(e, "an error's text is quoted: explain \"connection refused\"");
}

const struct command command_explain = {
	.name = "explain",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "ERRNO|FD", &type_explained, OPTIONAL,
				.help = "a name, number or text: ECONNREFUSED, 111, \"connection refused\"; none: the last error, also of a job that was not waited for yet; or a descriptor" },
			{ 0 } },
	.summary = "what an error means and why a call failed, or what state a socket is in",
	.details =
		"Of the last error, what is to be seen here comes first: who has the port, what listens "
		"in its place, who ended the connection, as with set reasons on. Then what causes it, "
		"what to try, and the manual pages that define it.\n\n"
		"Of a descriptor: its state in words, the calls that brought it there, and what each end "
		"may do next. A number from 3 up that is open here is a descriptor, any other an error's; "
		"an error has its name besides, and a descriptor its own.",
	.examples = (const struct example[]){ { NULL, "explain EADDRINUSE", NULL },
		{ NULL, "connect 99 127.0.0.1:9 = EBADF\nexplain", "the error just seen" },
		{ EXAMPLE_PAIR, "explain c", "what state it is in, and what may come next" },
		{ 0 } },
	.mend = mend,
	.see = "errno(3), info, calls, help",
	.run = run,
};
