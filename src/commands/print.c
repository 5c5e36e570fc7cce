/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * print: words to standard output.
 */
#include "shell/emit.h"
#include "lang/types.h"

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
	.see = "let",
	.run = run,
};
