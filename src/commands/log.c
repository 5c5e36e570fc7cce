/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * log: a transcript of all that is typed and printed.
 */
#include <errno.h>
#include <fcntl.h>

#include "shell/emit.h"
#include "shell/session.h"
#include "lang/types.h"

enum { FILE_NAME };

static void replace(struct session *s, int fd)
{
	int before = out_transcript(s->out, fd);

	if (before >= 0)
		fdtab_close(s->scope.fds, before);
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	const struct arg *file = POS(r, FILE_NAME);

	if (!file->given) {
		emit_text(r,
			slice_of(out_has_transcript(s->out) ? "a transcript is being written\n"
							    : "no transcript is being written\n"));
		return DONE;
	}
	if (file->bare && slice_is(file->text, "off")) {
		replace(s, -1);
		return DONE;
	}
	const char *name = arg_string(r, file);
	int fd = fdtab_open_file(
		s->scope.fds, name, O_WRONLY | O_CREAT | O_APPEND, 0666, "the transcript");
	if (fd < 0)
		return (enum command_status)err_system(
			&r->err, intr_errno(r->sys.intr, errno), name);
	replace(s, fd);
	return DONE;
}

const struct command command_log = {
	.name = "log",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "FILE", &type_file, OPTIONAL,
				.help = "where to, at its end; off ends the transcript" },
			{ 0 } },
	.summary = "keep a transcript of all that is typed and printed",
	.details = "Without FILE it says whether one is kept. A file named off is ./off.",
	.see = "source, history",
	.run = run,
};
