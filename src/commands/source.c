/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * source: runs a file of commands.
 */
#include "shell/interp.h"
#include "shell/session.h"
#include "lang/types.h"

enum { FILE_NAME, WORDS };

/* $0 and on, for the time that the file runs. */
static const char **arguments(struct run *r)
{
	const char **args = arena_alloc(r->arena, sizeof(*args) * (size_t)(r->args.nrest + 1));

	args[0] = arg_string(r, POS(r, FILE_NAME));
	for (int i = 0; i < r->args.nrest; i++)
		args[i + 1] = arg_string(r, &r->args.rest[i]);
	return args;
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;

	const char *const *outer = s->script_args;
	int outer_count = s->script_argc;
	enum interp_flow flow = FLOW_GO;
	if (r->args.nrest) {
		s->script_args = arguments(r);
		s->script_argc = r->args.nrest + 1;
	}
	int status = interp_file(
		s, arg_string(r, POS(r, FILE_NAME)), r->parsed->span.start, &flow, &r->err);
	s->script_args = outer;
	s->script_argc = outer_count;
	if (status)
		return REFUSED;
	return flow == FLOW_STOP ? STOPPED : DONE;
}

const struct command command_source = {
	.name = "source",
	.group = GROUP_CHECK,
	.flags = SHARES_NAMES,
	.params = (const struct param[]){ { "FILE", &type_file, 0, .help = "a file of commands" },
		{ "WORD", &type_text, OPTIONAL | REPEATED, .help = "$1, $2 ... for the file" },
		{ 0 } },
	.summary = "run a file of commands",
	.details =
		"The file is checked whole before anything in it runs. It shares variables and "
		"descriptors with the session. Without WORDs it sees the arguments of its caller.",
	.see = "run, log",
	.run = run,
};
