/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain: what an error means, what causes it, what to try.
 */
#include <string.h>

#include "insight/explain.h"
#include "shell/emit.h"
#include "shell/session.h"
#include "lang/types.h"

enum { ERRNO };

static void add_lines(struct buf *b, const char *head, const char *lines)
{
	buf_addf(b, "%s\n", head);
	while (*lines) {
		size_t len = strcspn(lines, "\n");

		buf_addf(b, "  - %.*s\n", (int)len, lines);
		lines += len + (lines[len] == '\n');
	}
}

static void write_row(const struct explanation *x, struct buf *b)
{
	int errnum;

	buf_adds(b, x->name);
	if (!names_errno_parse(slice_of(x->name), &errnum, NULL))
		buf_addf(b, " (errno %d, \"%s\")", errnum, names_errno_text(errnum));
	buf_addf(b, "\n%s\n", x->means);
	add_lines(b, "What causes it:", x->causes);
	add_lines(b, "What to try:", x->remedy);
}

static int find(struct run *r, struct slice *what)
{
	if (POS(r, ERRNO)->given) {
		*what = POS(r, ERRNO)->text;
		return 0;
	}
	if (!r->session->last.error || !*r->session->last.error)
		return err_set(&r->err, ERR_USAGE,
			"the last call did not fail; name an error: explain EADDRINUSE");
	*what = slice_of(r->session->last.error);
	return 0;
}

static enum command_status run(struct run *r)
{
	struct slice what = { "", 0 };
	struct buf text = { 0 };
	int errnum;

	if (find(r, &what))
		return REFUSED;
	const struct explanation *x = explain_find(what);
	if (x)
		write_row(x, &text);
	else if (!names_errno_parse(what, &errnum, &r->err))
		buf_addf(&text, "%s (errno %d): %s. Socket calls do not normally return it.\n",
			names_errno(errnum), errnum, names_errno_text(errnum));
	emit_text(r, buf_slice(&text));
	buf_free(&text);
	return DONE;
}

const struct command command_explain = {
	.name = "explain",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "ERRNO", &type_errno, OPTIONAL,
				.help = "a name or number: ECONNREFUSED, 111, EAI_NONAME; none: the last error" },
			{ 0 } },
	.summary = "what an error means, what causes it, what to try",
	.examples = (const struct example[]){ { NULL, "explain EADDRINUSE", NULL },
		{ NULL, "connect 99 127.0.0.1:9 = EBADF\nexplain", "the error just seen" }, { 0 } },
	.see = "errno(3), help",
	.run = run,
};
