/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * run: runs a file of commands in a session of its own, which is a process of this program.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "lang/types.h"
#include "shell/child.h"
#include "shell/session.h"

enum { FILE_NAME, WORDS };

enum {
	DEPTH_MAX = 16, /* of files that run each other */
	OPTIONS = 8,
};

/* How many such sessions this one is inside of. */
#define DEPTH "SOSH_RUN_DEPTH"

static int depth(void)
{
	const char *text = getenv(DEPTH);

	return text ? atoi(text) : 0;
}

/* The words of the program's command line: what the settings were, by its options, and then the
 * file and its arguments. */
static const char **words(struct run *r)
{
	const struct settings *set = r->set;
	const char **list =
		arena_alloc(r->arena, sizeof(*list) * (size_t)(OPTIONS + r->args.nrest + 4));
	struct buf time = { 0 };
	int n = 0;

	list[n++] = "/proc/self/exe";
	if (set->keep)
		list[n++] = "-k";
	if (set->quiet)
		list[n++] = "-q";
	if (set->echo)
		list[n++] = "-x";
	if (set->raw)
		list[n++] = "--raw";
	if (set->json)
		list[n++] = "--json";
	if (set->timeout) {
		buf_addf(&time, "-t%lldns", (long long)set->timeout);
		list[n++] = arena_copy(r->arena, time.data, time.len);
	}
	buf_free(&time);
	list[n++] = "--";
	list[n++] = arg_string(r, POS(r, FILE_NAME));
	for (int i = 0; i < r->args.nrest; i++)
		list[n++] = arg_string(r, &r->args.rest[i]);
	list[n] = NULL;
	return list;
}

static const char **surroundings(struct run *r)
{
	struct buf own = { 0 };
	const char **list;
	int n = 0, kept = 0;

	while (environ[n])
		n++;
	list = arena_alloc(r->arena, sizeof(*list) * (size_t)(n + 2));
	for (int i = 0; i < n; i++)
		if (strncmp(environ[i], DEPTH "=", sizeof(DEPTH)) != 0)
			list[kept++] = environ[i];
	buf_addf(&own, DEPTH "=%d", depth() + 1);
	list[kept++] = arena_copy(r->arena, own.data, own.len);
	list[kept] = NULL;
	buf_free(&own);
	return list;
}

/* How it ended; the first failure's status is the program's. */
static enum command_status judge(struct run *r, int status)
{
	const struct arg *file = POS(r, FILE_NAME);

	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return DONE;
	if (WIFSIGNALED(status)) {
		err_at(&r->err, ERR_EXPECT, file->span, "%.*s was killed by SIG%s",
			(int)file->text.len, file->text.p, sigabbrev_np(WTERMSIG(status)));
		return REFUSED;
	}
	session_fail(r->session, WEXITSTATUS(status));
	err_at(&r->err, ERR_EXPECT, file->span, "%.*s has failed, with status %d",
		(int)file->text.len, file->text.p, WEXITSTATUS(status));
	return REFUSED;
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	int status;

	if (depth() >= DEPTH_MAX) {
		err_set(&r->err, ERR_USAGE, "run is nested %d deep: does a file run itself?",
			depth());
		return REFUSED;
	}
	if (child_run(s, words(r), surroundings(r), &status, &r->err))
		return REFUSED;
	return intr_pending(&s->intr) ? STOPPED : judge(r, status);
}

const struct command command_run = {
	.name = "run",
	.group = GROUP_CHECK,
	.flags = IS_CHECK,
	.params = (const struct param[]){ { "FILE", &type_file, 0, .help = "a file of commands" },
		{ "WORD", &type_text, OPTIONAL | REPEATED, .help = "$1, $2 ... for the file" },
		{ 0 } },
	.summary = "run a file of commands in a session of its own",
	.details =
		"Its descriptors begin at 3, it sees no variable of this session, and what it leaves open is "
		"closed when it ends: a lab can be run in the middle of another. It is in the same network, "
		"and the settings quiet, keep, echo, raw, json and timeout are as they are here. A file that "
		"fails is a failure of the command, with its status.",
	.see = "source, within",
	.run = run,
};
