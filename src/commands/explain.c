/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain: what an error means, what causes it, what to try.
 */
#include "insight/explain.h"
#include "shell/emit.h"
#include "shell/session.h"
#include "lang/types.h"
#include "sock/state.h"

enum { ERRNO };

/* What to explain, and the call that it came of, or NULL. */
static int find(struct run *r, struct slice *what, const char **call)
{
	const struct last *last = &r->session->last;
	bool failed = last->error && *last->error;

	*what = POS(r, ERRNO)->given ? POS(r, ERRNO)->text : slice_of(failed ? last->error : "");
	*call = failed && explain_find(*what) == explain_find(slice_of(last->error)) ? last->call
										     : NULL;
	if (what->len)
		return 0;
	return err_set(&r->err, ERR_USAGE,
		"the last call did not fail; name an error: explain EADDRINUSE");
}

/* What is to be seen of the descriptor that the call was made on, if it is the same yet: where
 * the kernel keeps a connection that is over. */
static void add_here(struct run *r, struct buf *b)
{
	const struct last *last = &r->session->last;
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
	const char *call;
	int errnum;

	if (find(r, &what, &call))
		return REFUSED;
	const struct explanation *x = explain_find(what);
	if (x)
		explain_write(x, call, &text);
	else if (!names_errno_parse(what, &errnum, &r->err))
		buf_addf(&text, "%s (errno %d): %s. Socket calls do not normally return it.\n",
			names_errno(errnum), errnum, names_errno_text(errnum));
	if (call)
		add_here(r, &text);
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
				.help = "a name, number or text: ECONNREFUSED, 111, \"connection refused\"; none: the last error" },
			{ 0 } },
	.summary = "what an error means, what causes it, what to try",
	.examples = (const struct example[]){ { NULL, "explain EADDRINUSE", NULL },
		{ NULL, "connect 99 127.0.0.1:9 = EBADF\nexplain", "the error just seen" }, { 0 } },
	.see = "errno(3), help",
	.run = run,
};
