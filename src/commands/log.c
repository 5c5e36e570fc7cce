/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * log: a transcript of all that is typed and printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"
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

/* Where it goes, and since when. */
static void show_state(struct run *r)
{
	const struct session *s = r->session;
	time_t since = (time_t)(s->log_since / SECOND);
	struct buf text = { 0 };
	struct tm parts;
	char date[40];

	if (!out_has_transcript(s->out)) {
		emit_text(r, slice_of("no transcript is being written\n"));
		return;
	}
	localtime_r(&since, &parts);
	strftime(date, sizeof(date), "%F %T", &parts);
	buf_adds(&text, "the transcript goes to ");
	text_add_clean(&text, buf_cstr(&s->log), s->log.len);
	buf_addf(&text, " since %s\n", date);
	emit_text(r, buf_slice(&text));
	buf_free(&text);
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	const struct arg *file = POS(r, FILE_NAME);

	if (!file->given) {
		show_state(r);
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
	buf_clear(&s->log);
	buf_add(&s->log, file->text.p, file->text.len);
	s->log_since = intr_wall();
	return DONE;
}

static const char *const words[] = { "off", NULL };

const struct command command_log = {
	.name = "log",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "FILE", &type_file, OPTIONAL, .of = words,
				.help = "where to, at its end; off ends the transcript" },
			{ 0 } },
	.summary = "keep a transcript of all that is typed and printed",
	.details =
		"Without FILE it says where one is kept, and since when. With set times on, typed "
		"lines and calls begin with the time of day. A file named off is ./off.",
	.see = "source, history",
	.run = run,
};
