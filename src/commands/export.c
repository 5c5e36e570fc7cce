/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * export: the session as a file.
 */
#include "base/text.h"
#include "examples.h"
#include "lang/types.h"
#include "shell/emit.h"
#include "shell/export.h"
#include "shell/save.h"
#include "shell/session.h"

enum { FILE_NAME };

static enum command_status run(struct run *r)
{
	const struct arg *file = POS(r, FILE_NAME);
	const struct export_format *format = export_format(file->text, &r->err);
	struct buf text = { 0 }, told = { 0 };
	enum command_status status = DONE;
	struct export_told what;

	if (!format)
		return REFUSED;
	what = export_session(r->session, format, &text);
	if (save_file(r, arg_string(r, file), &text))
		status = REFUSED;
	else
		export_tell(&what, &told);
	if (told.len)
		emit_text(r, buf_slice(&told));
	buf_free(&told);
	buf_free(&text);
	return status;
}

const struct command command_export = {
	.name = "export",
	.group = GROUP_SHELL,
	.flags = AT_ONCE,
	.params =
		(const struct param[]){
			{ "FILE", &type_file, 0,
				.help = "where to; its ending says what is written" },
			{ 0 } },
	.summary = "write the session to a file: as a test, a program, a report",
	.details =
		"A FILE.sosh is a script that does the same again, with what came as what is to come: a "
		"session that was tried by hand replays as a test that passes. Calls that failed are "
		"expected to fail; of data that was received up to 64 bytes are expected as they came, unless they "
		"hold a time of day; how long anything took is not. Ports that the kernel chose and "
		"that were typed as numbers become properties of their descriptors ($l.port), or, where those are "
		"closed by then, variables. An assert of a property may wait 5 seconds.\n\n"
		"A FILE.txt is a transcript with times, which has jobs' calls where they ended. A FILE.md is a report: "
		"comments that begin with ## are its headings, other ones its text, commands and their calls "
		"stand between them.\n\n"
		"A FILE.py is a program in Python 3, of its standard library, and a FILE.c one in C with every call checked; both make the same calls: names are kept, "
		"ports that the kernel chose are asked for, a call that failed is to fail with the same error, jobs "
		"are threads, serve is a thread for each connection (echo and discard, with --banner and --prefix). "
		"It makes the calls alone: what assert, print and repeat did with them is not in it.\n\n"
		"What cannot be said or done again (a line that was refused, what Ctrl-C ended, a conversation by talk) "
		"is a comment there, and a message tells how many these are. The file has its name when it is "
		"whole; one that was there is replaced.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send c \"hello\"\nrecv s\n",
						      "export tried.sosh", NULL },
		{ EXAMPLE_PAIR "send c \"hello\"\nrecv s\n", "export client.py", NULL },
		{ EXAMPLE_PAIR "send c \"hello\"\nrecv s\n", "export report.md", NULL }, { 0 } },
	.see = "log, calls, timeline, history, source",
	.run = run,
};
