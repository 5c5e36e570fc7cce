/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * record: the session as a file, kept up to date.
 */
#include "base/text.h"
#include "lang/types.h"
#include "shell/emit.h"
#include "shell/record.h"

enum { FILE_NAME };

static void show_state(struct run *r)
{
	struct slice name = record_name(r->session);
	struct buf text = { 0 };

	buf_adds(&text, name.p ? "the session is recorded to " : "the session is not recorded");
	if (name.p)
		text_add_clean(&text, name.p, name.len);
	buf_addc(&text, '\n');
	emit_text(r, buf_slice(&text));
	buf_free(&text);
}

static enum command_status run(struct run *r)
{
	const struct arg *file = POS(r, FILE_NAME);
	const struct export_format *format;

	if (!file->given) {
		show_state(r);
		return DONE;
	}
	if (file->bare && slice_is(file->text, "off")) {
		record_stop(r->session);
		return DONE;
	}
	format = export_format(file->text, &r->err);
	if (!format || record_start(r->session, file->text, format, &r->err))
		return REFUSED;
	return DONE;
}

static const char *const words[] = { "off", NULL };

const struct command command_record = {
	.name = "record",
	.group = GROUP_SHELL,
	.flags = AT_ONCE,
	.params =
		(const struct param[]){
			{ "FILE", &type_file, OPTIONAL, .of = words,
				.help = "where to, as export takes it; off ends it" },
			{ 0 } },
	.summary = "export the session again after each command",
	.details =
		"The file is what export would write, from the session's first command on, and is whole at any "
		"time: a program that is killed leaves the session as it was after the last command. From "
		"64 KiB on it is written when as much time has passed as writing took, and at the end, which "
		"in a fast script is not after each command. Where the disk is full, "
		"that is said, the file stays as it was, and the recording ends. Without FILE it says where the session is "
		"recorded to.",
	.see = "export, log",
	.run = run,
};
