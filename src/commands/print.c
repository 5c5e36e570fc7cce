/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * print: words to standard output.
 */
#include <string.h>

#include "lang/scope.h"
#include "lang/types.h"
#include "shell/emit.h"
#include "sock/property.h"

static enum command_status run(struct run *r)
{
	struct buf line = { 0 };
	size_t len = 0;

	for (int i = 0; i < r->args.nrest; i++)
		len += r->args.rest[i].text.len + 1;
	if (!buf_try_reserve(&line, len)) {
		err_set(&r->err, ERR_SYSTEM, "no memory for %zu bytes", len);
		return REFUSED;
	}
	for (int i = 0; i < r->args.nrest; i++) {
		if (i)
			buf_addc(&line, ' ');
		buf_add(&line, r->args.rest[i].text.p, r->args.rest[i].text.len);
	}
	emit_value(r, buf_slice(&line));
	buf_free(&line);
	return DONE;
}

/* c.state, as assert reads it. */
static int doubt(const struct misfit *m, struct err *e)
{
	for (int i = 0; m->scope && i < m->count; i++) {
		const struct text_word *w = m->words[i];
		const char *dot = w->word->bare ? memchr(w->text.p, '.', w->text.len) : NULL;
		int fd;

		if (!dot ||
			!vars_get_fd(&m->scope->vars,
				(struct slice){ w->text.p, (size_t)(dot - w->text.p) }, &fd) ||
			!property_exists((struct slice){
				dot + 1, (size_t)(w->text.p + w->text.len - dot - 1) }))
			continue;
		err_at(e, ERR_USAGE, w->word->span, "'%.*s' would be printed as it stands",
			(int)w->text.len, w->text.p);
		return err_hint(e, "$%.*s is the value; quote the word if it is meant",
			(int)w->text.len, w->text.p);
	}
	return 0;
}

const struct command command_print = {
	.name = "print",
	.group = GROUP_CHECK,
	.params = (const struct param[]){ { "WORD", &type_text, OPTIONAL | REPEATED,
						  .help = "what to print" },
		{ 0 } },
	.summary = "print words and variables",
	.details =
		"The words, joined by blanks, and a newline. On a terminal control characters are "
		"shown as escapes.",
	.examples =
		(const struct example[]){
			{ "socket udp as u\nbind u 0\n", "print \"port:\" $u.port", NULL }, { 0 } },
	.doubt = doubt,
	.see = "let",
	.run = run,
};
