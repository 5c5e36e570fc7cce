/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unlink: unlink(2).
 */
#include "base/mem.h"
#include "lang/types.h"
#include "shell/run.h"

enum { PATH };

static enum command_status run(struct run *r)
{
	static const char lead[] = "unix:";
	const char *path = arg_string(r, POS(r, PATH));

	if (slice_starts(POS(r, PATH)->text, lead) && path[sizeof(lead) - 1])
		path += sizeof(lead) - 1;
	sys_unlink(&r->sys, path);
	return DONE;
}

const struct command command_unlink = {
	.name = "unlink",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | MAY_BE_JOB,
	.params =
		(const struct param[]){
			{ "PATH", &type_file, 0,
				.help = "the file: as bind had it, unix: in front of it or not" },
			{ 0 } },
	.summary = "remove the file of a unix socket",
	.details =
		"The file that bind makes of a path stays when the socket is closed, and keeps the next "
		"bind from it (EADDRINUSE). Servers therefore remove it before they bind, and when they "
		"end. A socket whose file is removed goes on: those that are connected notice nothing, "
		"nobody new finds it. The file need not be a socket's: nothing is asked, as in C.",
	.examples =
		(const struct example[]){
			{ "socket unix as l\nbind l ./example.sock\nclose l\nsocket unix as l\n",
				"bind l ./example.sock = EADDRINUSE\nunlink ./example.sock\nbind l "
				"./example.sock\nunlink ./example.sock",
				"a file that was left behind" },
			{ 0 } },
	.see = "unlink(2), unix(7), bind",
	.run = run,
};
